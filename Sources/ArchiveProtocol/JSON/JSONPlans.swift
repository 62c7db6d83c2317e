package import CVerbatimProto
package import Protobuf

/// The plans of the messages that are written as JSON, made when first used.
package enum JSONPlans {
  package static let meeting = JSONPlan(Messages.meeting)
  package static let statement = JSONPlan(Messages.statement)
  package static let speaker = JSONPlan(Messages.speaker)
  package static let searchHit = JSONPlan(Messages.searchHit)
  package static let counts = JSONPlan(Messages.counts)
  package static let archiveEvent = JSONPlan(Messages.archiveEvent)
}

/// A type of message with its plan.
package struct JSONMessage<Message>: Sendable {
  package let type: MessageType<Message>
  package let plan: JSONPlan

  init(_ type: MessageType<Message>, _ plan: JSONPlan? = nil) {
    self.type = type
    self.plan = plan ?? JSONPlan(type)
  }
}

/// What the methods of the service take and give.
package enum JSONMessages {
  package static let meeting = JSONMessage(Messages.meeting, JSONPlans.meeting)
  package static let statement = JSONMessage(Messages.statement, JSONPlans.statement)
  package static let speaker = JSONMessage(Messages.speaker, JSONPlans.speaker)
  package static let counts = JSONMessage(Messages.counts, JSONPlans.counts)
  package static let searchPage = JSONMessage(Messages.searchPage)
  package static let archiveEvent = JSONMessage(Messages.archiveEvent, JSONPlans.archiveEvent)

  package static let getMeeting = JSONMessage(Messages.getMeeting)
  package static let getStatement = JSONMessage(Messages.getStatement)
  package static let getSpeaker = JSONMessage(Messages.getSpeaker)
  package static let listMeetings = JSONMessage(Messages.listMeetings)
  package static let listSpeakers = JSONMessage(Messages.listSpeakers)
  package static let streamStatements = JSONMessage(Messages.streamStatements)
  package static let countStatements = JSONMessage(Messages.countStatements)
  package static let searchStatements = JSONMessage(Messages.searchStatements)
  package static let listRevisions = JSONMessage(Messages.listRevisions)
  package static let revisions = JSONMessage(Messages.revisions)
  package static let followStatements = JSONMessage(Messages.followStatements)

  package static let importDocuments = JSONMessage(Messages.importDocuments)
  package static let documentReport = JSONMessage(Messages.documentReport)
  package static let putMeeting = JSONMessage(Messages.putMeeting)
  package static let putReport = JSONMessage(Messages.putReport)
  package static let deleteMeeting = JSONMessage(Messages.deleteMeeting)
  package static let deletedMeeting = JSONMessage(Messages.deletedMeeting)

  package static let mergeSpeakers = JSONMessage(Messages.mergeSpeakers)
  package static let splitSpeaker = JSONMessage(Messages.splitSpeaker)
  package static let keepApart = JSONMessage(Messages.keepApart)
  package static let nameSpeaker = JSONMessage(Messages.nameSpeaker)
  package static let undoDecision = JSONMessage(Messages.undoDecision)
  package static let listDecisions = JSONMessage(Messages.listDecisions)
  package static let decisionReport = JSONMessage(Messages.decisionReport)
  package static let decisions = JSONMessage(Messages.decisions)

  package static let backUpArchive = JSONMessage(Messages.backUpArchive)
  package static let backupPart = JSONMessage(Messages.backupPart)
}
