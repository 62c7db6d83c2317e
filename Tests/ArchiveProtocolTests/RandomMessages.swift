import CProtobufC
import CVerbatimProto
import Protobuf
import Transcripts

@testable import ArchiveProtocol

/// Messages in which every field that the descriptor has is set, whatever fields there are: what a
/// new field is not coded by is found by comparing.
struct RandomMessages {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }

  /// Texts that JSON escapes, that are not ASCII, and that are long.
  private mutating func text() -> String {
    let parts = [
      "a", "Ж", "\"", "\\", "\n", "\u{1}", "😀", "\u{2028}", "plain words ", "\u{a0}", "/",
    ]
    return (0...Int(next() % 12)).map { _ in parts[Int(next() % UInt64(parts.count))] }.joined()
  }

  /// The text that a field of a name takes.
  private mutating func text(for field: String) -> String {
    switch field {
    case "date", "end_date", "first_date", "last_date", "from", "to":
      CalendarDate(daysSinceEpoch: Int32(next() % 30_000))!.description
    // Spans of a snippet lie in it.
    case "text", "paragraphs": "a snippet " + text()
    default: text()
    }
  }

  mutating func message<Message>(
    _ type: MessageType<Message>, in arena: MessageArena
  ) -> UnsafeMutablePointer<Message> {
    fill(JSONPlan(type), in: arena).assumingMemoryBound(to: Message.self)
  }

  /// Fills a message and calls `body` with it, and with the place and the path of each of its texts.
  mutating func visitTexts(
    of plan: JSONPlan, in arena: MessageArena,
    _ body: (UnsafeMutableRawPointer, UnsafeMutableRawPointer, String) throws -> Void
  ) throws {
    let whole = fill(plan, in: arena)
    func visit(_ message: UnsafeMutableRawPointer, _ plan: JSONPlan, _ path: String) throws {
      for field in plan.fields {
        let name = path + String(decoding: field.originalName, as: UTF8.self)
        var place = message + field.offset
        if field.isRepeated { place = place.load(as: UnsafeMutableRawPointer.self) }
        switch field.kind {
        case .text: try body(whole, place, name)
        case .message:
          try visit(
            place.load(as: UnsafeMutableRawPointer.self), field.nested!.takeUnretainedValue(),
            name + ".")
        default: break
        }
      }
    }
    try visit(whole, plan, "")
  }

  private mutating func fill(_ plan: JSONPlan, in arena: MessageArena) -> UnsafeMutableRawPointer {
    let message = plan.makeMessage(in: arena)
    let name = String(cString: plan.descriptor.pointee.name)
    let isSpan = ["LineSpan", "Span", "ByteRange"].contains(name.split(separator: ".").last)
    for (index, field) in plan.fields.enumerated() {
      let place = message + field.offset
      if field.isRepeated {
        // Places of what was found lie in the second paragraph.
        let isParagraphs = String(decoding: field.originalName, as: UTF8.self) == "paragraphs"
        let count = (isParagraphs ? 2 : 1) + Int(next() % 3)
        let values = arena.allocate(byteCount: count * field.stride)
        for value in 0..<count { set(values + value * field.stride, field, in: arena) }
        message.storeBytes(of: count, toByteOffset: field.countOffset, as: Int.self)
        place.storeBytes(of: values, as: UnsafeMutableRawPointer.self)
      } else if isSpan {
        // Spans must not end before they begin.
        place.storeBytes(
          of: UInt32(plan.fields.count == 3 ? [1, 5, 6][index] : 5 + index), as: UInt32.self)
      } else {
        set(place, field, in: arena)
      }
    }
    return message
  }

  private mutating func set(
    _ place: UnsafeMutableRawPointer, _ field: JSONField, in arena: MessageArena
  ) {
    switch field.kind {
    case .int32, .uint32: place.storeBytes(of: UInt32(1 + next() % 90_000), as: UInt32.self)
    case .int64, .uint64: place.storeBytes(of: 1 + next() << 20, as: UInt64.self)
    case .float: place.storeBytes(of: Float(1 + next() % 90_000) / 7, as: Float.self)
    case .boolean: place.storeBytes(of: 1, as: Int32.self)
    case .enumeration:
      let others = field.values.filter { $0.number != 0 }
      place.storeBytes(of: others[Int(next() % UInt64(others.count))].number, as: Int32.self)
    case .text:
      let name = String(decoding: field.originalName, as: UTF8.self)
      place.storeBytes(of: arena.text(text(for: name)), as: ProtobufCBinaryData.self)
    case .bytes:
      let bytes = (0..<32).map { _ in UInt8(truncatingIfNeeded: next()) }
      place.storeBytes(
        of: bytes.withUnsafeBytes { arena.bytes($0) }, as: ProtobufCBinaryData.self)
    case .message:
      place.storeBytes(
        of: fill(field.nested!.takeUnretainedValue(), in: arena), as: UnsafeMutableRawPointer.self)
    }
  }
}
