import Archive
import ArchiveProtocol
import ArchiveStorage
import People
package import Transcripts

// What of a transcript takes more than to propose people.

extension Transcript {
  /// What in it says who is who, and does not only propose people; nil where nothing does.
  package var peopleClaim: PeopleRefusal? {
    if !statedSpeakers.isEmpty {
      return PeopleRefusal(
        problem:
          "it states its speakers’ ids as an archive’s own, as exports do, which renames and "
          + "joins people")
    }
    for speaker in speakers {
      let id = speaker.id.excerpt
      if !speaker.otherIDs.isEmpty {
        return PeopleRefusal(problem: "it gives \(id) other ids, which joins people")
      }
      if speaker.identifiers.contains(where: \.isSettled) {
        return PeopleRefusal(problem: "it states that the keeper has settled who \(id) is")
      }
    }
    return nil
  }
}

extension Recorder {
  /// Sees that who writes may say what a transcript says of people.
  /// - Parameter replacing: The meeting of the archive whose place it would take.
  /// - Throws: `PeopleRefusal`, before anything is written; `StorageError`.
  func checkPeople(of transcript: Transcript, replacing known: KnownMeeting? = nil) throws {
    guard !author.maySettlePeople else { return }
    if let claim = transcript.peopleClaim { throw claim }
    if let joined = loader.joinedPeople(by: transcript) {
      throw PeopleRefusal(
        problem: "its speaker \(joined.speaker.excerpt) has identifiers or a name of "
          + "\(joined.first) and of \(joined.second), who would be one person by that")
    }
    // What is read of it as proposals would take back what somebody else has stated.
    guard let known, !known.isDeleted, try database.proposedPeople(of: known).peopleClaim != nil
    else { return }
    throw PeopleRefusal(
      problem: "the archive has the meeting from somebody who stated who its speakers are, which "
        + "this would take back")
  }
}
