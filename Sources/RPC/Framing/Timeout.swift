/// `grpc-timeout`: at most eight digits and a unit (grpc/doc/PROTOCOL-HTTP2.md, "Timeout").
package enum Timeout {
  private static let units: [(letter: UInt8, nanoseconds: UInt64)] = [
    (UInt8(ascii: "n"), 1), (UInt8(ascii: "u"), 1000), (UInt8(ascii: "m"), 1_000_000),
    (UInt8(ascii: "S"), 1_000_000_000), (UInt8(ascii: "M"), 60_000_000_000),
    (UInt8(ascii: "H"), 3_600_000_000_000),
  ]
  private static let largest: UInt64 = 99_999_999

  /// Nanoseconds; nil when the text is malformed. Saturates beyond 584 years.
  package static func decode(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
    guard (2...9).contains(bytes.count), let letter = bytes.last,
      let unit = units.first(where: { $0.letter == letter })
    else { return nil }
    var value: UInt64 = 0
    for byte in bytes.dropLast() {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + UInt64(byte - UInt8(ascii: "0"))
    }
    let (product, overflow) = value.multipliedReportingOverflow(by: unit.nanoseconds)
    return overflow ? .max : product
  }

  /// The shortest text that is not below `nanoseconds`.
  package static func encode(nanoseconds: UInt64) -> String {
    for unit in units {
      let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: unit.nanoseconds)
      let value = quotient + (remainder > 0 ? 1 : 0)
      if value <= largest {
        return "\(value)\(Character(UnicodeScalar(unit.letter)))"
      }
    }
    return "\(largest)H"
  }
}
