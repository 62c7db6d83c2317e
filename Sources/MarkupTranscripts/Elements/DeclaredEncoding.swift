import TranscriptReading

/// The encoding that an XML declaration names, where the bytes show that it cannot be.
///
/// Files are converted to UTF-8 by programs that leave the declaration as it was. Words of more than
/// ASCII that are valid UTF-8 throughout are UTF-8: in Latin-1 they would be "Ã©" everywhere.
struct DeclaredEncoding {
  /// The name that cannot be true; nil when the declaration may be believed.
  let wrongName: String?
  /// All of the document, where its beginning told nothing and it was read.
  let read: [UInt8]?

  /// Looks at a document's beginning, and at all of it where that is ASCII and the declaration names an
  /// encoding that other bytes may disprove.
  /// - Throws: ``DocumentError`` when it cannot be read, or is larger than the limit.
  init(_ document: Document, _ options: ReadingOptions) throws {
    let sample = try document.sample()
    guard let range = Self.value(sample.bytes) else {
      (wrongName, read) = (nil, nil)
      return
    }
    let name = String(decoding: sample.bytes[range], as: UTF8.self)
    guard Self.isOneByte(name) else {
      (wrongName, read) = (nil, nil)
      return
    }
    if Self.isASCII(sample.bytes), !sample.isWhole {
      let bytes = try document.contents(limit: options.maximumDocumentSize)
      let isUTF8 =
        !Self.isASCII(bytes) && bytes.withUnsafeBufferPointer(EncodingCheck.firstFault) == nil
      (wrongName, read) = (isUTF8 ? name : nil, bytes)
    } else {
      let isUTF8 = EncodingCheck.isText(sample) && !Self.isASCII(sample.bytes)
      (wrongName, read) = (isUTF8 ? name : nil, nil)
    }
  }

  private static func isASCII(_ bytes: [UInt8]) -> Bool { !bytes.contains { $0 >= 0x80 } }

  /// The beginning of a document with UTF-8 in its declaration, and as many bytes as before.
  static func corrected(_ chunk: [UInt8]) -> [UInt8] {
    guard let range = value(chunk), range.count >= 5 else { return chunk }
    var chunk = chunk
    let quote = chunk[range.upperBound]
    var value = Array("UTF-8".utf8) + [quote]
    value += [UInt8](repeating: 0x20, count: range.count - 5)
    chunk.replaceSubrange(range.lowerBound...range.upperBound, with: value)
    return chunk
  }

  private static func isOneByte(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.hasPrefix("iso-8859") || name.hasPrefix("windows-125") || name.hasPrefix("latin")
      || name == "us-ascii" || name == "ascii" || name.hasPrefix("cp125")
  }

  /// Where the declaration's encoding stands.
  private static func value(_ bytes: [UInt8]) -> Range<Int>? {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let head = bytes[start...].prefix(200)
    guard head.starts(with: "<?xml".utf8), let end = head.firstIndex(of: 0x3E) else { return nil }
    let key = Array("encoding=".utf8)
    var index = start
    while index + key.count + 1 < end {
      if bytes[index..<index + key.count].elementsEqual(key) {
        let quote = bytes[index + key.count]
        guard quote == 0x22 || quote == 0x27 else { return nil }
        let first = index + key.count + 1
        guard let close = bytes[first..<end].firstIndex(of: quote) else { return nil }
        return first..<close
      }
      index += 1
    }
    return nil
  }
}
