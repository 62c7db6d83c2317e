import CVerbatimProto
import Protobuf
import Testing

import Transcripts

@testable import ArchiveProtocol

@Suite struct CodingTests {
  private let statement = Statement(
    id: "m-1/abc", meetingID: "m-1", ordinal: 3, date: "2023-08-23", kind: .answer,
    attribution: Attribution(
      label: "President Putin", speakerID: "vladimir-putin", name: "Vladimir Putin",
      role: "President", certainty: .ambiguous, candidateIDs: ["a", "b"],
      delivery: .init(mode: .retranslated, language: "ru", wording: "(retranslated)")),
    paragraphs: ["Good\u{a0}afternoon.", "", "Добрый день."],
    marks: [Mark(kind: .vocal, paragraph: 1, offset: 2, length: 3, wording: "(Laughter.)")],
    timing: .init(start: "10:00:00", end: "10:01:00.500"), lines: 4...9, section: 0)

  private let meeting = Meeting(
    id: "m-1", title: "Meeting with the Head of Ruritania", date: "2023-08-23",
    endDate: CalendarDate("2023-08-24"), startTime: "13:50", timeZone: "+03:00",
    place: "The Kremlin, Moscow", lead: ["One.", "Two."], language: "en", kind: "plenary",
    source: .init(
      format: "jsonl", url: "https://example.org/", sha256: Array(0..<32), licence: "CC-BY-4.0",
      fileName: "a.jsonl"),
    revision: 2, sections: [.init(heading: "Opening", level: 2)], statementCount: 9)

  private let speaker = Speaker(
    id: "ana-maria", name: "Ana María",
    names: [.init("Ana María", from: CalendarDate("2020-01-01"), to: CalendarDate("2021-01-01"))],
    roles: [.init("Minister")], identifiers: [.init(scheme: "wikidata", value: "Q1")],
    mergedInto: "other", statementCount: 12, firstDate: CalendarDate("2020-01-01"),
    lastDate: CalendarDate("2021-01-01"))

  private func decodedStatement(_ bytes: [UInt8]) throws -> Statement {
    let arena = MessageArena()
    return try bytes.withUnsafeBytes {
      try Statement(decoding: UnsafePointer(arena.unpack(Messages.statement, from: $0)))
    }
  }

  /// The statement's message after `change`.
  private func altered(
    _ change: (UnsafeMutablePointer<Verbatim__V1__Statement>, MessageArena) -> Void
  ) throws -> Statement {
    let arena = MessageArena()
    let message = statement.encode(into: arena)
    change(message, arena)
    return try decodedStatement(Packing.bytes(of: message))
  }

  @Test("A statement keeps every field")
  func statementRoundTrip() throws {
    #expect(try altered { _, _ in } == statement)
    let bare = Statement(
      id: "m/1", meetingID: "m", ordinal: 0, date: .first, kind: .unspecified,
      attribution: Attribution(), paragraphs: [])
    let arena = MessageArena()
    #expect(try decodedStatement(Packing.bytes(of: bare.encode(into: arena))) == bare)
  }

  @Test("A meeting keeps every field")
  func meetingRoundTrip() throws {
    for value in [meeting, Meeting(id: "m", date: .last)] {
      let arena = MessageArena()
      let bytes = Packing.bytes(of: value.encode(into: arena))
      let decoded = try bytes.withUnsafeBytes {
        try Meeting(decoding: UnsafePointer(arena.unpack(Messages.meeting, from: $0)))
      }
      #expect(decoded == value)
    }
  }

  @Test("A speaker keeps every field")
  func speakerRoundTrip() throws {
    for value in [speaker, Speaker(id: "x", name: "X")] {
      let arena = MessageArena()
      let bytes = Packing.bytes(of: value.encode(into: arena))
      let decoded = try bytes.withUnsafeBytes {
        try Speaker(decoding: UnsafePointer(arena.unpack(Messages.speaker, from: $0)))
      }
      #expect(decoded == value)
    }
  }

  @Test("Values of enumerations that this version does not know are unspecified")
  func unknownValues() throws {
    let decoded = try altered { message, _ in
      message.pointee.kind = Verbatim__V1__Statement__Kind(99)
      message.pointee.attribution.pointee.certainty = Verbatim__V1__Attribution__Certainty(99)
      message.pointee.attribution.pointee.delivery.pointee.mode =
        Verbatim__V1__Delivery__Mode(UInt32(bitPattern: -1))
      message.pointee.marks[0]!.pointee.kind = Verbatim__V1__Mark__Kind(11)
    }
    #expect(decoded.kind == .unspecified)
    #expect(decoded.attribution.certainty == .unspecified)
    #expect(decoded.attribution.delivery?.mode == .unspecified)
    #expect(decoded.marks[0].kind == .unspecified)
  }

  @Test("A message with wrong text, dates or spans is refused with the field's name")
  func refused() throws {
    typealias Change = (UnsafeMutablePointer<Verbatim__V1__Statement>, MessageArena) -> Void
    let invalid: [UInt8] = [0x61, 0xff]
    let changes: [(String, Change)] = [
      (
        "statement.paragraphs[1] is not valid UTF-8",
        { message, arena in
          message.pointee.paragraphs[1] = invalid.withUnsafeBytes { arena.bytes($0) }
        }
      ),
      ("statement.id holds a NUL character at character 2", { $0.pointee.id = $1.text("a\0b") }),
      (
        "statement.date is not a date written as YYYY-MM-DD",
        {
          $0.pointee.date = $1.text("2023-02-30")
        }
      ),
      ("statement.date is missing", { $0.pointee.date = $1.text("") }),
      (
        "statement.lines ends at 3, before it starts at 4",
        { message, _ in
          message.pointee.lines.pointee.last = 3
        }
      ),
    ]
    for (expected, change) in changes {
      let error = #expect(throws: ProtobufError.self) { try altered(change) }
      #expect(error?.message == expected)
    }
  }

  @Test("A digest that is not 32 bytes long is refused")
  func digest() {
    var value = meeting
    value.source.sha256 = [1, 2, 3]
    let arena = MessageArena()
    let message = value.encode(into: arena)
    #expect(throws: ProtobufError.self) { try Meeting(decoding: message) }
  }
}
