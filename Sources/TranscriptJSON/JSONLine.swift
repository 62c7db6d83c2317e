import ArchiveProtocol
import CProtobufC
import CVerbatimProto
import Protobuf
import TranscriptReading
import Transcripts

/// One line of JSON Lines, whichever of the known layouts it has.
///
/// The line's number is counted from the beginning of its block until the block's place is known.
struct JSONLine: Sendable {
  var number: Int
  var byteCount: Int
  /// What tells the meeting from others: `meetingId`, `meeting` as a string, or the `id` of `meeting`
  /// as an object; empty when the line has none, or is broken so that it cannot be found.
  var meetingKey = ""
  var content = Content.none
  /// What the line says of its meeting and of speakers.
  var definitions: Definitions?
  /// What was left out.
  var notes: [JSONReader.Note] = []
  /// Why the line cannot be read.
  var fault: Fault?

  /// The statement of a line.
  enum Content: Sendable {
    /// None: the line is about a meeting or speakers alone.
    case none
    /// One as the project writes it.
    case own(Statement, hasDate: Bool)
    /// One of another layout.
    case flat(FlatLine)
  }

  /// The objects that stand beside a statement.
  struct Definitions: Sendable {
    var meeting: Meeting?
    /// Whether the line says that statements of the meeting may be left out.
    var isPart = false
    var speakers: [Speaker] = []
  }

  /// What is wrong with a line and what to do about it.
  struct Fault: Sendable {
    var code = DocumentError.Code.malformed
    var problem: String
    var remedy = "each line must be one JSON object with a statement"
  }
}

/// A statement of a flat layout.
struct FlatLine: Sendable {
  var ordinal: UInt32 = 0
  var date = ""
  var title = ""
  var time = ""
  var place = ""
  var url = ""
  var speaker = ""
  /// The role; nil when the layout has none, so that `speaker` is a printed label.
  var role: String?
  var kind = Statement.Kind.speech
  var paragraphs: [String] = []
  var timing: Statement.Timing?
  var section: Int?
}

/// Reads lines, one after the other, with memory of its own.
struct JSONLineParser {
  private let options: ReadingOptions
  private let arena = MessageArena()
  private let recent = RecentTexts()

  init(_ options: ReadingOptions) { self.options = options }

  /// Reads a line; nil when it is blank.
  mutating func parse(_ line: UnsafeRawBufferPointer, number: Int) -> JSONLine? {
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return nil }
    var parsed = JSONLine(number: number, byteCount: line.count)
    guard line.count <= options.maximumLineSize else {
      parsed.fault = .tooLong(options)
      parsed.meetingKey = BrokenLine(line).meetingKey
      return parsed
    }
    if let fault = EncodingCheck.firstFault(line.assumingMemoryBound(to: UInt8.self)) {
      parsed.fault = JSONLine.Fault(
        code: .invalidEncoding,
        problem: line[fault] == 0
          ? "NUL at byte \(fault) of the line"
          : "byte 0x\(String(line[fault], radix: 16, uppercase: true)) at byte \(fault) of the line is not valid UTF-8",
        remedy: "JSON Lines are UTF-8; convert the file")
      parsed.meetingKey = BrokenLine(line).meetingKey
      return parsed
    }
    arena.reset()
    var reader = JSONReader(line, arena: arena, maximumDepth: options.maximumDepth)
    do {
      try read(&reader, into: &parsed)
    } catch let fault as JSONFault {
      parsed.fault = JSONLine.Fault(
        problem: "\(fault.problem), at byte \(fault.byte) of the line")
    } catch let error as ProtobufError {
      parsed.fault = JSONLine.Fault(
        problem: error.message,
        remedy: "write it as Proto/verbatim/v1/transcript.proto describes it")
    } catch {
      parsed.fault = JSONLine.Fault(problem: "\(error)")
    }
    if parsed.fault != nil, parsed.meetingKey.isEmpty {
      parsed.meetingKey = BrokenLine(line).meetingKey
    }
    parsed.notes = reader.notes
    return parsed
  }

  private mutating func read(_ reader: inout JSONReader, into line: inout JSONLine) throws {
    let message = arena.make(Messages.statement)
    var flat = FlatLine()
    var printedLabel = ""
    var hasText = false
    var hasFlatKey = false
    var seen: UInt16 = 0
    var definitions = JSONLine.Definitions()
    let arena = arena
    do {
      try reader.members(of: message, JSONPlans.statement) { reader, key throws(JSONFault) in
        let wording = key
        guard let key = LineKey(key) else { return false }
        if key != .meeting, key != .speakers, key != .part { hasFlatKey = true }
        // Texts may be given twice, by two names of the key; that is told.
        guard seen & (1 << key.rawValue) == 0 || key == .paragraphs else {
          throw JSONFault(
            byte: reader.scanner.index,
            problem: "“\(String(decoding: wording, as: UTF8.self))” stands twice")
        }
        seen |= 1 << key.rawValue
        switch key {
        case .meeting:
          if try reader.scanner.kind() == .object {
            let start = reader.scanner.index
            let meeting = try reader.message(Messages.meeting, JSONPlans.meeting)
            line.meetingKey = String(
              decoding: UnsafeRawBufferPointer(meeting.pointee.id), as: UTF8.self)
            do throws(ProtobufError) {
              definitions.meeting = try Meeting(decoding: meeting)
            } catch {
              throw JSONFault(byte: start, problem: error.message)
            }
            guard MeetingIdentity.isValid(line.meetingKey) else {
              throw JSONFault(
                byte: start,
                problem: "a meeting needs an id of 1 to 128 bytes of [A-Za-z0-9._:~-]")
            }
          } else {
            line.meetingKey = try reader.text()
          }
        case .speakers:
          if try reader.scanner.null() { return true }
          try reader.scanner.beginArray()
          var isFirst = true
          while try reader.scanner.hasElement(&isFirst) {
            let start = reader.scanner.index
            do {
              let speaker = try Speaker(
                decoding: reader.message(Messages.speaker, JSONPlans.speaker))
              guard !speaker.id.isEmpty else {
                throw JSONFault(byte: start, problem: "a speaker needs an id")
              }
              definitions.speakers.append(speaker)
            } catch let error as ProtobufError {
              throw JSONFault(byte: start, problem: error.message)
            } catch let fault as JSONFault {
              throw fault
            } catch {
              throw JSONFault(byte: start, problem: "\(error)")
            }
          }
        case .part:
          if try !reader.scanner.null() { definitions.isPart = try reader.scanner.boolean() }
        case .ordinal:
          flat.ordinal = try reader.scanner.null() ? 0 : reader.scanner.number(UInt32.self)
        case .title: flat.title = try reader.text()
        case .time: flat.time = try reader.text()
        case .place: flat.place = try reader.text()
        case .url: flat.url = try reader.text()
        case .speaker: flat.speaker = try reader.text()
        case .label:
          printedLabel = try reader.text()
        case .role: flat.role = try reader.text()
        case .paragraphs:
          // A layout with both says the same twice.
          let paragraphs = try reader.texts()
          if hasText {
            reader.noteUnused(wording)
          } else {
            flat.paragraphs = paragraphs
          }
          hasText = true
        }
        return true
      }
      try reader.scanner.end()
    } catch {
      // So that it is known whose line it was, and whom it describes for others.
      if !definitions.speakers.isEmpty { line.definitions = definitions }
      if line.meetingKey.isEmpty {
        line.meetingKey = String(
          decoding: UnsafeRawBufferPointer(message.pointee.meeting_id), as: UTF8.self)
      }
      throw error
    }
    if definitions.meeting != nil || !definitions.speakers.isEmpty {
      line.definitions = definitions
    }
    if definitions.isPart, definitions.meeting == nil {
      reader.note(.init(kind: .unused, wording: "part"))
    }
    let key = UnsafeRawBufferPointer(message.pointee.meeting_id)
    if !key.isEmpty {
      let stated = try recent.text(key, field: "meetingId")
      if let meeting = definitions.meeting, meeting.id != stated {
        throw ProtobufError(
          code: .invalidValue,
          message:
            "the statement is of meeting “\(stated.prefix(80))”, the line’s meeting has another id")
      }
      if !line.meetingKey.isEmpty, line.meetingKey != stated {
        reader.note(.init(kind: .unused, wording: "meeting"))
      }
      line.meetingKey = stated
    }
    let hasWords = hasText || message.pointee.n_paragraphs > 0
    if message.pointee.attribution != nil {
      if hasFlatKey {
        reader.note(.init(kind: .key, wording: "keys of another layout beside “attribution”"))
      }
      let hasDate = message.pointee.date.len > 0
      if !hasDate { message.pointee.date = arena.date(.first) }
      line.content = .own(
        try Statement(decoding: UnsafePointer(message), recent: recent), hasDate: hasDate)
      return
    }
    if hasWords || hasFlatKey || message.pointee.id.len > 0 {
      // A layout with both means the label that is printed by “speaker”.
      if flat.speaker.isEmpty {
        flat.speaker = printedLabel
      } else if !printedLabel.isEmpty, printedLabel != flat.speaker {
        reader.note(.init(kind: .unused, wording: "label"))
      }
      try flat.take(from: message)
      line.content = .flat(flat)
    }
    message.pointee.meeting_id = ProtobufCBinaryData()
    // Whatever field the schema has: none is dropped in silence.
    for field in JSONPlans.statement.setFields(of: UnsafePointer(message)) {
      reader.note(.init(kind: .unused, wording: field))
    }
  }
}

extension JSONLine.Fault {
  static func tooLong(_ options: ReadingOptions) -> Self {
    Self(
      code: .tooLarge, problem: "the line is longer than \(options.maximumLineSize) bytes",
      remedy: "raise the limit for lines if it is one statement")
  }
}

extension FlatLine {
  /// Takes what flat layouts have in common with the project's own, out of the message.
  fileprivate mutating func take(
    from message: UnsafeMutablePointer<Verbatim__V1__Statement>
  ) throws(ProtobufError) {
    date = try String(checking: message.pointee.date, field: "date")
    message.pointee.date = ProtobufCBinaryData()
    if ordinal == 0 || ordinal == message.pointee.ordinal {
      ordinal = message.pointee.ordinal
      message.pointee.ordinal = 0
    }
    if let kind = Statement.Kind(decoding: message.pointee.kind), kind != .unspecified {
      self.kind = kind
    }
    // One that is not known was noted when it was read.
    message.pointee.kind = VERBATIM__V1__STATEMENT__KIND__KIND_UNSPECIFIED
    if paragraphs.isEmpty, message.pointee.n_paragraphs > 0 {
      paragraphs = try texts(
        message.pointee.paragraphs, message.pointee.n_paragraphs, field: "paragraphs")
      message.pointee.n_paragraphs = 0
    }
    if let timing = message.pointee.timing {
      self.timing = try .init(decoding: timing)
      message.pointee.timing = nil
    }
    if message.pointee.section > 0 {
      section = Int(message.pointee.section) - 1
      message.pointee.section = 0
    }
  }
}

extension JSONReader {
  fileprivate mutating func noteUnused(_ key: UnsafeRawBufferPointer) {
    note(Note(kind: .unused, wording: String(decoding: key, as: UTF8.self)))
  }

  /// A string; null reads as empty.
  fileprivate mutating func text() throws(JSONFault) -> String {
    if try scanner.null() { return "" }
    return String(decoding: try scanner.string(), as: UTF8.self)
  }

  /// An array of strings, or one string as an array of one; null reads as empty.
  fileprivate mutating func texts() throws(JSONFault) -> [String] {
    guard try scanner.kind() == .array else {
      return try scanner.null() ? [] : [try text()]
    }
    var texts: [String] = []
    try scanner.beginArray()
    var isFirst = true
    while try scanner.hasElement(&isFirst) {
      texts.append(String(decoding: try scanner.string(), as: UTF8.self))
    }
    return texts
  }
}

/// The keys of a line that are not those of a `Statement`.
private enum LineKey: UInt16 {
  case meeting, speakers, ordinal, title, time, place, url, speaker, label, role, paragraphs, part

  init?(_ key: UnsafeRawBufferPointer) {
    func isKey(_ name: StaticString) -> Bool {
      guard key.count == name.utf8CodeUnitCount else { return false }
      for index in 0..<key.count where key[index] != name.utf8Start[index] { return false }
      return true
    }
    switch key.first {
    case UInt8(ascii: "m") where isKey("meeting"): self = .meeting
    case UInt8(ascii: "s") where isKey("speaker"): self = .speaker
    case UInt8(ascii: "s") where isKey("speakers"): self = .speakers
    case UInt8(ascii: "s") where isKey("seq"): self = .ordinal
    case UInt8(ascii: "t") where isKey("text"): self = .paragraphs
    case UInt8(ascii: "t") where isKey("title"): self = .title
    case UInt8(ascii: "t") where isKey("time"): self = .time
    case UInt8(ascii: "p") where isKey("paras"): self = .paragraphs
    case UInt8(ascii: "p") where isKey("place"): self = .place
    case UInt8(ascii: "p") where isKey("part"): self = .part
    case UInt8(ascii: "u") where isKey("url"): self = .url
    case UInt8(ascii: "l") where isKey("label"): self = .label
    case UInt8(ascii: "r") where isKey("role"): self = .role
    default: return nil
    }
  }
}
