import People
import TranscriptReading

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the lines around a candidate and the rest of its own say of it.
extension TextDocument {
  /// Whether a line begins with the sign of another speaker, ">>".
  func isChangeOfSpeaker(line index: Int) -> Bool {
    let line = lines[index]
    return line.range.count > 3 && bytes[line.start] == 0x3E && bytes[line.start + 1] == 0x3E
  }
}

extension LabelCandidate {
  /// How much of the words is looked at for a leader, in bytes.
  private static let reach = 160

  /// Whether dots lead from it to what belongs to it, as in lists of those present: "President: Mr. Lind
  /// . . . . (Norway)".
  func isBeforeLeader(_ document: TextDocument) -> Bool {
    let end = min(document.lines[line].end, textStart + Self.reach)
    guard end - textStart > 8 else { return false }
    return document.bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return false }
      var index = textStart
      while index + 4 < end, let found = memchr(base + index, 0x2E, end - index - 4) {
        index = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        if bytes[index + 1] == 0x20, bytes[index + 2] == 0x2E, bytes[index + 3] == 0x20,
          bytes[index + 4] == 0x2E
        {
          return true
        }
        if bytes[index + 1] == 0x2E, bytes[index + 2] == 0x2E, bytes[index + 3] == 0x2E,
          bytes[index + 4] == 0x2E
        {
          return true
        }
        index += 1
      }
      return false
    }
  }

  /// Begins with the line before where that opens the bracket which this one closes: "Mrs. Vale (Saint
  /// Vincent and", "the Grenadines):".
  mutating func takeOpenedBracket(_ document: TextDocument, _ body: Range<Int>) {
    guard line > body.lowerBound, !document.lines[line - 1].isBlank,
      document.bytes[label.upperBound - 1] == 0x29, !document.bytes[label].contains(0x28)
    else { return }
    let before = document.lines[line - 1].range
    guard before.count + label.count <= Self.maximumLength,
      let open = document.bytes[before].lastIndex(of: 0x28), open > before.lowerBound,
      !document.bytes[open..<before.upperBound].contains(0x29),
      !document.bytes[before].contains(0x3A)
    else { return }
    firstLine = line - 1
    label = before.lowerBound..<label.upperBound
  }

  /// Begins behind the signs of a quotation, or of who speaks, where all labels of a document stand behind
  /// them: "> Ann Vale: words", ">> ANN VALE: words".
  mutating func unquote(_ document: TextDocument) {
    guard document.bytes[label.lowerBound] == 0x3E,
      let start = document.bytes[label].firstIndex(where: { $0 != 0x3E && $0 > 0x20 })
    else { return }
    label = start..<label.upperBound
  }

  /// Most lines that a label is wrapped over.
  private static let maximumWrapped = 3

  /// The first of the lines above one that may hold its label: they begin a paragraph, and none ends a
  /// sentence or has a colon.
  static func firstOfWrapped(_ document: TextDocument, below index: Int) -> Int? {
    var first = index
    while first > 0, !document.lines[first - 1].isBlank {
      let line = document.lines[first - 1]
      if ".?!:;".utf8.contains(document.bytes[line.end - 1])
        || document.bytes[line.range].contains(0x3A)
      {
        break
      }
      first -= 1
      guard index - first <= maximumWrapped,
        document.lines[index].start - document.lines[first].start <= maximumLength / 2
      else { return nil }
    }
    return first < index ? first : nil
  }

  /// Begins with the lines before where these begin a paragraph with a name and a part of what its bearer
  /// is: "Ann Vale, Minister for Roads and", "Harbours:".
  mutating func takeName(_ document: TextDocument, _ body: Range<Int>) {
    guard firstLine == nil, line > body.lowerBound, !document.lines[line - 1].isBlank,
      let first = Self.firstOfWrapped(document, below: line), first >= body.lowerBound,
      first == body.lowerBound || document.lines[first - 1].isBlank
        || ".?!".utf8.contains(document.bytes[document.lines[first - 1].end - 1])
    else { return }
    let before = document.lines[first].start..<document.lines[line - 1].end
    guard document.bytes[before].contains(where: { $0 == 0x2C || $0 == 0x28 }) else { return }
    let whole = document.text(before.lowerBound..<label.upperBound)
    guard LabelFit(whole.split(whereSeparator: \.isWhitespace).joined(separator: " ")).isTitled
    else { return }
    if !Self.goesOn(document, before) {
      // "Low Ferry, Phase Two" heads what Ann Vale says below it.
      switch LabelShape(document.text(label), isKnown: { _ in false }).kind {
      case .none, .nameWithWords: break
      case .voice, .name, .word, .role, .roleAndName, .part, .code: return
      }
    }
    firstLine = first
    label = before.lowerBound..<label.upperBound
  }

  /// Whether lines end in the middle of something: with a comma, an open bracket, or a word such as "and".
  private static func goesOn(_ document: TextDocument, _ lines: Range<Int>) -> Bool {
    let bytes = document.bytes[lines]
    if bytes.last == 0x2C || bytes.lastIndex(of: 0x28) ?? -1 > bytes.lastIndex(of: 0x29) ?? -1 {
      return true
    }
    guard let last = LabelToken.tokens(of: document.text(lines)).last else { return false }
    return last.isConnector || last.isParticle || !last.isCapitalised
  }

  /// Whether two words with capitals and a comma between stand before the colon, and nothing else: "Note, Tom".
  func isTurned(_ document: TextDocument) -> Bool {
    let bytes = document.bytes[label]
    guard bytes.count <= Self.maximumDirected, let comma = bytes.firstIndex(of: 0x2C),
      comma + 2 < label.upperBound, bytes[comma + 1] == 0x20,
      (0x41...0x5A).contains(bytes[label.lowerBound]), (0x41...0x5A).contains(bytes[comma + 2])
    else { return false }
    return bytes.count(where: { $0 == 0x20 }) == 1
  }

  /// Longest such label, in bytes.
  private static let maximumDirected = 80

  /// Whether a name, a comma and what its bearer does stand before the colon, so that words of sentences
  /// there are none of a sentence: "Ann Vale, holding up a lamp".
  func isDirected(_ document: TextDocument) -> Bool {
    guard label.count <= Self.maximumDirected,
      let comma = document.bytes[label].firstIndex(of: 0x2C), comma - label.lowerBound <= 40
    else { return false }
    // Nearly every sentence has a word in small letters before its first comma.
    var begins = true
    for byte in document.bytes[label.lowerBound..<comma] {
      if begins, (0x61...0x7A).contains(byte) { return false }
      begins = byte == 0x20
    }
    let parts = LabelParts(document.text(label))
    return !parts.direction.isEmpty && parts.tokens.count >= 2
      && parts.tokens.allSatisfy { $0.isNameLike || $0.isParticle }
  }
}
