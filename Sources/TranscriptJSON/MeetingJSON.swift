import TranscriptReading
import Transcripts

/// Reads the objects of ``StatementJSON`` back. Fields that are not known are read over, so that
/// files of later versions can be read.
enum MeetingJSON {
  private static func text(_ key: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: key, as: UTF8.self)
  }

  /// A day; nil when the field is empty.
  private static func date(_ scanner: inout JSONScanner) throws -> CalendarDate? {
    let start = scanner.index
    let text = try scanner.string()
    if text.isEmpty { return nil }
    guard let date = CalendarDate(text) else {
      throw JSONScanner.Fault(byte: start, problem: "“\(text.prefix(40))” is no day YYYY-MM-DD")
    }
    return date
  }

  private static func small(_ scanner: inout JSONScanner) throws -> UInt32 {
    let start = scanner.index
    guard let number = UInt32(exactly: try scanner.number()) else {
      throw JSONScanner.Fault(byte: start, problem: "the number is larger than 2^32 - 1")
    }
    return number
  }

  static func meeting(_ scanner: inout JSONScanner) throws -> Meeting {
    var meeting = Meeting(id: "", date: .first)
    var hasDate = false
    let start = scanner.index
    try scanner.object { scanner, key in
      switch text(key) {
      case "id": meeting.id = try scanner.string()
      case "title": meeting.title = try scanner.string()
      case "date":
        guard let date = try date(&scanner) else { return }
        meeting.date = date
        hasDate = true
      case "endDate": meeting.endDate = try date(&scanner)
      case "startTime": meeting.startTime = try scanner.string()
      case "timeZone": meeting.timeZone = try scanner.string()
      case "place": meeting.place = try scanner.string()
      case "lead": meeting.lead = try scanner.strings()
      case "language": meeting.language = try scanner.string()
      case "kind": meeting.kind = try scanner.string()
      case "source": meeting.source = try source(&scanner)
      case "revision": meeting.revision = try small(&scanner)
      case "sections": try scanner.array { meeting.sections.append(try section(&$0)) }
      case "statementCount": meeting.statementCount = try small(&scanner)
      default: try scanner.skip()
      }
    }
    guard hasDate, MeetingIdentity.isValid(meeting.id) else {
      throw JSONScanner.Fault(
        byte: start,
        problem: "a meeting needs a date and an id of 1 to 128 bytes of [A-Za-z0-9._:~-]")
    }
    return meeting
  }

  private static func source(_ scanner: inout JSONScanner) throws -> Meeting.Source {
    var source = Meeting.Source()
    try scanner.object { scanner, key in
      switch text(key) {
      case "format": source.format = try scanner.string()
      case "url": source.url = try scanner.string()
      case "sha256":
        let start = scanner.index
        guard let digest = Base64.decode(try scanner.string()), [0, 32].contains(digest.count)
        else { throw JSONScanner.Fault(byte: start, problem: "sha256 is not 32 bytes in Base64") }
        source.sha256 = digest
      case "licence": source.licence = try scanner.string()
      case "fileName": source.fileName = try scanner.string()
      default: try scanner.skip()
      }
    }
    return source
  }

  private static func section(_ scanner: inout JSONScanner) throws -> Meeting.Section {
    var section = Meeting.Section(heading: "", level: 0)
    try scanner.object { scanner, key in
      switch text(key) {
      case "heading": section.heading = try scanner.string()
      case "level": section.level = try small(&scanner)
      default: try scanner.skip()
      }
    }
    return section
  }

  static func attribution(_ scanner: inout JSONScanner) throws -> Attribution {
    var attribution = Attribution()
    try scanner.object { scanner, key in
      switch text(key) {
      case "label": attribution.label = try scanner.string()
      case "speakerId": attribution.speakerID = try scanner.string()
      case "name": attribution.name = try scanner.string()
      case "role": attribution.role = try scanner.string()
      case "certainty":
        attribution.certainty =
          Attribution.Certainty(rawValue: try scanner.enumeration(JSONNames.certainties))
          ?? .unspecified
      case "candidateIds": attribution.candidateIDs = try scanner.strings()
      case "delivery": attribution.delivery = try delivery(&scanner)
      default: try scanner.skip()
      }
    }
    return attribution
  }

  private static func delivery(_ scanner: inout JSONScanner) throws -> Attribution.Delivery {
    var delivery = Attribution.Delivery(mode: .unspecified)
    try scanner.object { scanner, key in
      switch text(key) {
      case "mode":
        delivery.mode =
          Attribution.Delivery.Mode(rawValue: try scanner.enumeration(JSONNames.modes))
          ?? .unspecified
      case "language": delivery.language = try scanner.string()
      case "wording": delivery.wording = try scanner.string()
      default: try scanner.skip()
      }
    }
    return delivery
  }

  static func mark(_ scanner: inout JSONScanner) throws -> Mark {
    var mark = Mark(kind: .unspecified, paragraph: 0, wording: "")
    try scanner.object { scanner, key in
      switch text(key) {
      case "kind":
        mark.kind =
          Mark.Kind(rawValue: try scanner.enumeration(JSONNames.markKinds))
          ?? .unspecified
      case "paragraph": mark.paragraph = try small(&scanner)
      case "offset": mark.offset = try small(&scanner)
      case "length": mark.length = try small(&scanner)
      case "wording": mark.wording = try scanner.string()
      default: try scanner.skip()
      }
    }
    return mark
  }

  static func lines(_ scanner: inout JSONScanner) throws -> ClosedRange<UInt32>? {
    var (first, last): (UInt32, UInt32) = (0, 0)
    let start = scanner.index
    try scanner.object { scanner, key in
      switch text(key) {
      case "first": first = try small(&scanner)
      case "last": last = try small(&scanner)
      default: try scanner.skip()
      }
    }
    if first == 0, last == 0 { return nil }
    guard first <= last else {
      throw JSONScanner.Fault(byte: start, problem: "lines end before they begin")
    }
    return first...last
  }

  static func speaker(_ scanner: inout JSONScanner) throws -> Speaker {
    var speaker = Speaker(id: "", name: "")
    let start = scanner.index
    try scanner.object { scanner, key in
      switch text(key) {
      case "id": speaker.id = try scanner.string()
      case "name": speaker.name = try scanner.string()
      case "names": try scanner.array { speaker.names.append(try dated(&$0)) }
      case "roles": try scanner.array { speaker.roles.append(try dated(&$0)) }
      case "identifiers": try scanner.array { speaker.identifiers.append(try identifier(&$0)) }
      case "mergedInto": speaker.mergedInto = try scanner.string()
      case "statementCount": speaker.statementCount = try scanner.number()
      case "firstDate": speaker.firstDate = try date(&scanner)
      case "lastDate": speaker.lastDate = try date(&scanner)
      default: try scanner.skip()
      }
    }
    guard !speaker.id.isEmpty else {
      throw JSONScanner.Fault(byte: start, problem: "a speaker needs an id")
    }
    return speaker
  }

  private static func dated(_ scanner: inout JSONScanner) throws -> Speaker.Dated {
    var dated = Speaker.Dated("")
    try scanner.object { scanner, key in
      switch text(key) {
      case "wording": dated.wording = try scanner.string()
      case "from": dated.from = try date(&scanner)
      case "to": dated.to = try date(&scanner)
      default: try scanner.skip()
      }
    }
    return dated
  }

  private static func identifier(_ scanner: inout JSONScanner) throws -> Speaker.Identifier {
    var identifier = Speaker.Identifier(scheme: "", value: "")
    try scanner.object { scanner, key in
      switch text(key) {
      case "scheme": identifier.scheme = try scanner.string()
      case "value": identifier.value = try scanner.string()
      default: try scanner.skip()
      }
    }
    return identifier
  }
}
