/// Strings from bytes that ``EncodingCheck`` has passed: they are not checked again, and copied once.
package enum ValidText {
  /// The text of some bytes; a character that is cut at either end is replaced by U+FFFD.
  package static func string(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String {
    let text = UnsafeBufferPointer(rebasing: bytes[range])
    guard isBoundary(bytes, range.lowerBound), isBoundary(bytes, range.upperBound) else {
      return String(decoding: text, as: UTF8.self)
    }
    return string(text, isASCII: isASCII(text))
  }

  /// Whether a character begins at an offset, or the bytes end there.
  private static func isBoundary(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    index == bytes.count || bytes[index] & 0xC0 != 0x80
  }

  /// The text of whole characters of which it is known whether all are ASCII.
  package static func string(_ text: UnsafeBufferPointer<UInt8>, isASCII: Bool) -> String {
    if #available(macOS 26, *) {
      String(copying: unsafe UTF8Span(unchecked: text.span, isKnownASCII: isASCII))
    } else {
      String(decoding: text, as: UTF8.self)
    }
  }

  /// Whether all bytes are ASCII.
  package static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    var all: UInt64 = 0
    while index + 8 <= bytes.count {
      all |= ByteWord.load(bytes, index)
      index += 8
    }
    while index < bytes.count {
      all |= UInt64(bytes[index])
      index += 1
    }
    return all & ByteWord.tops == 0
  }
}
