/// The meetings of a segment in order of date, then id bytewise.
struct MeetingColumns: ~Copyable, Sendable {
  /// The framed `Meeting` messages.
  let bytes: Column<UInt8>
  let entries: Column<Entry>
  /// The runs of each meeting in order, meeting after meeting.
  let runs: Column<UInt32>
  /// Folded titles, one after another.
  let titles: Column<UInt8>
  let ids: KeyIndex

  struct Entry: BitwiseCopyable {
    /// Where its frame starts in `bytes`, and how long it is.
    var offset: Int
    var byteCount: Int
    var day: Int32
    /// Number of its place, or `noPlace`.
    var place: UInt32
    var revision: UInt32
    var statementCount: UInt32
    /// Where its runs stand in `runs`.
    var firstRun: UInt32
    var runCount: UInt32
    /// Where its folded title stands in `titles`.
    var titleOffset: Int
    var titleByteCount: Int
  }

  static let noPlace = UInt32.max

  var count: Int { entries.count }

  func frame(_ meeting: Int) -> UnsafeRawBufferPointer {
    let entry = entries[meeting]
    return UnsafeRawBufferPointer(
      start: UnsafeRawPointer(bytes.base) + entry.offset, count: entry.byteCount)
  }

  func id(_ meeting: Int) -> UnsafeRawBufferPointer {
    Frame.firstField(UnsafeRawPointer(bytes.base) + entries[meeting].offset)
  }

  func runs(of meeting: Int) -> UnsafeBufferPointer<UInt32> {
    let entry = entries[meeting]
    return UnsafeBufferPointer(start: runs.base + Int(entry.firstRun), count: Int(entry.runCount))
  }

  func foldedTitle(_ meeting: Int) -> String {
    let entry = entries[meeting]
    return String(
      decoding: UnsafeRawBufferPointer(
        start: titles.base + entry.titleOffset, count: entry.titleByteCount), as: UTF8.self)
  }

  /// The meeting with this id.
  func position(ofID id: UnsafeRawBufferPointer) -> Int? {
    ids.position(of: id) { self.id($0) }
  }

  var byteCount: Int {
    bytes.byteCount + entries.byteCount + runs.byteCount + titles.byteCount + ids.byteCount
  }
}
