internal import Archive
package import ArchiveStorage
package import Transcripts

// What those who write beside the documents of the start need.

extension Recorder {
  /// The number of the last change so far.
  package var sequence: UInt64 { database.pendingSequence }

  /// The revision of a meeting that is served; 0 for one that the archive does not have.
  package func revision(of id: String) throws(StorageError) -> UInt32 {
    guard let known = try database.known(id), !known.isDeleted else { return 0 }
    return known.revision
  }

  /// Takes somebody who has said nothing, with what comes with a transcript.
  /// - Throws: `ImportError` that says what of the person cannot be kept; `PeopleRefusal`; `StorageError`.
  package func append(bystander: Speaker, of transcript: Transcript) throws {
    try checkPeople(of: transcript.alone(bystander))
    try loader.append(bystander: bystander, of: transcript)
    try database.put(bystander: bystander, date: transcript.meeting.date)
    hasBystanders = true
  }

  /// Takes a meeting out of what is served; its revisions stay, and who spoke stays known.
  /// - Returns: the meeting as it was; nil where the archive does not have it.
  package func delete(_ id: String) throws(StorageError) -> Meeting? {
    guard let known = try database.known(id), !known.isDeleted else { return nil }
    let stored = try database.transcript(of: id, revision: known.revision)
    try database.delete(id, known, isErased: false, principal: author.name)
    loader.remove(meeting: id)
    return stored?.meeting
  }
}
