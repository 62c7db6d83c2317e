import ArchiveProtocol
package import CVerbatimProto
import CProtobufC
import Protobuf
package import Transcripts

/// Writes the project's own JSON Lines: a statement a line, as protobuf's JSON mapping has it, empty
/// fields left out. ``JSONLinesReader`` reads them back as they were.
///
/// The first line of each meeting also holds `meeting`; the first line that needs a speaker holds it
/// in `speakers`, and so does the next one when the speaker is another by then. A meeting without
/// statements is a line of its own, and so is a speaker whom no line needs. Beside a meeting of which
/// statements may be left out on purpose stands `"part": true`; of any other, all that its
/// `statementCount` says are due. The fields are those of `Meeting`, `Statement` and `Speaker` of
/// `Proto/verbatim/v1/transcript.proto`: one that is added there is written here.
package struct ExportWriter {
  private var json = JSONPrinter()
  private let arena = MessageArena()
  private var meetings: Set<ExactText> = []
  private var lastMeetingID = ""
  private var lastSpeakerID = ""
  /// Speakers as they were last written.
  private var speakers: [ExactText: Speaker] = [:]

  /// Starts a file.
  package init() {}

  /// The lines that were written since ``removeAll()``.
  package var bytes: [UInt8] { json.bytes }

  /// Forgets the lines, and not what they said of meetings and speakers.
  package mutating func removeAll() { json.removeAll() }

  /// What a statement's line is to hold besides.
  package struct Needs: Sendable {
    /// The statement's meeting, when no line has held it.
    package var meetingID: String?
    /// Speakers whom no line has held.
    package var speakerIDs: [String] = []
  }

  /// What the line of a statement is to hold besides, in the file so far.
  package mutating func needs(of statement: UnsafePointer<Verbatim__V1__Statement>) -> Needs {
    var needs = Needs()
    let meetingID = text(statement.pointee.meeting_id)
    if !meetingID.isExactly(lastMeetingID) {
      lastMeetingID = meetingID
      if !meetings.contains(meetingID) { needs.meetingID = meetingID }
    }
    guard let attribution = statement.pointee.attribution?.pointee else { return needs }
    let speakerID = text(attribution.speaker_id)
    if !speakerID.isExactly(lastSpeakerID) {
      lastSpeakerID = speakerID
      if !speakerID.isEmpty, speakers[text: speakerID] == nil { needs.speakerIDs.append(speakerID) }
    }
    for index in 0..<attribution.n_candidate_ids {
      let id = text(attribution.candidate_ids[index])
      if speakers[text: id] == nil, !needs.speakerIDs.contains(where: id.isExactly) {
        needs.speakerIDs.append(id)
      }
    }
    return needs
  }

  /// What the line of a statement is to hold besides, in the file so far.
  package mutating func needs(of statement: Statement) -> Needs {
    arena.reset()
    return needs(of: UnsafePointer(statement.encode(into: arena)))
  }

  /// Whether a line has held the speaker, and otherwise than this.
  package func hasOther(_ speaker: Speaker) -> Bool {
    speakers[text: speaker.id].map { !$0.isExactly(speaker) } ?? false
  }

  /// Writes a statement as it was received.
  /// - Parameters:
  ///   - meeting: The meeting that it needs.
  ///   - isPart: Whether statements of the meeting may be left out.
  ///   - speakers: The speakers that it needs; those that were written as they are, are left out.
  package mutating func write(
    _ statement: UnsafePointer<Verbatim__V1__Statement>, meeting: Meeting? = nil,
    isPart: Bool = false, speakers: [Speaker] = []
  ) {
    json.beginObject()
    json.members(of: statement, JSONPlans.statement)
    if statement.pointee.attribution == nil {
      // What tells the layout from others.
      json.key("attribution")
      json.beginObject()
      json.endObject()
    }
    write(meeting, isPart: isPart, speakers)
  }

  /// Writes a statement.
  package mutating func write(
    _ statement: Statement, meeting: Meeting? = nil, isPart: Bool = false, speakers: [Speaker] = []
  ) {
    arena.reset()
    write(
      UnsafePointer(statement.encode(into: arena)), meeting: meeting, isPart: isPart,
      speakers: speakers)
  }

  /// Writes a meeting without statements.
  package mutating func write(_ meeting: Meeting, speakers: [Speaker] = []) {
    json.beginObject()
    write(meeting, speakers)
  }

  /// Writes a speaker without statements.
  package mutating func write(silent speaker: Speaker) {
    json.beginObject()
    write(nil, [speaker])
  }

  /// Writes a whole transcript.
  package mutating func write(_ transcript: Transcript) {
    let (meeting, speakers) = (transcript.meeting, transcript.speakers)
    if transcript.statements.isEmpty { write(meeting, speakers: speakers) }
    for (index, statement) in transcript.statements.enumerated() {
      write(statement, meeting: index == 0 ? meeting : nil, speakers: index == 0 ? speakers : [])
    }
  }

  /// Writes a speaker by itself, with nothing around it: a list of speakers, for programs.
  package mutating func write(bare speaker: Speaker) {
    arena.reset()
    json.message(UnsafePointer(speaker.encode(into: arena)), JSONPlans.speaker)
    json.endLine()
  }

  private mutating func write(
    _ meeting: Meeting?, isPart: Bool = false, _ speakers: [Speaker]
  ) {
    let arena = MessageArena()
    if let meeting {
      json.key("meeting")
      json.message(UnsafePointer(meeting.encode(into: arena)), JSONPlans.meeting)
      meetings.insert(meeting.id)
      if isPart {
        json.key("part")
        json.boolean(true)
      }
    }
    var isOpen = false
    for speaker in speakers where self.speakers[text: speaker.id]?.isExactly(speaker) != true {
      if !isOpen {
        json.key("speakers")
        json.beginArray()
        isOpen = true
      }
      json.message(UnsafePointer(speaker.encode(into: arena)), JSONPlans.speaker)
      self.speakers[text: speaker.id] = speaker
    }
    if isOpen { json.endArray() }
    json.endObject()
    json.endLine()
  }

  private func text(_ bytes: ProtobufCBinaryData) -> String {
    String(decoding: UnsafeRawBufferPointer(bytes), as: UTF8.self)
  }
}

extension Speaker {
  /// Whether all is the same, also by the bytes of the name; names and roles are compared so in any case.
  fileprivate func isExactly(_ other: Speaker) -> Bool {
    self == other && name.isExactly(other.name)
  }
}
