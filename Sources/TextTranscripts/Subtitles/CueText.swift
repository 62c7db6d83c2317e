import TranscriptReading

/// The words of one line of a subtitle without its markup, parted where the voice changes.
struct CueText {
  /// Words of one voice.
  struct Piece {
    /// The name that a `<v>` tag gives; nil without one.
    var voice: String?
    var words: String
  }

  private(set) var pieces: [Piece] = []
  /// The voices whose tags are open at the end of the line, the innermost last.
  private(set) var voices: [String?]
  /// Whether times stand within the words, as captions have that appear word by word.
  private(set) var hasTimes = false

  private var words = ""
  private var voice: String? { voices.last ?? nil }

  /// Character references and braces are read in SubRip and WebVTT alike, since programs write both in
  /// both.
  /// - Parameter voices: The voices whose tags are still open from the line before.
  init(_ line: String, voices: [String?]) {
    self.voices = voices
    // Most lines have no markup and single spaces.
    let isPlain = line.utf8.allSatisfy { $0 != 0x3C && $0 != 0x26 && $0 != 0x7B && $0 != 0x09 }
    if isPlain, !line.isEmpty, !Self.hasDoubleSpace(line) {
      pieces = [Piece(voice: voice, words: line)]
      return
    }
    var rest = line[...]
    var angles = Finder(">", in: line)
    var braces = Finder("}", in: line)
    while let mark = rest.utf8.firstIndex(where: { $0 == 0x3C || $0 == 0x26 || $0 == 0x7B }) {
      words += rest[..<mark]
      rest = rest[mark...]
      let next = line.utf8.index(after: mark)
      switch line.utf8[mark] {
      case 0x3C:
        if let end = angles.next(from: mark, within: Self.maximumTag), take(rest[next..<end]) {
          rest = rest[line.utf8.index(after: end)...]
          continue
        }
      case 0x26:
        if let end = rest.utf8.prefix(CharacterReference.maximumSize).firstIndex(of: 0x3B),
          let character = CharacterReference.character(rest[next..<end])
        {
          words += character
          rest = rest[line.utf8.index(after: end)...]
          continue
        }
      case 0x7B:
        if let end = braces.next(from: mark, within: Self.maximumTag),
          Self.isBraced(rest[next..<end])
        {
          rest = rest[line.utf8.index(after: end)...]
          continue
        }
      default: break
      }
      words += rest[..<next]
      rest = rest[next...]
    }
    words += rest
    endPiece()
  }

  /// All words of the line.
  var line: String {
    pieces.count == 1 ? pieces[0].words : pieces.map(\.words).joined(separator: " ")
  }

  /// Leaves out the first bytes of the first piece; a space at its beginning stays.
  mutating func removeFirst(_ count: Int) {
    let words = pieces[0].words
    pieces[0].words = String(decoding: words.utf8.dropFirst(count), as: UTF8.self)
  }

  /// Puts words behind those of the last piece.
  mutating func append(_ words: String) { pieces[pieces.count - 1].words += words }

  /// Longest tag, in bytes.
  private static let maximumTag = 400

  /// Finds the next of a character, each looked for once however often it is asked for.
  private struct Finder {
    private let byte: UInt8
    private let text: String
    private var found: String.Index?
    private var isAtEnd = false

    init(_ character: Unicode.Scalar, in text: String) {
      byte = UInt8(ascii: character)
      self.text = text
    }

    /// The next one at or behind an index; nil when it is more than `limit` bytes away.
    mutating func next(from index: String.Index, within limit: Int) -> String.Index? {
      if !isAtEnd, found.map({ $0 < index }) ?? true {
        found = text.utf8[index...].firstIndex(of: byte)
        isAtEnd = found == nil
      }
      guard let found, found >= index else { return nil }
      let isFar = text.utf8.index(index, offsetBy: limit, limitedBy: found) != nil
      return isFar ? nil : found
    }
  }

  /// Whether braces hold a setting, `{\\an8}`, or a style, `{i}`.
  private static func isBraced(_ words: Substring) -> Bool {
    words.utf8.first == 0x5C
      || ["b", "i", "u", "s", "/b", "/i", "/u", "/s", "B", "I", "U"].contains(words)
  }

  /// Takes what stands between angle brackets; false when it is no tag.
  private mutating func take(_ tag: Substring) -> Bool {
    let isEnd = tag.utf8.first == 0x2F
    let name = Substring(tag.utf8.dropFirst(isEnd ? 1 : 0).prefix { $0 > 0x20 && $0 != 0x2E })
    switch name {
    // Programs that know of no case write "V".
    case "v", "V":
      endPiece()
      if isEnd {
        _ = voices.popLast()
      } else {
        voices.append(Self.annotation(of: tag))
      }
    case "lang": break
    case "i", "b", "u", "s", "c", "font", "ruby", "rt", "I", "B", "U", "em", "strong", "span", "p",
      "div":
      // "a <b and c> d" is what somebody wrote: only attributes have words in such a tag.
      let rest = tag.utf8.drop { $0 > 0x20 }
      guard rest.allSatisfy({ $0 <= 0x20 || $0 == 0x2F }) || !isEnd && rest.contains(0x3D) else {
        return false
      }
    case "br", "br/", "BR": words += " "
    default:
      if CueTime(tag) != nil {
        hasTimes = true
      } else {
        // What is no tag is what somebody wrote: an address, "<unclear>", "a < b".
        return false
      }
    }
    return true
  }

  /// What a start tag says behind its name and classes: "Ann Ash" of `v.loud Ann Ash`.
  private static func annotation(of tag: Substring) -> String? {
    var text = String(Substring(tag.utf8.drop { $0 > 0x20 }.drop { $0 <= 0x20 }))
    if text.utf8.last == 0x20 || hasDoubleSpace(text) || text.utf8.contains(0x09) {
      text = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
    }
    guard text.utf8.contains(0x26) else { return text.isEmpty ? nil : text }
    return withoutReferences(text)
  }

  /// Words whose character references are what they stand for.
  private static func withoutReferences(_ text: String) -> String {
    var words = ""
    var rest = text[...]
    while let mark = rest.utf8.firstIndex(of: 0x26) {
      words += rest[..<mark]
      rest = rest[mark...]
      let next = rest.utf8.index(after: mark)
      if let end = rest.utf8.prefix(CharacterReference.maximumSize).firstIndex(of: 0x3B),
        let character = CharacterReference.character(rest[next..<end])
      {
        words += character
        rest = rest[rest.utf8.index(after: end)...]
      } else {
        words += rest[..<next]
        rest = rest[next...]
      }
    }
    return words + rest
  }

  private static func hasDoubleSpace(_ text: String) -> Bool {
    var before: UInt8 = 0
    for byte in text.utf8 {
      if byte == 0x20, before == 0x20 { return true }
      before = byte
    }
    return false
  }

  private mutating func endPiece() {
    defer { words = "" }
    let isTrim =
      words.utf8.first != 0x20 && words.utf8.last != 0x20 && !words.utf8.contains(0x09)
      && !Self.hasDoubleSpace(words)
    let trimmed =
      isTrim
      ? words
      : words.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")
    if !trimmed.isEmpty { pieces.append(Piece(voice: voice, words: trimmed)) }
  }
}
