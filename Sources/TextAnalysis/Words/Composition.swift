internal import CICU

/// A run of text in which letters of Hangul and kana with marks of voice are written as one character
/// each, as ICU's dictionaries and people who search know them.
struct ComposedRun {
  private(set) var text: [UInt8] = []
  /// Where each byte's character begins in the run as it was, and last where that ends.
  private var origins: [Int] = []

  /// nil where nothing is to be composed, which is nearly always.
  init?(_ pass: WordPass, _ range: Range<Int>) {
    guard Self.isNeeded(pass.text, range) else { return nil }
    var last: UInt32 = 0
    var lastStart = 0
    var index = range.lowerBound
    while index < range.upperBound {
      let (scalar, length) = pass.scalar(at: index)
      let whole = Folding.fullWidth(scalar)
      if Self.joins(whole), let composed = Folding.composed(last, whole) {
        let origin = origins[lastStart]
        text.removeSubrange(lastStart...)
        origins.removeSubrange(lastStart...)
        append(composed, origin)
        last = composed
      } else {
        last = whole
        lastStart = text.count
        append(whole, index)
      }
      index += length
    }
    origins.append(range.upperBound)
  }

  /// Where bytes of the composed text stand in the run as it was.
  func origin(_ range: Range<Int>) -> Range<Int> {
    origins[range.lowerBound]..<origins[range.upperBound]
  }

  private mutating func append(_ scalar: UInt32, _ origin: Int) {
    guard let scalar = Unicode.Scalar(scalar) else { return }
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
      text.append(byte)
      origins.append(origin)
    }
  }

  /// Vowels and final consonants of Hangul, and marks of voice.
  private static func joins(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x1161...0x1175, 0x11a8...0x11c2, 0x3099, 0x309a: true
    default: false
    }
  }

  /// Whether any of these is there, or its form of half width.
  private static func isNeeded(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    guard range.count > 3 else { return false }
    for index in range.lowerBound..<range.upperBound - 2 {
      switch (text[index], text[index + 1], text[index + 2]) {
      case (0xe1, 0x85...0x87, _), (0xe3, 0x82, 0x99...0x9a), (0xef, 0xbe, 0x9e...0x9f): return true
      default: break
      }
    }
    return false
  }
}
