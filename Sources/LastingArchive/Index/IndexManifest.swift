import Archive

/// What an index is of, and where each column of it stands: lines of text, of which the last has a hash of
/// those before.
///
///     verbatim-index 1
///     program 0.1 62191456 1795929210.000000000
///     layout little 1 frames:1 offsets:8 …
///     archive 0f36c2…            the archive's id
///     sequence 812               of its change log
///     change 5a1c…               a hash of that line of the log
///     words 1
///     fingerprint 9be0…
///     place Moscow               a line a place, by number
///     segment 7c9e… 123456789    a file, and its bytes
///     column frames 0 98765 …    where it starts, its bytes, and a hash of each piece
///     dead 4 17                  meetings of the segment that were replaced
///     end 41d8…
struct IndexManifest: Equatable {
  var program: String
  var archive: String
  var sequence: UInt64
  var change: UInt128
  var hasWords: Bool
  var fingerprint: UInt128
  var places: [String]
  var segments: [Segment]

  struct Segment: Equatable {
    /// What its file is called behind `segment-`.
    var name: String
    var byteCount: Int
    var columns: [Column]
    var dead: [Int]
  }

  struct Column: Equatable {
    var column: SegmentColumn
    var offset: Int
    var byteCount: Int
    /// Of each `pieceByteCount` bytes.
    var hashes: [UInt128]
  }

  static let format = 1
  private static let title = "verbatim-index"
  /// Bytes that are read, and hashed, at once: they stay in the processor's cache between.
  static let pieceByteCount = 1 << 20

  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt128 {
    ByteHash.hash(bytes, seed: UInt64(format))
  }

  // MARK: Writing

  var text: String {
    var lines = [
      "\(Self.title) \(Self.format)", "program \(Self.escaped(program))",
      "layout \(SegmentColumn.layout)", "archive \(Self.escaped(archive))", "sequence \(sequence)",
      "change \(Self.hex(change))", "words \(hasWords ? 1 : 0)",
      "fingerprint \(Self.hex(fingerprint))",
    ]
    lines += places.map { "place \(Self.escaped($0))" }
    for segment in segments {
      lines.append("segment \(segment.name) \(segment.byteCount)")
      for column in segment.columns {
        let hashes = column.hashes.map { " " + Self.hex($0) }.joined()
        lines.append(
          "column \(column.column.rawValue) \(column.offset) \(column.byteCount)\(hashes)")
      }
      if !segment.dead.isEmpty {
        lines.append("dead " + segment.dead.map(String.init).joined(separator: " "))
      }
    }
    let text = lines.joined(separator: "\n") + "\n"
    return text + "end \(Self.hex(Array(text.utf8).withUnsafeBytes(Self.hash)))\n"
  }

  private static func hex(_ number: UInt128) -> String { String(number, radix: 16) }

  private static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\n") {
        bytes.append(UInt8(ascii: "\\"))
      }
      bytes.append(byte == UInt8(ascii: "\n") ? UInt8(ascii: "n") : byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Reading

  /// - Parameter program: Who reads it.
  init(_ bytes: [UInt8], program: String) throws(IndexProblem) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    // The first and the last say whether the rest is worth a look; behind the last line end is nothing.
    let first = lines[0].split(separator: UInt8(ascii: " "))
    guard first.count == 2, Self.string(first[0]) == Self.title else {
      throw IndexProblem(.damaged, "its manifest is none")
    }
    guard Self.string(first[1]) == "\(Self.format)" else {
      throw IndexProblem(
        .otherProgram,
        "its format is \(Self.string(first[1].prefix(20))), and this program's \(Self.format)")
    }
    guard lines.count > 2, lines[lines.count - 1].isEmpty else {
      throw IndexProblem(.damaged, "its manifest is cut")
    }
    let end = lines[lines.count - 2]
    let body = bytes[..<end.startIndex]
    guard Self.string(end) == "end \(Self.hex(body.withUnsafeBytes(Self.hash)))" else {
      throw IndexProblem(.damaged, "its manifest is cut, or is not what was written")
    }
    var reader = LineReader(lines[1..<lines.count - 2])
    self.program = Self.unescaped(try reader.value("program"))
    guard self.program == program else {
      throw IndexProblem(
        .otherProgram, "another program wrote it (\(self.program); this is \(program))")
    }
    guard try reader.value("layout") == SegmentColumn.layout else {
      throw IndexProblem(.otherProgram, "its columns are others than this program's")
    }
    archive = Self.unescaped(try reader.value("archive"))
    sequence = try reader.number("sequence", radix: 10)
    change = try reader.number("change", radix: 16)
    hasWords = try reader.number("words", radix: 10) as UInt8 == 1
    fingerprint = try reader.number("fingerprint", radix: 16)
    places = []
    while let place = reader.optional("place") { places.append(Self.unescaped(place)) }
    segments = []
    while let text = reader.optional("segment") { segments.append(try Self.segment(text, &reader)) }
    guard reader.isAtEnd else { throw reader.fault }
  }

  private static func segment(
    _ text: String, _ reader: inout LineReader
  ) throws(IndexProblem) -> Segment {
    let parts = text.split(separator: " ")
    guard parts.count == 2, parts[0].utf8.count == 32, parts[0].allSatisfy(\.isHexDigit),
      let byteCount = Int(parts[1]), byteCount >= 0
    else { throw reader.fault }
    var segment = Segment(name: String(parts[0]), byteCount: byteCount, columns: [], dead: [])
    while let text = reader.optional("column") {
      let parts = text.split(separator: " ")
      guard parts.count >= 3, let column = SegmentColumn(rawValue: String(parts[0])),
        let offset = Int(parts[1]), let count = Int(parts[2]), offset >= 0, count >= 0,
        offset <= byteCount, count <= byteCount - offset,
        parts.count - 3 == (count + pieceByteCount - 1) / pieceByteCount
      else { throw reader.fault }
      let hashes = parts[3...].compactMap { UInt128($0, radix: 16) }
      guard hashes.count == parts.count - 3,
        !segment.columns.contains(where: { $0.column == column })
      else { throw reader.fault }
      segment.columns.append(
        Column(column: column, offset: offset, byteCount: count, hashes: hashes))
    }
    if let text = reader.optional("dead") {
      let numbers = text.split(separator: " ")
      segment.dead = numbers.compactMap { Int($0) }
      guard segment.dead.count == numbers.count else { throw reader.fault }
    }
    return segment
  }

  private static func string(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  private static func unescaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in text.utf8 {
      if isEscaped {
        bytes.append(byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Takes lines by the word that each begins with.
  private struct LineReader {
    private var lines: ArraySlice<ArraySlice<UInt8>>

    init(_ lines: ArraySlice<ArraySlice<UInt8>>) { self.lines = lines }

    var isAtEnd: Bool { lines.isEmpty }

    var fault: IndexProblem {
      IndexProblem(
        .damaged,
        "a line of its manifest means nothing: "
          + IndexManifest.string(lines.first?.prefix(40) ?? []).debugDescription)
    }

    mutating func optional(_ name: String) -> String? {
      guard let line = lines.first, line.starts(with: "\(name) ".utf8) else { return nil }
      lines.removeFirst()
      return IndexManifest.string(line.dropFirst(name.utf8.count + 1))
    }

    mutating func value(_ name: String) throws(IndexProblem) -> String {
      guard let value = optional(name) else { throw fault }
      return value
    }

    mutating func number<Number: FixedWidthInteger>(
      _ name: String, radix: Int
    ) throws(IndexProblem) -> Number {
      guard let number = Number(try value(name), radix: radix) else { throw fault }
      return number
    }
  }

  init(
    program: String, archive: String, sequence: UInt64, change: UInt128, hasWords: Bool,
    fingerprint: UInt128, places: [String], segments: [Segment]
  ) {
    self.program = program
    self.archive = archive
    self.sequence = sequence
    self.change = change
    self.hasWords = hasWords
    self.fingerprint = fingerprint
    self.places = places
    self.segments = segments
  }
}
