/// Numbers of JSON, exactly.
enum JSONNumber {
  /// The whole number that a number's digits, fraction and exponent make; nil when it is not whole or
  /// has more than 64 bits.
  static func whole(
    _ text: UnsafeRawBufferPointer
  ) -> (isNegative: Bool, magnitude: UInt64)? {
    if text.count <= 18, text.allSatisfy({ (0x30...0x39).contains($0) }) {
      return (false, text.reduce(0) { $0 * 10 + UInt64($1 - 0x30) })
    }
    var isNegative = false
    var digits: [UInt8] = []
    var fraction = 0
    var exponent = 0
    var isExponentNegative = false
    var part = 0
    for byte in text {
      switch byte {
      case 0x2D where part == 2: isExponentNegative = true
      case 0x2D: isNegative = true
      case 0x2B: break
      case 0x2E: part = 1
      case 0x65, 0x45: part = 2
      default:
        if part == 2 {
          // Beyond what any number of 64 bits has.
          exponent = min(1_000_000, exponent * 10 + Int(byte - 0x30))
        } else {
          if part == 1 { fraction += 1 }
          digits.append(byte - 0x30)
        }
      }
    }
    var scale = (isExponentNegative ? -exponent : exponent) - fraction
    while let last = digits.last, last == 0, scale < 0 {
      digits.removeLast()
      scale += 1
    }
    guard let first = digits.firstIndex(where: { $0 != 0 }) else { return (isNegative, 0) }
    guard scale >= 0, digits.count - first + scale <= 20 else { return nil }
    var magnitude: UInt64 = 0
    for digit in digits[first...] + [UInt8](repeating: 0, count: scale) {
      let (product, isTooLarge) = magnitude.multipliedReportingOverflow(by: 10)
      let (sum, isCarried) = product.addingReportingOverflow(UInt64(digit))
      if isTooLarge || isCarried { return nil }
      magnitude = sum
    }
    return (isNegative, magnitude)
  }

  /// The negative of a magnitude; nil when the type does not hold it.
  static func negative<Number: FixedWidthInteger>(_ magnitude: UInt64) -> Number? {
    if magnitude == UInt64(1) << 63 { return Number(exactly: Int64.min) }
    return Int64(exactly: magnitude).flatMap { Number(exactly: -$0) }
  }
}
