import CProtobufC
import CVerbatimProto
import Protobuf
import Testing
import Transcripts

@testable import ArchiveProtocol

/// Every field of every message is coded both ways: messages are made from their descriptors, so that
/// a field that is added to the schema and not here fails.
@Suite struct EveryFieldTests {
  /// Takes random messages through values and back, and compares their bytes.
  private func check<Message, Value>(
    _ type: MessageType<Message>,
    _ decode: (UnsafePointer<Message>) throws -> Value,
    _ encode: (Value, MessageArena) -> UnsafeMutablePointer<Message>
  ) throws {
    for seed in 0..<50 {
      let arena = MessageArena()
      var random = RandomMessages(seed: UInt64(seed))
      let message = random.message(type, in: arena)
      let again = encode(try decode(message), arena)
      #expect(
        Packing.bytes(of: again) == Packing.bytes(of: message),
        "\(type.name): a field is lost or changed")
    }
  }

  @Test("Values keep every field of their messages")
  func values() throws {
    try check(Messages.meeting, { try Meeting(decoding: $0) }, { $0.encode(into: $1) })
    try check(Messages.statement, { try Statement(decoding: $0) }, { $0.encode(into: $1) })
    try check(Messages.speaker, { try Speaker(decoding: $0) }, { $0.encode(into: $1) })
    try check(Messages.counts, { try StatementCounts(decoding: $0) }, { $0.encode(into: $1) })
  }

  @Test("Queries keep every field of their messages")
  func queries() throws {
    try check(Messages.filter, { try StatementFilter(decoding: $0) }, { $0.encode(into: $1) })
    try check(
      Messages.streamStatements, { try StatementQuery(decoding: $0) }, { $0.encode(into: $1) })
    try check(Messages.listMeetings, { try MeetingQuery(decoding: $0) }, { $0.encode(into: $1) })
    try check(Messages.listSpeakers, { try SpeakerQuery(decoding: $0) }, { $0.encode(into: $1) })
    try check(Messages.countStatements, { try CountQuery(decoding: $0) }, { $0.encode(into: $1) })
  }

  /// Takes random messages through bytes, JSON and back, and compares their bytes.
  private func checkJSON<Message>(_ type: MessageType<Message>) throws {
    let plan = JSONPlan(type)
    for seed in 0..<50 {
      let arena = MessageArena()
      var random = RandomMessages(seed: UInt64(seed))
      let bytes = Packing.bytes(of: random.message(type, in: arena))
      let message = try bytes.withUnsafeBytes { try arena.unpack(type, from: $0) }
      var printer = JSONPrinter()
      printer.message(UnsafePointer(message), plan)
      try printer.bytes.withUnsafeBytes { json in
        var reader = JSONReader(json, arena: arena, maximumDepth: 20)
        let again = try reader.only(type, plan)
        #expect(Packing.bytes(of: again) == bytes, "\(type.name)")
        #expect(reader.notes.isEmpty)
      }
    }
  }

  @Test("JSON keeps every field of every message")
  func json() throws {
    try checkJSON(Messages.meeting)
    try checkJSON(Messages.statement)
    try checkJSON(Messages.speaker)
    try checkJSON(Messages.counts)
    try checkJSON(Messages.filter)
    try checkJSON(Messages.getMeeting)
    try checkJSON(Messages.getStatement)
    try checkJSON(Messages.getSpeaker)
    try checkJSON(Messages.listMeetings)
    try checkJSON(Messages.listSpeakers)
    try checkJSON(Messages.streamStatements)
    try checkJSON(Messages.countStatements)
  }

  @Test("Every value of an enumeration is known here by its number")
  func enumerations() {
    func check<Value: SchemaEnumeration>(
      _ type: Value.Type, _ descriptor: ProtobufCEnumDescriptor, missing: Int
    ) {
      let numbers = (0..<Int(descriptor.n_values)).map { descriptor.values[$0].value }
      let unknown = numbers.filter { Value.table[UInt32($0)] == nil }
      #expect(unknown.count == missing, "\(type) lacks \(unknown)")
    }
    check(Statement.Kind.self, verbatim__v1__statement__kind__descriptor, missing: 0)
    check(Attribution.Certainty.self, verbatim__v1__attribution__certainty__descriptor, missing: 0)
    check(Attribution.Delivery.Mode.self, verbatim__v1__delivery__mode__descriptor, missing: 0)
    check(Mark.Kind.self, verbatim__v1__mark__kind__descriptor, missing: 0)
    check(
      GroupOrder.self, verbatim__v1__count_statements_request__group_order__descriptor, missing: 0)
    // What is not specified is no grouping, and the usual order.
    check(GroupBy.self, verbatim__v1__count_statements_request__group_by__descriptor, missing: 1)
    check(Order.self, verbatim__v1__order__descriptor, missing: 1)
  }

  @Test("The schema has no repeated bytes, which JSON would take for text")
  func repeatedBytes() throws {
    let set = UnsafeRawBufferPointer(
      start: verbatim_descriptor_set(), count: verbatim_descriptor_set_size())
    func inner(_ bytes: UnsafeRawBufferPointer, _ number: Int) throws -> [UnsafeRawBufferPointer] {
      var found: [UnsafeRawBufferPointer] = []
      var reader = WireReader(bytes)
      while let (field, value) = try reader.next() {
        if field == number, case .bytes(let bytes) = value { found.append(bytes) }
      }
      return found
    }
    func number(_ bytes: UnsafeRawBufferPointer, _ number: Int) throws -> UInt64 {
      var reader = WireReader(bytes)
      while let (field, value) = try reader.next() {
        if field == number, case .varint(let value) = value { return value }
      }
      return 0
    }
    func check(message: UnsafeRawBufferPointer) throws {
      // DescriptorProto: 2 fields, 3 nested types; FieldDescriptorProto: 4 label, 5 type.
      for field in try inner(message, 2) {
        #expect(try !(number(field, 4) == 3 && number(field, 5) == 12))
      }
      for nested in try inner(message, 3) { try check(message: nested) }
    }
    for file in try inner(set, 1)
    where try inner(file, 2).contains(where: {
      $0.elementsEqual("verbatim.v1".utf8)
    }) {
      for message in try inner(file, 4) { try check(message: message) }
    }
  }
}
