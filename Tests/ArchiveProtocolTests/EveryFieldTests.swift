import CProtobufC
import CVerbatimProto
import Protobuf
import Testing
import Transcripts

@testable import ArchiveProtocol

/// Every field of every message is coded both ways: messages are made from their descriptors, so that
/// a field that is added to the schema and not here fails; and so does a message, for the lists here are
/// compared with the schema's own.
@Suite struct EveryFieldTests {
  /// A message that is coded by itself, and not within another alone.
  private struct Coding: CustomTestStringConvertible {
    var name: String
    var plan: JSONPlan
    /// Takes random messages through values and back, and compares their bytes.
    var checkValues: () throws -> Void
    /// Takes random messages through bytes, JSON and back, and compares their bytes.
    var checkJSON: () throws -> Void
    var testDescription: String { name }

    init<Message, Value>(
      _ type: MessageType<Message>,
      _ decode: @escaping (UnsafePointer<Message>) throws -> Value,
      _ encode: @escaping (Value, MessageArena) -> UnsafeMutablePointer<Message>
    ) {
      self.init(type) { message, arena in
        Packing.bytes(of: encode(try decode(UnsafePointer(message)), arena))
      }
    }

    /// - Parameter recode: Gives the bytes of the value that a message holds.
    init<Message>(
      _ type: MessageType<Message>,
      _ recode: @escaping (UnsafePointer<Message>, MessageArena) throws -> [UInt8]
    ) {
      name = type.name
      let plan = JSONPlan(type)
      self.plan = plan
      checkValues = {
        for seed in 0..<50 {
          let arena = MessageArena()
          var random = RandomMessages(seed: UInt64(seed))
          let message = random.message(type, in: arena)
          let again = try recode(UnsafePointer(message), arena)
          #expect(
            again == Packing.bytes(of: message), "\(type.name): a field is lost or changed")
        }
      }
      checkJSON = {
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
    }
  }

  private static func codings() -> [Coding] {
    [
      Coding(Messages.meeting, { try Meeting(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(Messages.statement, { try Statement(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(Messages.speaker, { try Speaker(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(Messages.counts, { try StatementCounts(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(Messages.filter, { try StatementFilter(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.streamStatements, { try StatementQuery(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(Messages.listMeetings, { try MeetingQuery(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(Messages.listSpeakers, { try SpeakerQuery(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(Messages.countStatements, { try CountQuery(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.searchStatements, { try SearchQuery(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(Messages.searchPage) { message, arena in
        let page = try SearchPage(decoding: message)
        let hits = page.hits.map { $0.encoded(in: arena) }
        return Packing.bytes(of: try page.encode(hits, into: arena))
      },
      Coding(
        Messages.followStatements, { try FollowQuery(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(Messages.archiveEvent) { message, arena in
        Packing.bytes(of: try ArchiveEvent(decoding: message).encode(into: arena))
      },
      Coding(Messages.listRevisions) { message, _ in try Lookup(decoding: message).encoded },
      Coding(Messages.revisions, { try RevisionList(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(Messages.getMeeting) { message, _ in try Lookup(decoding: message).encoded },
      Coding(Messages.getStatement) { message, _ in try Lookup(decoding: message).encoded },
      Coding(Messages.getSpeaker) { message, _ in try Lookup(decoding: message).encoded },
      Coding(
        Messages.importDocuments, { try DocumentPart(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.documentReport, { try DocumentReport(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.putMeeting, { try MeetingPart(decoding: $0, in: MessageArena()) },
        { $0.encode(into: $1) }),
      Coding(Messages.putReport, { try PutReport(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.deleteMeeting, { try MeetingDeletion(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.deletedMeeting, { try DeletedMeeting(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.mergeSpeakers, { try SpeakersMerge(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.splitSpeaker, { try SpeakerSplit(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.keepApart, { try SpeakersApart(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.nameSpeaker, { try SpeakerNaming(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.undoDecision, { try DecisionUndoing(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.listDecisions, { try DecisionQuery(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.decisionReport, { try DecisionReport(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.backUpArchive, { BackupRequest(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.backupPart, { try BackupPart(decoding: $0) }, { $0.encode(into: $1) }),
      Coding(
        Messages.decisions, { try DecisionList(decoding: $0) }, { $0.encode(into: $1) }),
    ]
  }

  @Test("Values keep every field of their messages")
  func values() throws {
    for coding in Self.codings() { try coding.checkValues() }
  }

  @Test("JSON keeps every field of every message")
  func json() throws {
    for coding in Self.codings() { try coding.checkJSON() }
  }

  @Test("Every message of the schema is checked here, by itself or within another")
  func complete() throws {
    var checked: Set<String> = []
    func add(_ plan: JSONPlan) {
      checked.insert(String(cString: plan.descriptor.pointee.name))
      for field in plan.fields {
        if let nested = field.nested { add(nested.takeUnretainedValue()) }
      }
    }
    for coding in Self.codings() { add(coding.plan) }
    var all: Set<String> = []
    try Schema.visitMessages { name, _ in all.insert(name) }
    #expect(all.count > 20)
    #expect(all.subtracting(checked) == [], "messages that no test takes both ways")
  }

  @Test("A text of any field that holds a NUL is found, and named by its place")
  func textsWithNUL() throws {
    for coding in Self.codings() {
      let arena = MessageArena()
      var random = RandomMessages(seed: 1)
      try random.visitTexts(of: coding.plan, in: arena) { message, place, path in
        #expect(coding.plan.fieldWithNUL(of: UnsafeRawPointer(message)) == nil)
        let good = place.load(as: ProtobufCBinaryData.self)
        place.storeBytes(of: arena.text("a\0b"), as: ProtobufCBinaryData.self)
        #expect(coding.plan.fieldWithNUL(of: UnsafeRawPointer(message)) == path)
        place.storeBytes(of: good, as: ProtobufCBinaryData.self)
      }
    }
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
    check(
      ArchiveEvent.Kind.self, verbatim__v1__follow_statements_response__kind__descriptor,
      missing: 1)
    check(MeetingReport.Outcome.self, verbatim__v1__meeting_report__outcome__descriptor, missing: 0)
    // What is not specified is no grouping, and the usual order.
    check(GroupBy.self, verbatim__v1__count_statements_request__group_by__descriptor, missing: 1)
    check(Order.self, verbatim__v1__order__descriptor, missing: 1)
    check(
      SearchOrder.self, verbatim__v1__search_statements_request__search_order__descriptor,
      missing: 1)
  }

  @Test("The schema has no repeated bytes, which JSON would take for text")
  func repeatedBytes() throws {
    // FieldDescriptorProto: 4 label, 5 type.
    try Schema.visitMessages { name, fields in
      for field in fields {
        let (label, type) = try (Schema.number(field, 4), Schema.number(field, 5))
        #expect(!(label == 3 && type == 12), "\(name)")
      }
    }
  }
}

/// The messages of `verbatim.v1` as the descriptor set that is linked in has them.
private enum Schema {
  /// Calls `body` with the full name of each message and the bytes of its fields' descriptors.
  static func visitMessages(
    _ body: (String, [UnsafeRawBufferPointer]) throws -> Void
  ) throws {
    let set = UnsafeRawBufferPointer(
      start: verbatim_descriptor_set(), count: verbatim_descriptor_set_size())
    // DescriptorProto: 1 name, 2 fields, 3 nested types.
    func visit(_ message: UnsafeRawBufferPointer, within outer: String) throws {
      let name = "\(outer).\(String(decoding: try inner(message, 1)[0], as: UTF8.self))"
      try body(name, inner(message, 2))
      for nested in try inner(message, 3) { try visit(nested, within: name) }
    }
    for file in try inner(set, 1)
    where try inner(file, 2).contains(where: { $0.elementsEqual("verbatim.v1".utf8) }) {
      for message in try inner(file, 4) { try visit(message, within: "verbatim.v1") }
    }
  }

  static func inner(
    _ bytes: UnsafeRawBufferPointer, _ number: Int
  ) throws -> [UnsafeRawBufferPointer] {
    var found: [UnsafeRawBufferPointer] = []
    var reader = WireReader(bytes)
    while let (field, value) = try reader.next() {
      if field == number, case .bytes(let bytes) = value { found.append(bytes) }
    }
    return found
  }

  static func number(_ bytes: UnsafeRawBufferPointer, _ number: Int) throws -> UInt64 {
    var reader = WireReader(bytes)
    while let (field, value) = try reader.next() {
      if field == number, case .varint(let value) = value { return value }
    }
    return 0
  }
}
