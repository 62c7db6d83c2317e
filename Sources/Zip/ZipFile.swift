/// A zip file in memory (PKWARE's APPNOTE 6.3): what its directory lists, each unpacked when it is
/// asked for. Entries are stored or deflated; encrypted ones, parts of several disks and ZIP64, which
/// only files of 4 GiB need, are refused.
package struct ZipFile {
  private struct Entry {
    var flags: Int
    var method: Int
    var checksum: UInt32
    var packedSize: Int
    var size: Int
    /// Where its local header begins.
    var offset: Int
  }

  private let bytes: [UInt8]
  private let limits: ZipLimits
  private var entries: [String: Entry] = [:]
  /// The names of the entries, in the order of the directory.
  package private(set) var names: [String] = []

  /// Whether bytes begin as a zip file does.
  package static func isBeginning(of bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
  }

  /// Bytes of the record behind the directory, and the most that a comment behind it has.
  private static let endSize = 22
  private static let maximumComment = 0xFFFF
  private static let headerSize = 46
  private static let localHeaderSize = 30

  /// Reads the directory.
  package init(_ bytes: [UInt8], limits: ZipLimits) throws(ZipError) {
    self.bytes = bytes
    self.limits = limits
    guard let end = Self.end(of: bytes) else {
      throw ZipError(.malformed, "the zip file is cut short: its directory is missing")
    }
    let count = number(end + 10, 2)
    let size = number(end + 12, 4)
    var place = number(end + 16, 4)
    guard count != 0xFFFF, size != 0xFFFF_FFFF, place != 0xFFFF_FFFF else {
      throw ZipError(.refused, "the zip file is of the kind for 4 GiB and more, ZIP64")
    }
    guard number(end + 4, 2) == 0, number(end + 6, 2) == 0, number(end + 8, 2) == count else {
      throw ZipError(.refused, "the zip file is one of several that belong together")
    }
    guard count <= limits.entries else {
      throw ZipError(.tooLarge, "the zip file has more than \(limits.entries) entries")
    }
    for _ in 0..<count {
      guard place + Self.headerSize <= end, number(place, 4) == 0x0201_4B50 else {
        throw ZipError(.malformed, "the zip file's directory is damaged")
      }
      let (nameSize, extra, comment) = (
        number(place + 28, 2), number(place + 30, 2), number(place + 32, 2)
      )
      let next = place + Self.headerSize + nameSize + extra + comment
      guard next <= end else {
        throw ZipError(.malformed, "the zip file's directory is damaged")
      }
      let start = place + Self.headerSize
      let name = String(decoding: bytes[start..<start + nameSize], as: UTF8.self)
      let entry = Entry(
        flags: number(place + 8, 2), method: number(place + 10, 2),
        checksum: UInt32(number(place + 16, 4)), packedSize: number(place + 20, 4),
        size: number(place + 24, 4), offset: number(place + 42, 4))
      // Programs differ in which of two they take, so that one may hide the other.
      guard entries.updateValue(entry, forKey: name) == nil else {
        throw ZipError(.malformed, "“\(name.prefix(60))” is twice in the zip file")
      }
      names.append(name)
      place = next
    }
  }

  /// What an entry holds; nil when there is none of that name.
  package func contents(of name: String) throws(ZipError) -> [UInt8]? {
    guard let entry = entries[name] else { return nil }
    let shown = "“\(name.prefix(60))” in the zip file"
    guard entry.flags & 0x41 == 0 else {
      throw ZipError(.refused, "\(shown) is encrypted")
    }
    guard entry.method == 0 || entry.method == 8 else {
      throw ZipError(
        .refused,
        "\(shown) is packed by method \(entry.method), which is neither stored nor deflated")
    }
    guard entry.size <= limits.size else {
      throw ZipError(
        .tooLarge, "\(shown) becomes more than \(limits.size) bytes when it is unpacked")
    }
    guard entry.offset + Self.localHeaderSize <= bytes.count,
      number(entry.offset, 4) == 0x0403_4B50
    else { throw ZipError(.malformed, "\(shown) is not where the directory says") }
    let start =
      entry.offset + Self.localHeaderSize + number(entry.offset + 26, 2)
      + number(entry.offset + 28, 2)
    guard start + entry.packedSize <= bytes.count else {
      throw ZipError(.malformed, "\(shown) is cut short")
    }
    let packed = start..<start + entry.packedSize
    let found =
      entry.method == 0 ? Array(bytes[packed]) : try inflated(packed, shown)
    guard found.count == entry.size, Inflation.checksum(found) == entry.checksum else {
      throw ZipError(.malformed, "\(shown) is damaged: its size or its checksum is another")
    }
    return found
  }

  private func inflated(_ range: Range<Int>, _ name: String) throws(ZipError) -> [UInt8] {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(ZipError) in
        try Inflation.inflate(
          UnsafeRawBufferPointer(rebasing: buffer[range]), .none, limits: limits, name: name)
      }
    }
    return try result.get()
  }

  /// Where the record behind the directory begins.
  private static func end(of bytes: [UInt8]) -> Int? {
    guard bytes.count >= endSize else { return nil }
    var place = bytes.count - endSize
    let last = max(0, place - maximumComment)
    while place >= last {
      if bytes[place] == 0x50, bytes[place + 1] == 0x4B, bytes[place + 2] == 5,
        bytes[place + 3] == 6
      {
        let comment = Int(bytes[place + 20]) | Int(bytes[place + 21]) << 8
        if place + endSize + comment == bytes.count { return place }
      }
      place -= 1
    }
    return nil
  }

  /// A number of two or four bytes, the lowest first; the bytes are there.
  private func number(_ place: Int, _ count: Int) -> Int {
    var value = 0
    for index in 0..<count { value |= Int(bytes[place + index]) << (8 * index) }
    return value
  }
}
