import CVerbatimProto
import Protobuf
import Testing
import Transcripts

@testable import ArchiveProtocol

@Suite struct RequestCodingTests {
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
            speakerIDs: ["a"], speakerNames: ["b", "č"], from: CalendarDate("2023-01-01"),
            to: CalendarDate("2023-12-31"), meetingIDs: ["m"], places: ["Moscow"], kinds: [.answer]),
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
        "filter.words is not valid UTF-8",
        { _, filter, arena in
          filter.pointee.words = invalid.withUnsafeBytes { arena.bytes($0) }
        }
      ),
      (
        "filter.words holds a NUL character at character 4",
        { $1.pointee.words = $2.text("tax\0cut") }
      ),
      (
        "filter.places holds a NUL character at character 2",
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
      let arena = MessageArena()
      let message = arena.make(Messages.countStatements)
      message.pointee.group_by = Verbatim__V1__CountStatementsRequest__GroupBy(8)
      _ = try CountQuery(decoding: message)
    }
  }

  @Test("What is too long is refused before it is unpacked, with how long it may be")
  func tooLong() {
    let error = #expect(throws: QueryError.self) {
      try decode { _, filter, arena in
        filter.pointee.n_speaker_names = 1
        filter.pointee.speaker_names = arena.repeated(
          [String(repeating: "x", count: 501)], arena.text)
      }
    }
    #expect(error?.description == "filter.speaker_names takes 1 to 500 bytes, not 501")
    let id = #expect(throws: QueryError.self) {
      try decode { message, _, arena in
        message.pointee.after_id = arena.text(String(repeating: "x", count: 161))
      }
    }
    #expect(id?.description == "after_id has 161 bytes; the longest there is has 160")
  }

  private static let filter = StatementFilter(
    speakerIDs: ["a"], speakerNames: ["b", "č"], from: CalendarDate("2023-01-01"),
    to: CalendarDate("2023-12-31"), meetingIDs: ["m"], places: ["Moscow"],
    kinds: [.answer, .interjection], statementIDs: ["m/1"],
    words: "tax \"budget deficit\"~5", matchesInflections: true)

  @Test("Every query is the same after it was encoded and decoded")
  func queries() throws {
    let arena = MessageArena()
    for filter in [StatementFilter(), Self.filter] {
      let query = StatementQuery(
        filter: filter, order: .reverseChronological, limit: 7, afterID: "m/1")
      #expect(try StatementQuery(decoding: query.encode(into: arena)) == query)
    }
    for statements in [nil, StatementFilter(), Self.filter] {
      let meetings = MeetingQuery(
        from: CalendarDate("2023-01-01"), to: CalendarDate("2023-12-31"), places: ["Moscow"],
        title: "roads", order: .reverseChronological, limit: 3, afterID: "m", ids: ["m", "n"],
        statements: statements)
      #expect(try MeetingQuery(decoding: meetings.encode(into: arena)) == meetings)
      let speakers = SpeakerQuery(
        name: "Ada", meetingID: "m", limit: 3, afterID: "a", ids: ["a", "b"],
        statements: statements)
      #expect(try SpeakerQuery(decoding: speakers.encode(into: arena)) == speakers)
    }
    for order in GroupOrder.allCases {
      let counts = CountQuery(
        filter: Self.filter, groupings: [.speaker, .year, .kind], order: order, limit: 5,
        pageToken: "t")
      #expect(try CountQuery(decoding: counts.encode(into: arena)) == counts)
    }
    #expect(try CountQuery(decoding: CountQuery().encode(into: arena)) == CountQuery())
  }

  @Test("A filter within a list's request is named by the field that it is")
  func filterOfList() {
    let error = #expect(throws: QueryError.self) {
      let arena = MessageArena()
      let message = arena.make(Messages.listMeetings)
      let filter = arena.make(Messages.filter)
      filter.pointee.to = arena.text("soon")
      message.pointee.statements = filter
      _ = try MeetingQuery(decoding: message)
    }
    #expect(error?.field == "statements.to")
  }

  @Test("Further groupings without a first one are refused")
  func furtherAlone() {
    let error = #expect(throws: QueryError.self) {
      let arena = MessageArena()
      let message = arena.make(Messages.countStatements)
      message.pointee.n_then_by = 1
      message.pointee.then_by = arena.repeated([GroupBy.year.encoded]) { $0 }
      _ = try CountQuery(decoding: message)
    }
    #expect(error?.description == "then_by is set where group_by is not")
  }

  @Test("A look-up needs an id")
  func lookups() throws {
    let arena = MessageArena()
    for lookup in [
      Lookup.meeting("m"), .meeting("m", revision: 7), .statement("m/1"), .speaker("a"),
      .revisions(meeting: "m"),
    ] {
      let decoded = try lookup.encoded.withUnsafeBytes { bytes in
        switch lookup {
        case .meeting: try Lookup(decoding: arena.unpack(Messages.getMeeting, from: bytes))
        case .statement: try Lookup(decoding: arena.unpack(Messages.getStatement, from: bytes))
        case .speaker: try Lookup(decoding: arena.unpack(Messages.getSpeaker, from: bytes))
        case .revisions:
          try Lookup(decoding: arena.unpack(Messages.listRevisions, from: bytes))
        }
      }
      #expect(decoded == lookup)
    }
    let error = #expect(throws: QueryError.self) {
      _ = try Lookup(decoding: arena.make(Messages.getSpeaker))
    }
    #expect(error?.description == "id is required")
  }

  @Test("Counts keep every field")
  func counts() throws {
    let counts = StatementCounts(
      total: 3,
      groups: [
        .init(
          key: "a", display: "A", count: 2,
          further: [.init(key: "2020", display: "2020"), .init(key: "k", display: "K")]),
        .init(key: "", display: "", count: 1),
      ],
      groupCount: 12, nextPageToken: "more")
    #expect(try StatementCounts(decoding: counts.encode(into: MessageArena())) == counts)
  }
}
