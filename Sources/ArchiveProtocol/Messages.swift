package import CVerbatimProto
package import Protobuf

/// Every type of message of `verbatim.v1`.
package enum Messages {
  package static let meeting = MessageType(verbatim__v1__meeting__init)
  package static let source = MessageType(verbatim__v1__source__init)
  package static let section = MessageType(verbatim__v1__section__init)
  package static let statement = MessageType(verbatim__v1__statement__init)
  package static let attribution = MessageType(verbatim__v1__attribution__init)
  package static let delivery = MessageType(verbatim__v1__delivery__init)
  package static let mark = MessageType(verbatim__v1__mark__init)
  package static let timing = MessageType(verbatim__v1__timing__init)
  package static let lineSpan = MessageType(verbatim__v1__line_span__init)
  package static let speaker = MessageType(verbatim__v1__speaker__init)
  package static let speakerName = MessageType(verbatim__v1__speaker__name__init)
  package static let speakerRole = MessageType(verbatim__v1__speaker__role__init)
  package static let speakerIdentifier = MessageType(verbatim__v1__speaker__identifier__init)

  package static let filter = MessageType(verbatim__v1__statement_filter__init)
  package static let getMeeting = MessageType(verbatim__v1__get_meeting_request__init)
  package static let getStatement = MessageType(verbatim__v1__get_statement_request__init)
  package static let getSpeaker = MessageType(verbatim__v1__get_speaker_request__init)
  package static let listMeetings = MessageType(verbatim__v1__list_meetings_request__init)
  package static let listSpeakers = MessageType(verbatim__v1__list_speakers_request__init)
  package static let streamStatements = MessageType(verbatim__v1__stream_statements_request__init)
  package static let countStatements = MessageType(verbatim__v1__count_statements_request__init)
  package static let counts = MessageType(verbatim__v1__count_statements_response__init)
  package static let countsGroup = MessageType(verbatim__v1__count_statements_response__group__init)
  package static let countsKey = MessageType(verbatim__v1__count_statements_response__key__init)
  package static let searchStatements = MessageType(verbatim__v1__search_statements_request__init)
  package static let searchFacet = MessageType(verbatim__v1__search_statements_request__facet__init)
  package static let searchPage = MessageType(verbatim__v1__search_statements_response__init)
  package static let searchHit = MessageType(verbatim__v1__search_statements_response__hit__init)
  package static let searchSpan = MessageType(verbatim__v1__search_statements_response__span__init)
  package static let byteRange = MessageType(
    verbatim__v1__search_statements_response__byte_range__init)
  package static let changePlace = MessageType(verbatim__v1__change_place__init)
  package static let followStatements = MessageType(verbatim__v1__follow_statements_request__init)
  package static let archiveEvent = MessageType(verbatim__v1__follow_statements_response__init)
  package static let listRevisions = MessageType(verbatim__v1__list_revisions_request__init)
  package static let revisions = MessageType(verbatim__v1__list_revisions_response__init)
  package static let revision = MessageType(
    verbatim__v1__list_revisions_response__revision__init)
  package static let searchSnippet = MessageType(
    verbatim__v1__search_statements_response__snippet__init)

  package static let importDocuments = MessageType(verbatim__v1__import_documents_request__init)
  package static let documentHead = MessageType(verbatim__v1__document_head__init)
  package static let documentReport = MessageType(verbatim__v1__document_report__init)
  package static let documentWarning = MessageType(verbatim__v1__document_report__warning__init)
  package static let meetingReport = MessageType(verbatim__v1__meeting_report__init)
  package static let putMeeting = MessageType(verbatim__v1__put_meeting_request__init)
  package static let putMeetingHead = MessageType(verbatim__v1__put_meeting_head__init)
  package static let expectedRevision = MessageType(verbatim__v1__put_meeting_head__expected__init)
  package static let putReport = MessageType(verbatim__v1__put_meeting_response__init)
  package static let deleteMeeting = MessageType(verbatim__v1__delete_meeting_request__init)
  package static let deletedMeeting = MessageType(verbatim__v1__delete_meeting_response__init)
}
