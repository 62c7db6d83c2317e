/// Checks that bytes are UTF-8 text without NUL, and says where and why they are not.
package enum EncodingCheck {
  /// - Throws: ``DocumentError`` with line and byte of the first offence.
  package static func check(_ bytes: [UInt8], of document: Document) throws {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw document.error(
        .invalidEncoding, line: 1, byte: 0, "the document is UTF-16",
        remedy: "convert it: iconv -f UTF-16 -t UTF-8")
    }
    guard let fault = bytes.withUnsafeBufferPointer(firstFault) else { return }
    let line = 1 + bytes[..<fault].count(where: { $0 == 0x0A })
    if bytes[fault] == 0 {
      throw document.error(
        .invalidEncoding, line: line, byte: fault,
        "NUL at byte \(fault): this is no text",
        remedy: "check that the file is a transcript and whole")
    }
    let value = String(bytes[fault], radix: 16, uppercase: true)
    throw document.error(
      .invalidEncoding, line: line, byte: fault,
      "byte 0x\(value) at byte \(fault) is not valid UTF-8",
      remedy: "name its encoding, perhaps \(TextEncoding.guess(bytes))",
      asking: .encoding(TextEncoding.guess(bytes)))
  }

  /// Checks a sample; one that was cut may end within a character.
  package static func check(_ sample: DocumentSample, of document: Document) throws {
    var bytes = sample.bytes
    if !sample.isWhole {
      var cut = bytes.count
      while cut > 0, bytes.count - cut < 3, bytes[cut - 1] & 0xC0 == 0x80 { cut -= 1 }
      if cut > 0, bytes[cut - 1] >= 0xC0 { cut -= 1 }
      bytes.removeSubrange(cut...)
    }
    try check(bytes, of: document)
  }

  /// Whether the bytes are valid, for recognising formats.
  package static func isText(_ sample: DocumentSample) -> Bool {
    let fault = sample.bytes.withUnsafeBufferPointer(firstFault)
    guard let fault else { return true }
    return !sample.isWhole && fault >= sample.bytes.count - 3 && sample.bytes[fault] >= 0xC0
  }

  /// ``firstFault(_:)`` of a line within bytes.
  package static func firstFaultOfLine(_ line: ArraySlice<UInt8>) -> Int? {
    line.withUnsafeBufferPointer(firstFault)
  }

  /// Index of the first byte that is NUL or that no valid character begins with or goes on with
  /// (Unicode 16, table 3-7); nil when all is well.
  package static func firstFault(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var index = 0
    while index < bytes.count {
      // Bytes of ASCII without NUL, 32 and then eight at a time, up to the first that is neither.
      while index + 32 <= bytes.count {
        let words = (
          ByteWord.load(bytes, index), ByteWord.load(bytes, index + 8),
          ByteWord.load(bytes, index + 16), ByteWord.load(bytes, index + 24)
        )
        let special =
          words.0 | (words.0 &- ByteWord.ones) | words.1 | (words.1 &- ByteWord.ones)
          | words.2 | (words.2 &- ByteWord.ones) | words.3 | (words.3 &- ByteWord.ones)
        guard special & ByteWord.tops == 0 else { break }
        index += 32
      }
      while index + 8 <= bytes.count {
        let word = ByteWord.load(bytes, index)
        let special = (word | ((word &- ByteWord.ones) & ~word)) & ByteWord.tops
        guard special == 0 else {
          index += special.trailingZeroBitCount / 8
          break
        }
        index += 8
      }
      guard index < bytes.count else { return nil }
      let first = bytes[index]
      if first < 0x80 {
        if first == 0 { return index }
        index += 1
        continue
      }
      let length: Int
      var lower: UInt8 = 0x80
      var upper: UInt8 = 0xBF
      switch first {
      case 0xC2...0xDF: length = 2
      case 0xE0: (length, lower) = (3, 0xA0)
      case 0xE1...0xEC, 0xEE, 0xEF: length = 3
      case 0xED: (length, upper) = (3, 0x9F)
      case 0xF0: (length, lower) = (4, 0x90)
      case 0xF1...0xF3: length = 4
      case 0xF4: (length, upper) = (4, 0x8F)
      default: return index
      }
      guard index + length <= bytes.count, (lower...upper).contains(bytes[index + 1]) else {
        return index
      }
      for next in index + 2..<max(index + 2, index + length) where bytes[next] & 0xC0 != 0x80 {
        return index
      }
      index += length
    }
    return nil
  }
}
