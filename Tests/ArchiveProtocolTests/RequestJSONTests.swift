import CVerbatimProto
import Protobuf
import Testing

@testable import ArchiveProtocol

/// Requests as people and programs write them in JSON.
@Suite struct RequestJSONTests {
  func request(_ json: String) throws -> [UInt8] {
    var json = json
    return try json.withUTF8 {
      try RequestJSON.message(UnsafeRawBufferPointer($0), JSONMessages.streamStatements)
    }
  }

  @Test(
    "what means the same gives the same message",
    arguments: [
      #"{"filter":{"speakerIds":["a"]},"order":"ORDER_REVERSE_CHRONOLOGICAL","limit":"7"}"#,
      #"{"limit":7,"order":2,"filter":{"speaker_ids":["\u0061"]}}"#,
      #" { "limit" : 7.0 , "order" : "reverse_chronological" , "filter" : {"speakerIds":["a"],"from":null} } "#,
    ])
  func same(_ json: String) throws {
    #expect(try request(json) == [10, 3, 10, 1, 97, 16, 2, 24, 7])
  }

  @Test("an empty object is an empty message")
  func empty() throws { #expect(try request("{}") == []) }

  @Test(
    "what is wrong is INVALID_ARGUMENT, and told",
    arguments: [
      ("", "is empty"), ("{", "not closed"), ("[]", "an object is due"), ("{}{}", "more behind"),
      (#"{"speakers":[]}"#, "no field “speakers”"), (#"{"limit":1,"limit":2}"#, "stands twice"),
      (#"{"order":"SIDEWAYS"}"#, "“SIDEWAYS” is no value of “order”"),
      (#"{"order":99}"#, "“99” is no value of “order”"),
      (#"{"limit":-1}"#, "not from 0"), (#"{"filter":[]}"#, "an object is due"),
    ])
  func wrong(_ json: String, _ problem: String) {
    let error = #expect(throws: QueryError.self) { try request(json) }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains(problem) == true, "\(error?.message ?? "")")
  }

  @Test("a request cannot take more than its limits: values, depth, and what an error repeats")
  func bounded() {
    let many = #"{"filter":{"speakerIds":["# + String(repeating: #""","#, count: 20_000) + #"""]}}"#
    #expect(throws: QueryError.self) { try request(many) }
    let deep = #"{"x":"# + String(repeating: "[", count: 200_000)
    #expect(throws: QueryError.self) { try request(deep) }
    let long = #"{""# + String(repeating: "x", count: 1_000_000) + #"":1}"#
    let error = #expect(throws: QueryError.self) { try request(long) }
    #expect((error?.message.utf8.count ?? .max) < 300)
  }

  @Test("answers are written one after the other, each whole")
  func answers() throws {
    let writer = MessageJSONWriter(JSONMessages.speaker)
    var json: [UInt8] = []
    for bytes: [UInt8] in [[10, 1, 97], [], [10, 1, 98]] {
      try bytes.withUnsafeBytes { try writer.append($0, to: &json) }
    }
    #expect(String(decoding: json, as: UTF8.self) == #"{"id":"a"}{}{"id":"b"}"#)
    #expect(throws: ProtobufError.self) {
      try [UInt8]([10, 5]).withUnsafeBytes { try writer.append($0, to: &json) }
    }
    #expect(String(decoding: json, as: UTF8.self) == #"{"id":"a"}{}{"id":"b"}"#)
  }
}
