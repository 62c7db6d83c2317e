internal import RPC

/// The place in a trace that a caller says its call has (W3C Trace Context, section 3.2), by which log
/// records are found again.
struct TraceParent {
  /// "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".
  let text: String

  /// Nil where the caller says nothing, or nothing that is valid: it could be anything.
  init?(_ metadata: Metadata) {
    let values = metadata[text: "traceparent"]
    guard values.count == 1 else { return nil }
    // A later version may append fields to the four that are known.
    let rest = values[0].utf8.dropFirst(Self.length)
    guard rest.isEmpty || rest.first == UInt8(ascii: "-") && !values[0].hasPrefix("00") else {
      return nil
    }
    let fields = values[0].utf8.prefix(Self.length).split(
      separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard fields.map(\.count) == [2, 32, 16, 2], fields.allSatisfy({ $0.allSatisfy(Self.isHex) }),
      !fields[0].elementsEqual("ff".utf8), !fields[1].allSatisfy({ $0 == UInt8(ascii: "0") }),
      !fields[2].allSatisfy({ $0 == UInt8(ascii: "0") })
    else { return nil }
    text = String(values[0].prefix(Self.length))
  }

  private static let length = 55

  private static func isHex(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}
