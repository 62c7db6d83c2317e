package import Archive
package import ArchiveProtocol
package import TranscriptReading

/// What happens while documents are read.
package enum LoadEvent {
  /// A document was read to its end or to an error.
  case documentRead(byteCount: Int)
  /// A meeting was taken.
  case meetingTaken(TranscriptSize)
  /// A document came with a meeting of an id that its source states; the one that had it, of so many
  /// statements, is gone. `earlier` is its document; nil where it was loaded before.
  case replaced(meetingID: String, by: String, earlier: String?, TranscriptSize)
  /// A meeting is another revision of one that the archive's file has.
  case revised(meetingID: String, document: String, revision: UInt32)
  /// A meeting is the same as one of an earlier document (by its words, or where the source states its
  /// id in all), and is left out.
  case repeated(meetingID: String, document: String, earlier: String)
  /// A meeting has the day and the title of one of an earlier document, and other words: it got an id
  /// of its own.
  case keptApart(meetingID: String, document: String, earlier: String)
  /// Most paragraphs of a meeting have the words of one of another id, so that it may be the same read
  /// twice; both are kept.
  case alike(meetingID: String, document: String, earlierID: String, earlier: String)
  /// A document, or what follows in it, could not be read; so many of its meetings were kept.
  case unreadable(DocumentError, keptMeetings: Int)
  /// A meeting of a document cannot be kept.
  case refused(document: String, ImportError)
  /// Somebody who has said nothing cannot be kept.
  case refusedSpeaker(document: String, ImportError)
  /// A document has places that may have been read wrongly.
  case doubtful(ReadingReport)
  /// Every document was read, and it is settled who spoke.
  case peopleSettled(PeopleReport)
}

/// How much a transcript holds.
package struct TranscriptSize: Hashable, Sendable {
  /// Statements.
  package var statements = 0
  /// Bytes of text.
  package var bytes = 0
}
