package import CProtobufC
package import Protobuf
package import Transcripts

extension CalendarDate {
  /// The day that a field holds, nil when it is empty.
  package init?(
    checking bytes: ProtobufCBinaryData, field: @autoclosure () -> String
  ) throws(ProtobufError) {
    guard bytes.len > 0 else { return nil }
    guard let date = CalendarDate(iso: UnsafeRawBufferPointer(bytes)) else {
      throw ProtobufError(
        code: .invalidValue, message: "\(field()) is not a date written as YYYY-MM-DD")
    }
    self = date
  }

  /// The day that a field holds, which must not be empty.
  init(
    required bytes: ProtobufCBinaryData, field: @autoclosure () -> String
  ) throws(ProtobufError) {
    guard let date = try CalendarDate(checking: bytes, field: field()) else {
      throw ProtobufError(code: .invalidValue, message: "\(field()) is missing")
    }
    self = date
  }
}

extension MessageArena {
  /// A date for a string field; empty for nil.
  package func date(_ date: CalendarDate?) -> ProtobufCBinaryData {
    guard let date else { return ProtobufCBinaryData(len: 0, data: nil) }
    return text(date.description)
  }
}

/// The text of a field, checked; the String of a recent one, if it is the same.
func text(
  _ bytes: ProtobufCBinaryData, _ recent: RecentTexts?, field: @autoclosure () -> String
) throws(ProtobufError) -> String {
  guard let recent else { return try String(checking: bytes, field: field()) }
  return try recent.text(UnsafeRawBufferPointer(bytes), field: field())
}

/// The texts of a repeated string field, checked.
package func texts(
  _ values: UnsafeMutablePointer<ProtobufCBinaryData>?, _ count: Int, field: String
) throws(ProtobufError) -> [String] {
  guard let values, count > 0 else { return [] }
  var result: [String] = []
  result.reserveCapacity(count)
  for index in 0..<count {
    result.append(try String(checking: values[index], field: "\(field)[\(index)]"))
  }
  return result
}

/// The values of a repeated message field.
func values<Message, Value>(
  _ messages: UnsafeMutablePointer<UnsafeMutablePointer<Message>?>?, _ count: Int,
  _ decode: (UnsafePointer<Message>) throws(ProtobufError) -> Value
) throws(ProtobufError) -> [Value] {
  guard let messages, count > 0 else { return [] }
  var result: [Value] = []
  result.reserveCapacity(count)
  for index in 0..<count {
    // protobuf-c leaves no gaps in what it unpacked.
    if let message = messages[index] { result.append(try decode(UnsafePointer(message))) }
  }
  return result
}
