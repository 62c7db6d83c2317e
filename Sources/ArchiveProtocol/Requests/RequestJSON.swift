internal import CProtobufC
package import Protobuf

/// Requests as JSON, by protobuf's mapping, and strictly: a name that is not known would otherwise leave out
/// what the caller meant to ask for, and the answer would be to another question.
package enum RequestJSON {
  /// Levels of objects within objects, as in other implementations.
  private static let maximumDepth = 100
  /// Bytes of a caller's wording that an error repeats.
  private static let quotedBytes = 80

  /// The bytes of the message that `json` holds. Throws INVALID_ARGUMENT, which says what is wrong and at
  /// which byte. That text is UTF-8 is checked where the message is read.
  package static func message<Message>(
    _ json: UnsafeRawBufferPointer, _ request: JSONMessage<Message>
  ) throws(QueryError) -> [UInt8] {
    let arena = MessageArena()
    var reader = JSONReader(
      json, arena: arena, maximumDepth: maximumDepth,
      maximumValues: QueryLimits.valuesPerRequest)
    do throws(JSONFault) {
      let message = try reader.only(request.type, request.plan)
      if let note = reader.notes.first { throw JSONFault(note) }
      return withExtendedLifetime(arena) { Packing.bytes(of: message) }
    } catch {
      throw QueryError(code: .invalidArgument, field: "", message: wording(error, json.isEmpty))
    }
  }

  private static func wording(_ fault: JSONFault, _ isEmpty: Bool) -> String {
    if isEmpty { return "the request is empty, and not an object of JSON such as {}" }
    let place = fault.byte < 0 ? "" : " at byte \(fault.byte)"
    return "the request cannot be read as JSON\(place): \(fault.problem)"
  }

  fileprivate static func quoted(_ wording: String) -> String {
    let bytes = Array(wording.utf8)
    return bytes.count <= quotedBytes
      ? wording : String(decoding: bytes[..<quotedBytes], as: UTF8.self) + "…"
  }
}

extension JSONFault {
  fileprivate init(_ note: JSONReader.Note) {
    let wording = RequestJSON.quoted(note.wording)
    let problem =
      switch note.kind {
      case .key, .unused:
        "there is no field “\(wording)” "
          + (note.message.isEmpty ? "where it stands" : "in a \(note.message)")
      case .value(let field): "“\(wording)” is no value of “\(field)”"
      }
    self.init(byte: -1, problem: problem)
  }
}

/// Writes messages as JSON, one after the other with the same memory.
package final class MessageJSONWriter<Message> {
  private let kind: JSONMessage<Message>
  private let arena = MessageArena()
  private var printer = JSONPrinter()

  package init(_ kind: JSONMessage<Message>) { self.kind = kind }

  /// Appends the JSON of a message's bytes.
  package func append(
    _ bytes: UnsafeRawBufferPointer, to json: inout [UInt8]
  ) throws(ProtobufError) {
    defer { arena.reset() }
    printer.removeAll()
    printer.message(UnsafePointer(try arena.unpack(kind.type, from: bytes)), kind.plan)
    json += printer.bytes
  }
}
