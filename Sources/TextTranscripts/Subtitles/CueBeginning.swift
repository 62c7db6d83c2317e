import TranscriptReading

/// What stands before the words or the label of a line: signs of another speaker, and what is heard.
///
/// "[applause] >> JANE DOE: words", "♪ ♪ - words", "&gt;&gt; words" after its references are read.
struct CueBeginning {
  /// Notes of sounds, as printed.
  private(set) var notes: [String] = []
  /// Whether a sign that always tells another speaker stands there: ">>", "»".
  private(set) var hasSign = false
  /// Whether a dash stands there, which tells one only where others do, or before a label.
  private(set) var hasDash = false
  /// What stands behind all of it.
  private(set) var rest: Substring
  /// Whether nothing but known notes of sounds was passed over, besides signs.
  private(set) var isSure = true

  /// Most signs and notes before a label, and the longest note, in bytes.
  private static let maximumCount = 8
  private static let maximumNote = 120

  init(_ line: Substring) {
    rest = line
    for _ in 0..<Self.maximumCount {
      rest = rest.drop { $0 == " " || $0 == "\u{A0}" || Self.isDirection($0) }
      guard takeSign() || takeDash() || takeBracket() || takeMusic() || takeStars() else { break }
    }
  }

  /// Whether a line may begin with any of it.
  static func mayBegin(_ first: UInt8) -> Bool {
    switch first {
    // ">", "-", "[", "(", "*", "#", and what is not ASCII: dashes, notes of music, "»".
    case 0x3E, 0x2D, 0x5B, 0x28, 0x2A, 0x23, 0xC2, 0xE2, 0xF0: true
    default: false
    }
  }

  private static func isDirection(_ character: Character) -> Bool {
    "\u{200E}\u{200F}\u{202A}\u{202B}\u{202C}\u{FEFF}".contains(character)
  }

  private mutating func takeSign() -> Bool {
    guard let first = rest.first, first == ">" || first == "»" else { return false }
    // »Words between such marks« are quoted.
    if first == "»", rest.contains("«") { return false }
    rest = rest.drop { $0 == ">" || $0 == "»" || $0 == " " }
    hasSign = true
    return true
  }

  private mutating func takeDash() -> Bool {
    if rest.hasPrefix("-- ") || rest.hasPrefix("–- ") {
      rest = rest.dropFirst(3)
    } else if CueLabel.hasDash(rest) {
      rest = rest.dropFirst()
    } else {
      return false
    }
    hasDash = true
    return true
  }

  private mutating func takeBracket() -> Bool {
    guard let first = rest.utf8.first, first == 0x5B || first == 0x28,
      let end = rest.utf8.prefix(Self.maximumNote).firstIndex(of: first == 0x5B ? 0x5D : 0x29)
    else { return false }
    let behind = rest[rest.utf8.index(after: end)...]
    guard behind.contains(where: { $0.isLetter }), behind.first != ":" else { return false }
    let note = String(rest[...end])
    // "(Ann Vale) words" and "[DOOR SLAMS] ANN VALE: words" look alike: what follows tells.
    if NoteWording.kind(inline: "(" + note.dropFirst().dropLast() + ")") == nil {
      if CueVoice.framed(rest) != nil, CueLabel.candidate(Self.behindSigns(behind)) == nil,
        !Self.beginsWithSign(behind)
      {
        return false
      }
      isSure = false
    }
    notes.append(note)
    rest = behind
    return true
  }

  private static func beginsWithSign(_ text: Substring) -> Bool {
    let first = text.drop { $0 == " " }.first
    return first == ">" || first == "»"
  }

  private static func behindSigns(_ text: Substring) -> Substring {
    text.drop { " >»-–—\u{A0}".contains($0) }
  }

  private mutating func takeMusic() -> Bool {
    guard let first = rest.first, Self.isMusic(first) else { return false }
    var end = rest.index(after: rest.startIndex)
    // What is sung stands between two of them.
    if let close = rest[end...].prefix(Self.maximumNote).firstIndex(where: Self.isMusic) {
      end = rest.index(after: close)
    }
    guard rest[end...].contains(where: \.isLetter) else { return false }
    notes.append(String(rest[..<end]))
    if notes.last?.contains(where: \.isLetter) == true { isSure = false }
    rest = rest[end...]
    return true
  }

  private static func isMusic(_ character: Character) -> Bool { "♪♫♬🎵🎶".contains(character) }

  /// "*laughs* words".
  private mutating func takeStars() -> Bool {
    guard rest.utf8.first == 0x2A,
      let end = rest.dropFirst().utf8.prefix(Self.maximumNote).firstIndex(of: 0x2A)
    else { return false }
    let behind = rest[rest.utf8.index(after: end)...]
    let note = String(rest[...end])
    guard behind.utf8.first == 0x20, note.utf8.count > 2, behind.contains(where: \.isLetter) else {
      return false
    }
    isSure = false
    notes.append(note)
    rest = behind
    return true
  }
}
