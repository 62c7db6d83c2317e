internal import ArchiveProtocol
internal import CVerbatimProto
internal import Protobuf
internal import RPC
internal import Transcripts

extension Coding {
  static let documentPart = request { (part: DocumentPart) in packed { part.encode(into: $0) } }

  static let meetingPart = request { (part: MeetingPart) in packed { part.encode(into: $0) } }

  static let deletion = request { (deletion: MeetingDeletion) in
    packed { deletion.encode(into: $0) }
  }

  static let documentReport = response { bytes, arena in
    try DocumentReport(decoding: arena.unpack(Messages.documentReport, from: bytes))
  }

  static let putReport = response { bytes, arena in
    try PutReport(decoding: arena.unpack(Messages.putReport, from: bytes))
  }

  static let deletedMeeting = response { bytes, arena in
    try DeletedMeeting(decoding: arena.unpack(Messages.deletedMeeting, from: bytes))
  }

  static let mergeSpeakers = request { (value: SpeakersMerge) in packed { value.encode(into: $0) } }

  static let splitSpeaker = request { (value: SpeakerSplit) in packed { value.encode(into: $0) } }

  static let keepApart = request { (value: SpeakersApart) in packed { value.encode(into: $0) } }

  static let nameSpeaker = request { (value: SpeakerNaming) in packed { value.encode(into: $0) } }

  static let undoDecision = request { (value: DecisionUndoing) in packed { value.encode(into: $0) }
  }

  static let listDecisions = request { (value: DecisionQuery) in packed { value.encode(into: $0) } }

  static let decisionReport = response { bytes, arena in
    try DecisionReport(decoding: arena.unpack(Messages.decisionReport, from: bytes))
  }

  static let decisions = response { bytes, arena in
    try DecisionList(decoding: arena.unpack(Messages.decisions, from: bytes)).decisions
  }

  static let backUpArchive = request { (value: BackupRequest) in packed { value.encode(into: $0) } }

  static let backupPart = response { bytes, arena in
    try BackupPart(decoding: arena.unpack(Messages.backupPart, from: bytes))
  }

  private static func packed<Message>(
    _ encode: (MessageArena) -> UnsafeMutablePointer<Message>
  ) -> [UInt8] {
    let arena = MessageArena()
    return withExtendedLifetime(arena) { Packing.bytes(of: encode(arena)) }
  }
}
