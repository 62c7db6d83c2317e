import CProtobufC
import CVerbatimProto
import Protobuf
import Testing
import Transcripts

@testable import ArchiveProtocol

@Suite struct JSONReaderTests {
  private func statement(
    _ json: String, depth: Int = 20
  ) throws -> (statement: Statement, notes: [JSONReader.Note]) {
    let arena = MessageArena()
    return try Array(json.utf8).withUnsafeBytes { bytes in
      var reader = JSONReader(bytes, arena: arena, maximumDepth: depth)
      let message = try reader.only(Messages.statement, JSONPlans.statement)
      if message.pointee.date.len == 0 { message.pointee.date = arena.date(.first) }
      return (try Statement(decoding: message), reader.notes)
    }
  }

  @Test("Names of the schema, numbers as strings, exponents and null are read")
  func variants() throws {
    let read = try statement(
      #"{"meeting_id":"m","ordinal":"7","section":2e0,"lines":{"first":1.0,"last":30E-1},"timing":null,"kind":2}"#
    ).statement
    #expect(read.meetingID == "m")
    #expect(read.ordinal == 7)
    #expect(read.section == 1)
    #expect(read.lines == 1...3)
    #expect(read.timing == nil)
    #expect(read.kind == .question)
  }

  @Test(
    "Values of enumerations are read by name, with and without what all of them begin with",
    arguments: ["KIND_QUESTION", "question", "Question", "QUESTION", "kind_question"])
  func enumerations(name: String) throws {
    #expect(try statement(#"{"kind":"\#(name)"}"#).statement.kind == .question)
  }

  @Test("What is not known is left out and noted")
  func unknown() throws {
    let read = try statement(#"{"kind":"song","mood":{"a":[1,{"b":null}]},"marks":[{"kind":77}]}"#)
    #expect(read.statement.kind == .unspecified)
    #expect(
      read.notes == [
        .init(kind: .value(field: "kind"), wording: "song"),
        .init(kind: .key, wording: "mood", message: "verbatim.v1.Statement"),
        .init(kind: .value(field: "kind"), wording: "77"),
      ])
  }

  @Test("Escapes become the characters that they mean")
  func escapes() throws {
    let read = try statement(#"{"paragraphs":["\u00e9\ud83d\ude00\n\"\\\/\b\f\r\t","","\u2028x"]}"#)
    #expect(
      read.statement.paragraphs == ["é😀\n\"\\/\u{8}\u{c}\r\t", "", "\u{2028}x"])
  }

  @Test(
    "Hostile JSON is a fault with its place, and never ends the program",
    arguments: [
      (#"{"section":"18446744073709551615"}"#, 11, "not from 0 to 4294967295"),
      (#"{"ordinal":4294967296}"#, 11, "not from 0 to 4294967295"),
      (#"{"ordinal":-1}"#, 11, "not from 0"),
      (#"{"ordinal":1.5}"#, 11, "whole number"),
      (#"{"ordinal":1e999999999999999999999}"#, 11, "whole number"),
      (#"{"ordinal":"1x"}"#, 11, "whole number"),
      (#"{"ordinal":""}"#, 11, "whole number"),
      (#"{"ordinal":01}"#, 11, "no number"),
      (#"{"ordinal":true}"#, 11, "whole number"),
      (#"{"id":"a","id":"b"}"#, 15, "stands twice"),
      (#"{"meetingId":"a","meeting_id":"b"}"#, 30, "stands twice"),
      (#"{"id":["a"]}"#, 6, "string is due"),
      (#"{"paragraphs":"a"}"#, 14, "array is due"),
      (#"{"paragraphs":["a",null]}"#, 19, "string is due"),
      (#"{"paragraphs":[1]}"#, 15, "string is due"),
      (#"{"attribution":[]}"#, 15, "object is due"),
      (#"{"id":"\ud800"}"#, 7, "high surrogate"),
      (#"{"id":"\ud800\u0041"}"#, 7, "high surrogate"),
      (#"{"id":"\udc00"}"#, 7, "low surrogate"),
      (#"{"id":"\u0000"}"#, 7, "NUL"),
      (#"{"id":"\u12"}"#, 11, "four hexadecimal"),
      (#"{"id":"\x"}"#, 7, "no such escape"),
      (#"{"id":"a\"#, 6, "not closed"),
      ("{\"id\":\"a\u{1}\"}", 8, "control character"),
      (#"{"id":"a"} {}"#, 11, "more behind"),
      (#"{"id":"a""#, 9, "not closed"),
      (#"{"id" "a"}"#, 6, "colon"),
      (#"{"id":nul}"#, 6, "no JSON value"),
      (#"{"id":"a",}"#, 10, "key is due"),
      ("", 0, "object is due"),
      ("[]", 0, "object is due"),
    ])
  func hostile(json: String, byte: Int, problem: String) throws {
    let fault = #expect(throws: JSONFault.self) { try statement(json) }
    #expect(fault?.byte == byte)
    #expect(fault?.problem.contains(problem) == true, "\(fault?.problem ?? "")")
  }

  @Test("Nesting has a limit, also of what is not known")
  func depth() throws {
    let nested = #"{"x":"# + String(repeating: "[", count: 100_000)
    let fault = #expect(throws: JSONFault.self) { try statement(nested) }
    #expect(fault?.problem == "values nest more than 20 deep")
    _ = try statement(
      #"{"x":"# + String(repeating: "[", count: 19) + String(repeating: "]", count: 19) + "}")
  }

  @Test("Bytes that are Base64 of either alphabet are read, others refused")
  func base64() throws {
    func source(_ text: String) throws -> [UInt8] {
      let arena = MessageArena()
      return try Array(#"{"id":"m","date":"2020-01-01","source":{"sha256":"\#(text)"}}"#.utf8)
        .withUnsafeBytes { bytes in
          var reader = JSONReader(bytes, arena: arena, maximumDepth: 9)
          return try Meeting(decoding: reader.only(Messages.meeting, JSONPlans.meeting)).source
            .sha256
        }
    }
    let digest = [UInt8](repeating: 0xFB, count: 32)
    #expect(try source("+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=") == digest)
    #expect(try source("-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_v7-_s") == digest)
    for wrong in ["a", "a===", "ab=c", "!!!!", "YQ="] {
      #expect(throws: JSONFault.self) { try source(wrong) }
    }
  }

  @Test("Any change of a byte gives a value or a fault")
  func mutations() throws {
    var random = RandomMessages(seed: 7)
    let arena = MessageArena()
    var printer = JSONPrinter()
    printer.message(
      UnsafePointer(random.message(Messages.statement, in: arena)), JSONPlans.statement)
    for _ in 0..<3_000 {
      var bytes = printer.bytes
      let place = Int(random.next()) % bytes.count
      switch random.next() % 3 {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes.remove(at: place)
      default: bytes.removeSubrange(place...)
      }
      bytes.withUnsafeBytes { bytes in
        var reader = JSONReader(bytes, arena: MessageArena(), maximumDepth: 9)
        if let message = try? reader.only(Messages.statement, JSONPlans.statement) {
          _ = try? Statement(decoding: message)
        }
      }
    }
  }
}
