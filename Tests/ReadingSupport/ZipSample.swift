internal import CZlib

/// A zip file for tests, with what is wrong with it.
package struct ZipSample {
  /// What it holds.
  package struct Entry {
    package var name: String
    package var contents: [UInt8]
    package var isStored = false
    /// Instead of the method by which it is packed.
    package var method: Int?
    package var flags = 0
    /// Instead of the size and the checksum of what it holds.
    package var size: Int?
    package var checksum: UInt32?

    package init(_ name: String, _ contents: [UInt8], isStored: Bool = false) {
      self.name = name
      self.contents = contents
      self.isStored = isStored
    }

    package init(_ name: String, _ contents: String) { self.init(name, Array(contents.utf8)) }
  }

  package var entries: [Entry]
  /// Instead of their number.
  package var count: Int?

  package init(_ entries: [Entry]) { self.entries = entries }

  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let packed = entry.isStored ? entry.contents : deflated(entry.contents, windowBits: -15)
      let method = entry.method ?? (entry.isStored ? 0 : 8)
      let sum = entry.checksum ?? checksum(entry.contents)
      var header = Self.number(20, 2) + Self.number(entry.flags, 2) + Self.number(method, 2)
      header += Self.number(0, 4) + Self.number(Int(sum), 4) + Self.number(packed.count, 4)
      header += Self.number(entry.size ?? entry.contents.count, 4)
      header += Self.number(entry.name.utf8.count, 2) + Self.number(0, 2)
      directory += Self.number(0x0201_4B50, 4) + Self.number(20, 2) + header
      directory += Self.number(0, 2) + Self.number(0, 2) + Self.number(0, 2) + Self.number(0, 4)
      directory += Self.number(bytes.count, 4) + Array(entry.name.utf8)
      bytes += Self.number(0x0403_4B50, 4) + header + Array(entry.name.utf8) + packed
    }
    let count = count ?? entries.count
    let end =
      Self.number(0x0605_4B50, 4) + Self.number(0, 4) + Self.number(count, 2)
      + Self.number(count, 2) + Self.number(directory.count, 4) + Self.number(bytes.count, 4)
      + Self.number(0, 2)
    return bytes + directory + end
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer {
      UInt32(truncatingIfNeeded: crc32(0, $0.baseAddress, UInt32($0.count)))
    }
  }
}

/// Bytes as gzip packs them.
package func gzipped(_ bytes: [UInt8]) -> [UInt8] { deflated(bytes, windowBits: 15 + 16) }

private func deflated(_ bytes: [UInt8], windowBits: CInt) -> [UInt8] {
  let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  stream.initialize(to: z_stream())
  defer { stream.deallocate() }
  precondition(verbatim_deflateInit2(stream, windowBits) == Z_OK)
  defer { deflateEnd(stream) }
  let room = Int(deflateBound(stream, CUnsignedLong(bytes.count)))
  return bytes.withUnsafeBufferPointer { source in
    [UInt8](unsafeUninitializedCapacity: room) { target, count in
      stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
      stream.pointee.avail_in = UInt32(source.count)
      stream.pointee.next_out = target.baseAddress
      stream.pointee.avail_out = UInt32(room)
      precondition(deflate(stream, Z_FINISH) == Z_STREAM_END)
      count = room - Int(stream.pointee.avail_out)
    }
  }
}

/// A document of Word with this in its body, in WordprocessingML without its prefix's declaration.
package func wordDocument(_ body: String, styles: String = "", prolog: String = "") -> ZipSample {
  let namespace = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""
  let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  return ZipSample([
    ZipSample.Entry("[Content_Types].xml", "\(declaration)<Types/>"),
    ZipSample.Entry("_rels/.rels", "\(declaration)<Relationships/>"),
    ZipSample.Entry(
      "word/document.xml",
      "\(declaration)\(prolog)<w:document \(namespace)><w:body>\(body)<w:sectPr/></w:body></w:document>"
    ),
    ZipSample.Entry(
      "word/styles.xml", "\(declaration)<w:styles \(namespace)>\(styles)</w:styles>"),
  ])
}

/// A paragraph of Word: `**bold**` words are bold, a newline is a line break.
package func wordParagraph(_ text: String, style: String = "") -> String {
  let properties = style.isEmpty ? "" : "<w:pPr><w:pStyle w:val=\"\(style)\"/></w:pPr>"
  let runs = text.split(separator: "**", omittingEmptySubsequences: false).enumerated().map {
    let words = $0.element.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { "<w:t xml:space=\"preserve\">\($0)</w:t>" }.joined(separator: "<w:br/>")
    let bold = $0.offset.isMultiple(of: 2) ? "" : "<w:rPr><w:b/></w:rPr>"
    return "<w:r>\(bold)\(words)</w:r>"
  }
  return "<w:p>\(properties)\(runs.joined())</w:p>"
}
