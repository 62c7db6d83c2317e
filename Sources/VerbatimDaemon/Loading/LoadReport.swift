package import Archive

/// What became of the documents.
package struct LoadReport: Hashable, Sendable {
  /// Documents looked at.
  package var documentCount = 0
  /// Documents that could not be read, or not to their end.
  package var failedDocumentCount = 0
  /// Meetings taken, those that were replaced left out.
  package var meetingCount = 0
  /// Meetings that cannot be kept.
  package var refusedMeetingCount = 0
  /// Speakers without statements who cannot be kept.
  package var refusedSpeakerCount = 0
  /// Meetings whose place another document took.
  package var replacedMeetingCount = 0
  /// Meetings of which the archive had another revision, or the very same.
  package var revisedMeetingCount = 0
  package var unchangedMeetingCount = 0
  /// Meetings that are the same as an earlier document's, left out.
  package var repeatedMeetingCount = 0
  /// Meetings most of whose paragraphs another has too, so that they may be there twice.
  package var alikeMeetingCount = 0
  /// Documents with places that may have been read wrongly, and how many such places there are.
  package var doubtfulDocumentCount = 0
  package var warningCount = 0
  /// Meetings of exports of which statements, or what describes them, are lacking.
  package var incompleteMeetingCount = 0

  /// What deserves to be told of who spoke.
  package var people = PeopleReport()

  /// Documents, meetings and speakers that could not be read or kept.
  package var leftOutCount: Int { failedDocumentCount + refusedMeetingCount + refusedSpeakerCount }
  /// What strictness does not allow: what was left out, what was replaced, what is not there in whole, and
  /// lines of the merge file that do nothing.
  package var failureCount: Int {
    leftOutCount + replacedMeetingCount + incompleteMeetingCount + people.problems.count
  }
}

/// Nothing was loaded, because something could not be, was replaced or is not there in whole, and strictness was asked for.
package struct NotLoaded: Error, Hashable, Sendable {
  /// Documents and meetings that could not be loaded.
  package var leftOutCount: Int
  /// Meetings whose place another document took.
  package var replacedMeetingCount = 0
  /// Meetings of exports that are not there in whole.
  package var incompleteMeetingCount = 0
  /// Lines of the merge file that do nothing.
  package var idleMergeLineCount = 0
}
