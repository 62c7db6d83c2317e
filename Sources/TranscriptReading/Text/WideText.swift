/// Text in UTF-16 made UTF-8, which readers of text take.
package enum WideText {
  /// A document made of one that begins with the mark of UTF-16; nil when it does not, or when it is
  /// markup, whose parser reads either.
  /// - Throws: ``DocumentError`` when it is too large or no UTF-16.
  package static func document(
    of document: Document, _ sample: DocumentSample, _ options: ReadingOptions
  ) throws -> Document? {
    let isMarked =
      sample.bytes.starts(with: [0xFF, 0xFE]) || sample.bytes.starts(with: [0xFE, 0xFF])
    guard let isLittle = isMarked ? sample.bytes[0] == 0xFF : isLittleUnmarked(sample.bytes),
      sample.bytes.dropFirst(isMarked ? 2 : 0).first(where: { $0 > 0x20 }) != UInt8(ascii: "<")
    else { return nil }
    let bytes = try document.contents(limit: options.maximumDocumentSize)
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var index = isMarked ? 2 : 0
    while index + 1 < bytes.count {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(isLittle ? first | second << 8 : first << 8 | second)
      index += 2
    }
    guard bytes.count.isMultiple(of: 2), let text = String(validating: units, as: UTF16.self) else {
      throw document.error(
        .invalidEncoding, line: 1, byte: 0, "the document begins as UTF-16, and is none",
        remedy: "save it again as UTF-8")
    }
    return Document(
      bytes: Array(text.utf8), name: document.name, originalDigest: document.digest(of: bytes))
  }

  /// Whether bytes without the mark of UTF-16 are it with the lower byte first, or the higher; nil when
  /// they are neither: nearly every second byte of text in an alphabet is the same small number or 0.
  private static func isLittleUnmarked(_ bytes: [UInt8]) -> Bool? {
    let head = bytes.prefix(4096)
    guard head.count >= 16, head.contains(0) else { return nil }
    var small = (even: 0, odd: 0)
    for (index, byte) in head.enumerated() where byte < 0x09 {
      if index.isMultiple(of: 2) { small.even += 1 } else { small.odd += 1 }
    }
    let most = head.count / 2 * 9 / 10
    if small.odd >= most, small.even * 20 < head.count { return true }
    if small.even >= most, small.odd * 20 < head.count { return false }
    return nil
  }
}
