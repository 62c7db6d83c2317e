import Transcripts

/// One line of JSON Lines, whichever of the known layouts it has.
struct StatementLine {
  /// What tells the meeting from others: `meetingId`, or `meeting` as a string.
  var meetingKey = ""
  /// The meeting, where the line holds it as an object.
  var meeting: Meeting?
  var speakers: [Speaker] = []
  var id = ""
  var ordinal: UInt64?
  var date = ""
  var title = ""
  var time = ""
  var place = ""
  var url = ""
  var speaker = ""
  /// The role; nil when the layout has none, so that `speaker` is a printed label.
  var role: String?
  var kind: Statement.Kind?
  var attribution: Attribution?
  var paragraphs: [String]?
  var marks: [Mark] = []
  var timing: Statement.Timing?
  var lines: ClosedRange<UInt32>?
  var section: Int?
  /// The first key that no layout has.
  var unknownKey: String?

  init(_ line: UnsafeBufferPointer<UInt8>, maximumDepth: Int) throws {
    var scanner = JSONScanner(line, maximumDepth: maximumDepth)
    try scanner.object { scanner, key in try read(key, &scanner) }
    try scanner.end()
  }

  private mutating func read(
    _ key: UnsafeBufferPointer<UInt8>, _ scanner: inout JSONScanner
  ) throws {
    switch Key(key) {
    case .id: id = try scanner.string()
    case .meetingID: meetingKey = try scanner.string()
    case .meeting:
      if try scanner.kind() == .object {
        meeting = try MeetingJSON.meeting(&scanner)
      } else {
        meetingKey = try scanner.string()
      }
    case .speakers: try scanner.array { speakers.append(try MeetingJSON.speaker(&$0)) }
    case .ordinal: ordinal = try scanner.number()
    case .date: date = try scanner.string()
    case .title: title = try scanner.string()
    case .time: time = try scanner.string()
    case .place: place = try scanner.string()
    case .url: url = try scanner.string()
    case .speaker: speaker = try scanner.string()
    case .role: role = try scanner.string()
    case .kind:
      kind =
        Statement.Kind(rawValue: try scanner.enumeration(JSONNames.statementKinds))
        ?? .unspecified
    case .attribution: attribution = try MeetingJSON.attribution(&scanner)
    case .paragraphs: paragraphs = try scanner.strings()
    case .marks: try scanner.array { marks.append(try MeetingJSON.mark(&$0)) }
    case .timing:
      var timing = Statement.Timing()
      try scanner.object { scanner, key in
        if key.elementsEqual("start".utf8) {
          timing.start = try scanner.string()
        } else if key.elementsEqual("end".utf8) {
          timing.end = try scanner.string()
        } else {
          try scanner.skip()
        }
      }
      self.timing = timing
    case .lines: lines = try MeetingJSON.lines(&scanner)
    case .section:
      let number = try scanner.number()
      section = number == 0 ? nil : Int(number) - 1
    case nil:
      if unknownKey == nil { unknownKey = String(decoding: key, as: UTF8.self) }
      try scanner.skip()
    }
  }

  /// The keys of every layout.
  private enum Key {
    case id, meetingID, meeting, speakers, ordinal, date, title, time, place, url, speaker, role
    case kind, attribution, paragraphs, marks, timing, lines, section

    init?(_ key: UnsafeBufferPointer<UInt8>) {
      func isKey(_ name: StaticString) -> Bool {
        key.count == name.utf8CodeUnitCount
          && key.elementsEqual(
            UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
      }
      switch key.first {
      case UInt8(ascii: "i") where isKey("id"): self = .id
      case UInt8(ascii: "m"):
        if isKey("meeting") {
          self = .meeting
        } else if isKey("meetingId") || isKey("meeting_id") {
          self = .meetingID
        } else if isKey("marks") {
          self = .marks
        } else {
          return nil
        }
      case UInt8(ascii: "s"):
        if isKey("speaker") {
          self = .speaker
        } else if isKey("speakers") {
          self = .speakers
        } else if isKey("seq") {
          self = .ordinal
        } else if isKey("section") {
          self = .section
        } else {
          return nil
        }
      case UInt8(ascii: "o") where isKey("ordinal"): self = .ordinal
      case UInt8(ascii: "d") where isKey("date"): self = .date
      case UInt8(ascii: "t"):
        if isKey("text") {
          self = .paragraphs
        } else if isKey("title") {
          self = .title
        } else if isKey("time") {
          self = .time
        } else if isKey("timing") {
          self = .timing
        } else {
          return nil
        }
      case UInt8(ascii: "p"):
        if isKey("paras") || isKey("paragraphs") {
          self = .paragraphs
        } else if isKey("place") {
          self = .place
        } else {
          return nil
        }
      case UInt8(ascii: "u") where isKey("url"): self = .url
      case UInt8(ascii: "r") where isKey("role"): self = .role
      case UInt8(ascii: "k") where isKey("kind"): self = .kind
      case UInt8(ascii: "l"):
        if isKey("lines") {
          self = .lines
        } else if isKey("label") {
          self = .speaker
        } else {
          return nil
        }
      case UInt8(ascii: "a") where isKey("attribution"): self = .attribution
      default: return nil
      }
    }
  }
}

extension JSONScanner {
  /// Reads an enumeration value by name or number; unknown ones read as 0.
  mutating func enumeration(_ names: [String]) throws -> UInt32 {
    if try kind() == .number { return UInt32(truncatingIfNeeded: try number()) }
    return JSONNames.value(try string(), in: names) ?? 0
  }
}
