/// Ids made of what is printed: `vladimir-putin`, `oda-lind~minister-of-roads`.
package enum Slug {
  /// The most bytes of an id made of a name, which leaves room for a suffix within the 128 bytes that
  /// an id may have.
  package static let nameByteCount = 80
  /// The most bytes of a suffix, its `~` included.
  package static let suffixByteCount = 44

  /// The folded words with hyphens between them; letters of scripts that are not transliterated by
  /// their code point (`u4e60`), so that every name has a slug of its own. One that would be longer
  /// than `limit` bytes is cut and ends with a digest of the whole.
  package static func make(_ text: FoldedText, limit: Int = nameByteCount) -> String {
    var slug = ""
    slug.reserveCapacity(text.text.utf8.count)
    for scalar in text.text.unicodeScalars {
      if scalar == " " {
        slug += "-"
      } else if scalar.isASCII {
        slug.unicodeScalars.append(scalar)
      } else {
        slug += "u" + String(scalar.value, radix: 16)
      }
    }
    guard slug.utf8.count > limit else { return slug }
    return slug.prefix(limit - ShortDigest.digitCount - 1) + "-" + ShortDigest.digits(of: slug)
  }

  /// What tells an id from others of the same name: `~` and the slug of a wording; empty when the
  /// wording has no word.
  package static func suffix(_ wording: String) -> String {
    let slug = make(FoldedText(wording), limit: suffixByteCount - 1)
    return slug.isEmpty ? "" : "~" + slug
  }
}

/// A few letters and digits that stand for a text; not for use against people who look for collisions.
package enum ShortDigest {
  /// Digits of a digest: 40 bits.
  package static let digitCount = 8

  /// Eight digits of base 32 (`a` to `z`, `2` to `7`), always the same for the same text.
  package static func digits(of text: String) -> String {
    // FNV-1a of 64 bits, mixed so that each bit of it counts for each digit.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    hash ^= hash >> 33
    var digits = ""
    for _ in 0..<digitCount {
      let digit = UInt8(truncatingIfNeeded: hash & 31)
      digits.unicodeScalars.append(
        Unicode.Scalar(digit < 26 ? UInt8(ascii: "a") + digit : UInt8(ascii: "2") + digit - 26))
      hash >>= 5
    }
    return digits
  }
}
