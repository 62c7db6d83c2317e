import CVerbatimProto
import Protobuf
import Testing
import Transcripts

@testable import Archive

@Suite struct RequestDecodingTests {
  private static let queryType = MessageType(verbatim__v1__stream_statements_request__init)
  private static let filterType = MessageType(verbatim__v1__statement_filter__init)

  private func decode(
    _ change: (
      UnsafeMutablePointer<Verbatim__V1__StreamStatementsRequest>,
      UnsafeMutablePointer<Verbatim__V1__StatementFilter>, MessageArena
    ) -> Void
  ) throws -> StatementQuery {
    let arena = MessageArena()
    let message = arena.make(Self.queryType)
    let filter = arena.make(Self.filterType)
    message.pointee.filter = filter
    change(message, filter, arena)
    return try StatementQuery(decoding: message)
  }

  @Test("A request keeps every field")
  func kept() throws {
    let query = try decode { message, filter, arena in
      message.pointee.order = VERBATIM__V1__ORDER__ORDER_REVERSE_CHRONOLOGICAL
      message.pointee.limit = 7
      message.pointee.after_id = arena.text("m/1")
      filter.pointee.n_speaker_ids = 1
      filter.pointee.speaker_ids = arena.repeated(["a"], arena.text)
      filter.pointee.n_speaker_names = 2
      filter.pointee.speaker_names = arena.repeated(["b", "č"], arena.text)
      filter.pointee.from = arena.text("2023-01-01")
      filter.pointee.to = arena.text("2023-12-31")
      filter.pointee.n_meeting_ids = 1
      filter.pointee.meeting_ids = arena.repeated(["m"], arena.text)
      filter.pointee.n_places = 1
      filter.pointee.places = arena.repeated(["Moscow"], arena.text)
      filter.pointee.n_kinds = 1
      filter.pointee.kinds = arena.repeated([VERBATIM__V1__STATEMENT__KIND__KIND_ANSWER]) { $0 }
    }
    #expect(
      query
        == StatementQuery(
          filter: StatementFilter(
            speakerIDs: ["a"], speakerNames: ["b", "č"], from: day("2023-01-01"),
            to: day("2023-12-31"), meetingIDs: ["m"], places: ["Moscow"], kinds: [.answer]),
          order: .reverseChronological, limit: 7, afterID: "m/1"))
    #expect(try decode { message, _, _ in message.pointee.filter = nil } == StatementQuery())
  }

  @Test("A request with a wrong field is refused with its name and what it takes")
  func refused() {
    let many = [String](repeating: "x", count: 1_001)
    let invalid: [UInt8] = [0xff]
    typealias Change = (
      UnsafeMutablePointer<Verbatim__V1__StreamStatementsRequest>,
      UnsafeMutablePointer<Verbatim__V1__StatementFilter>, MessageArena
    ) -> Void
    let changes: [(String, Change)] = [
      (
        "filter.from is not a date written as YYYY-MM-DD, like 2023-08-23",
        { $1.pointee.from = $2.text("2023-13-01") }
      ),
      (
        "after_id is not valid UTF-8",
        { message, _, arena in
          message.pointee.after_id = invalid.withUnsafeBytes { arena.bytes($0) }
        }
      ),
      (
        "filter.places holds a NUL character",
        {
          $1.pointee.n_places = 1
          $1.pointee.places = $2.repeated(["a\0"], $2.text)
        }
      ),
      (
        "filter.speaker_ids has 1001 values; at most 1000 are allowed",
        {
          $1.pointee.n_speaker_ids = 1_001
          $1.pointee.speaker_ids = $2.repeated(many, $2.text)
        }
      ),
      (
        "filter.kinds holds 9, which is no kind of statement",
        {
          $1.pointee.n_kinds = 1
          $1.pointee.kinds = $2.repeated([Verbatim__V1__Statement__Kind(9)]) { $0 }
        }
      ),
      (
        "order is 3, which is no order",
        { message, _, _ in message.pointee.order = Verbatim__V1__Order(3) }
      ),
    ]
    for (expected, change) in changes {
      let error = #expect(throws: QueryError.self) { try decode(change) }
      #expect(error?.code == .invalidArgument)
      #expect(error?.description == expected)
    }
    #expect(throws: QueryError.self) {
      try GroupBy(Verbatim__V1__CountStatementsRequest__GroupBy(8))
    }
  }

  @Test("Counts keep every field")
  func counts() throws {
    let counts = StatementCounts(
      total: 3,
      groups: [.init(key: "a", display: "A", count: 2), .init(key: "", display: "", count: 1)])
    let arena = MessageArena()
    let message = counts.encode(into: arena)
    #expect(message.pointee.total == 3)
    #expect(message.pointee.n_groups == 2)
    #expect(try String(checking: message.pointee.groups[0]!.pointee.display, field: "") == "A")
    #expect(message.pointee.groups[1]!.pointee.count == 1)
  }
}
