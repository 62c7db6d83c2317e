/// Text in UTF-16 made UTF-8, which readers of text take.
package enum WideText {
  /// A document made of one that begins with the mark of UTF-16; nil when it does not, or when it is
  /// markup, whose parser reads either.
  /// - Throws: ``DocumentError`` when it is too large or no UTF-16.
  package static func document(
    of document: Document, _ sample: DocumentSample, _ options: ReadingOptions
  ) throws -> Document? {
    let isLittle = sample.bytes.starts(with: [0xFF, 0xFE])
    guard isLittle || sample.bytes.starts(with: [0xFE, 0xFF]),
      sample.bytes.dropFirst(2).first(where: { $0 > 0x20 }) != UInt8(ascii: "<")
    else { return nil }
    let bytes = try document.contents(limit: options.maximumDocumentSize)
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var index = 2
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
}
