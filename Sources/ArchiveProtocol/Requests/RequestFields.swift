internal import CProtobufC

internal import Protobuf
internal import Transcripts

// Fields of requests as they come in: how many values there are, how long they are, and what text,
// dates and enumerations hold, each checked before a String is made of it. Whether a name says
// anything is checked where queries are planned.

/// An id; empty where none is given.
func idField(
  _ bytes: ProtobufCBinaryData, _ field: @autoclosure () -> String
) throws(QueryError) -> String {
  guard bytes.len <= QueryLimits.idByteCount else {
    throw .invalid(
      field(), "has \(bytes.len) bytes; the longest there is has \(QueryLimits.idByteCount)")
  }
  return try textField(bytes, field())
}

/// A name, place or title as people type it; empty where none is given.
func wordsField(
  _ bytes: ProtobufCBinaryData, _ field: @autoclosure () -> String
) throws(QueryError) -> String {
  guard bytes.len <= QueryLimits.textByteCount else {
    throw .invalid(field(), "takes 1 to \(QueryLimits.textByteCount) bytes, not \(bytes.len)")
  }
  return try textField(bytes, field())
}

/// A text of any length, which is checked where it is understood.
func textField(
  _ bytes: ProtobufCBinaryData, _ field: @autoclosure () -> String
) throws(QueryError) -> String {
  do {
    return try String(checking: bytes, field: "")
  } catch {
    // The message begins with the field's name, which is empty here.
    throw .invalid(field(), String(error.message.drop { $0 == " " }))
  }
}

func dateField(
  _ bytes: ProtobufCBinaryData, _ field: @autoclosure () -> String
) throws(QueryError) -> CalendarDate? {
  guard bytes.len > 0 else { return nil }
  guard let date = CalendarDate(iso: UnsafeRawBufferPointer(bytes)) else {
    throw .invalid(field(), "is not a date written as YYYY-MM-DD, like 2023-08-23")
  }
  return date
}

/// The values of a repeated field, at most `QueryLimits.valuesPerField`.
func listField<Element, Value>(
  _ elements: UnsafeMutablePointer<Element>?, _ count: Int, _ field: @autoclosure () -> String,
  _ decode: (Element) throws(QueryError) -> Value
) throws(QueryError) -> [Value] {
  guard count <= QueryLimits.valuesPerField else {
    throw .invalid(
      field(), "has \(count) values; at most \(QueryLimits.valuesPerField) are allowed")
  }
  guard let elements, count > 0 else { return [] }
  var result: [Value] = []
  result.reserveCapacity(count)
  for index in 0..<count { result.append(try decode(elements[index])) }
  return result
}

/// A value of an enumeration.
func enumerationField<Value: SchemaEnumeration>(
  _ value: Value.Encoded, _ problem: (UInt32) -> QueryError
) throws(QueryError) -> Value {
  guard let known = Value(decoding: value) else { throw problem(value.rawValue) }
  return known
}
