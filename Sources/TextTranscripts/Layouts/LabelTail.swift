/// What ends a label of which only the name is set off: a role in brackets or behind a comma, and then a
/// colon, or a stop and a dash.
struct LabelTail {
  /// What belongs to the label; empty when nothing does.
  var words: Range<Int>
  /// Behind the colon or the dash.
  var end: Int
  /// Whether a stop and a dash end it.
  var isStopped: Bool

  /// Longest such words, in bytes, and how many there may be.
  private static let (maximumLength, maximumWords) = (100, 10)

  /// - Parameter start: Behind the markup that closes the name.
  init?(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, limit: Int) {
    let limit = min(limit, start + Self.maximumLength)
    guard start < limit else { return nil }
    var index = start
    // "**Ann Vale** *(laughing)*:", "**Ann Vale** *[shrugs]*:"
    var opening = start
    while opening < limit, bytes[opening] == 0x2A || bytes[opening] == 0x5F { opening += 1 }
    guard opening < limit else { return nil }
    switch bytes[opening] {
    case 0x2E:
      // "**Mme Vale**. –"
      guard let end = Self.dashEnd(bytes, start + 1, limit) else { return nil }
      (words, self.end, isStopped) = (start..<start, end, true)
      return
    case 0x28, 0x5B:
      let closing: UInt8 = bytes[opening] == 0x28 ? 0x29 : 0x5D
      guard let close = bytes[opening..<limit].firstIndex(of: closing) else { return nil }
      index = close + 1
    case 0x2C where opening == start: break
    default: return nil
    }
    var spaces = 0
    while index < limit {
      switch bytes[index] {
      case 0x3A:
        guard index + 1 >= bytes.count || !LayoutLine.isDigit(bytes[min(index + 1, limit - 1)])
        else { return nil }
        (words, end, isStopped) = (start..<index, index + 1, false)
        return
      case 0x2E:
        if let end = Self.dashEnd(bytes, index + 1, limit) {
          (words, self.end, isStopped) = (start..<index, end, true)
          return
        }
        // The end of a sentence; not of "Dr." or "d.".
        guard index + 1 < limit, bytes[index + 1] > 0x20 || index - start < 4 else { return nil }
      case 0x20:
        spaces += 1
        guard spaces <= Self.maximumWords else { return nil }
      case 0x3B, 0x3F, 0x21, 0x3C, 0x22: return nil
      default: break
      }
      index += 1
    }
    return nil
  }

  /// Behind a dash with space around it; nil when none stands there.
  private static func dashEnd(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int
  ) -> Int? {
    var index = start
    while index < limit, bytes[index] <= 0x20 || bytes[index] == 0xC2 || bytes[index] == 0xA0 {
      index += 1
    }
    guard index + 2 < limit else { return nil }
    if bytes[index] == 0xE2, bytes[index + 1] == 0x80, (0x93...0x95).contains(bytes[index + 2]) {
      return index + 3
    }
    return bytes[index] == 0x2D && index > start && bytes[index + 1] <= 0x20 ? index + 1 : nil
  }
}
