import ArchiveProtocol
import Protobuf
package import Transcripts

// People who have no statement, and whom no meeting tells of.

extension ArchiveDatabase {
  /// Stores what a document says of somebody, unless that is there.
  /// - Parameter date: The day of the meeting that they were described beside.
  package func put(bystander: Speaker, date: CalendarDate) throws(StorageError) {
    let row = try connection.statement("INSERT OR IGNORE INTO bystanders VALUES (?1, ?2, ?3)")
    row.bind(1, bystander.id)
    row.bind(2, date.description)
    let arena = MessageArena()
    row.bind(
      3, Packing.bytes(of: UnsafePointer(MeetingContent.bare(bystander).encode(into: arena))))
    try row.run()
  }

  /// All that was stored of them, in a fixed order.
  package func bystanders() throws(StorageError) -> [(speaker: Speaker, date: CalendarDate)] {
    let query = try connection.statement(
      "SELECT id, date, message FROM bystanders ORDER BY id, message")
    defer { query.reset() }
    let arena = MessageArena()
    var bystanders: [(speaker: Speaker, date: CalendarDate)] = []
    while try query.step() {
      do {
        let speaker = try query.withBytes(2) { bytes throws(ProtobufError) in
          arena.reset()
          return try Speaker(decoding: arena.unpack(Messages.speaker, from: bytes))
        }
        bystanders.append((speaker, CalendarDate(query.text(1)) ?? .first))
      } catch {
        throw StorageError(
          .damaged, path: path,
          "what documents say of \(query.text(0).debugDescription) cannot be read (\(error)): restore it "
            + "from a backup")
      }
    }
    return bystanders
  }
}
