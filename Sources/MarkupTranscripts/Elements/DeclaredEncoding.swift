import TranscriptReading

/// The encoding that an XML declaration names, where the bytes show that it cannot be.
///
/// Files are converted to UTF-8 by programs that leave the declaration as it was. Words of more than
/// ASCII that are valid UTF-8 throughout are UTF-8: in Latin-1 they would be "Ã©" everywhere.
struct DeclaredEncoding {
  /// The name that cannot be true; nil when the declaration may be believed.
  let wrongName: String?
  /// Whether the name is of Latin-1, which is read as Windows-1252, whose signs stand where Latin-1 has
  /// controls that no text holds: so the standard of HTML does, and so most such files are written.
  let isWindows: Bool
  /// All of the document, where its beginning told nothing and it was read.
  let read: [UInt8]?

  /// Looks at a document's beginning, and at all of it where that is ASCII and the declaration names an
  /// encoding that other bytes may disprove.
  /// - Throws: ``DocumentError`` when it cannot be read, or is larger than the limit.
  init(_ document: Document, _ options: ReadingOptions) throws {
    let sample = try document.sample()
    guard let range = Self.value(sample.bytes) else {
      (wrongName, read, isWindows) = (nil, nil, false)
      return
    }
    let name = String(decoding: sample.bytes[range], as: UTF8.self)
    // A declaration that can be read byte by byte is in no encoding of two.
    if name.lowercased().hasPrefix("utf-16") {
      (wrongName, read, isWindows) = (EncodingCheck.isText(sample) ? name : nil, nil, false)
      return
    }
    guard Self.isOneByte(name) else {
      (wrongName, read, isWindows) = (nil, nil, false)
      return
    }
    let isLatin1 = Self.latin1.contains(name.lowercased())
    if Self.isASCII(sample.bytes), !sample.isWhole {
      let bytes = try document.contents(limit: options.maximumDocumentSize)
      let isUTF8 =
        !Self.isASCII(bytes) && bytes.withUnsafeBufferPointer(EncodingCheck.firstFault) == nil
      (wrongName, read) = (isUTF8 ? name : nil, bytes)
      isWindows = isLatin1 && !isUTF8
    } else {
      let isUTF8 = EncodingCheck.isText(sample) && !Self.isASCII(sample.bytes)
      (wrongName, read) = (isUTF8 ? name : nil, nil)
      isWindows = isLatin1 && !isUTF8
    }
  }

  private static func isASCII(_ bytes: [UInt8]) -> Bool { !bytes.contains { $0 >= 0x80 } }

  private static let latin1: Set<String> = [
    "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1",
  ]

  /// The beginning of a document with the encoding in its declaration that it has, and as many bytes as
  /// before.
  func corrected(_ chunk: [UInt8]) -> [UInt8] {
    let name = wrongName != nil ? "UTF-8" : isWindows ? "CP1252" : ""
    guard !name.isEmpty, let range = Self.value(chunk), range.count >= name.utf8.count else {
      return chunk
    }
    var chunk = chunk
    let quote = chunk[range.upperBound]
    var value = Array(name.utf8) + [quote]
    value += [UInt8](repeating: 0x20, count: range.count - name.utf8.count)
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
