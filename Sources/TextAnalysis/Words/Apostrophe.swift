/// What is typed and printed for an apostrophe.
package enum Apostrophe {
  /// Whether a character is one within a word: the keyboard's and the printer's, and letters, accents and
  /// primes that stand for it, as in Ukrainian пʼять and Uzbek oʻzbek, or where a keyboard has no other.
  package static func isOne(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x27, 0x2018, 0x2019, 0xff07: true
    default: isTypedForOne(scalar)
    }
  }

  /// Those of them that Unicode has as letters, or as ends of a word.
  static func isTypedForOne(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x60, 0xb4, 0x201b, 0x2032, 0x2b9, 0x2bb...0x2bf, 0x374, 0x55a: true
    default: false
    }
  }
}
