import People

/// A label that opens statements.
struct KnownLabel {
  /// As printed.
  var wording: String
  /// The name in it as printed; empty when there is none.
  var name: String
  /// Whether it stands often, so that it is looked for though it is one word.
  var isFrequent: Bool
}

/// Labels of a document, for finding lines that begin with one and lack its colon.
struct UncolonedLabels {
  /// The labels by the first bytes of their first word.
  private var labels: [UInt64: [Known]] = [:]
  /// Whether a label begins with two bytes that come to this; nearly every line is told from labels
  /// by its first two.
  private var beginnings = [Bool](repeating: false, count: 1 << 12)

  private struct Known {
    /// The label's words as printed.
    var words: [String]
    /// Whether it names a voice ("Question"), which sentences may begin with too.
    var isVoice: Bool
    /// Whether it is one word that stands often, "James"; it opens only before a sign.
    var isShort = false
  }

  /// Most labels of one first word that lines are compared with; a hostile document could otherwise
  /// name a million people of one first name, and compare each line with each of them.
  private static let maximumCompared = 256

  var isEmpty: Bool { labels.isEmpty }

  init(_ labels: [KnownLabel]) {
    var seen: Set<[String]> = []
    for label in labels {
      // Of a role and a name the name alone is looked for; the role stands at the first mention.
      let core =
        label.name.isEmpty ? LabelAnatomy.splitNotes(label.wording).core : label.name
      let tokens = LabelToken.tokens(of: core)
      let isVoice =
        tokens.count == 1 && LabelWords.unnamed.contains(tokens[0].folded)
        && tokens[0].folded.utf8.count > 2
      let isName =
        tokens.count >= 2
        && (tokens.allSatisfy { $0.isNameLike || $0.isParticle }
          || LabelAnatomy.crowd(core, tokens) != nil)
      let isShort = tokens.count == 1 && !isVoice && label.isFrequent
      guard isVoice || isName || isShort else { continue }
      let words = tokens.map { String(core[$0.range]) }
      guard let first = words.first else { continue }
      let bytes = Array(first.utf8)
      let head = Self.head(bytes[...])
      beginnings[Self.beginning(bytes[0], bytes.count > 1 ? bytes[1] : 0x20)] = true
      if seen.insert(words).inserted, self.labels[head]?.count ?? 0 < Self.maximumCompared {
        self.labels[head, default: []].append(
          Known(words: words, isVoice: isVoice, isShort: isShort))
      }
    }
  }

  /// The label that a line begins with and where its words begin; nil when it begins with none, or
  /// when what follows goes on as a sentence about the person.
  /// - Parameter isOrdinary: Whether a folded word is an ordinary one of the document.
  func label(
    _ document: TextDocument, line: Int, isOrdinary: (String) -> Bool
  ) -> (label: Range<Int>, textStart: Int)? {
    var range = document.lines[line].range
    let junk = Self.signs(document.bytes, range)
    range = range.lowerBound + junk..<range.upperBound
    guard range.count >= 2,
      beginnings[
        Self.beginning(document.bytes[range.lowerBound], document.bytes[range.lowerBound + 1])]
    else { return nil }
    let end = Self.wordEnd(document.bytes, range.lowerBound, range.upperBound)
    guard let candidates = labels[Self.head(document.bytes[range.lowerBound..<end])] else {
      return nil
    }
    for known in candidates {
      if let found = match(known, document, range, isSetOff: junk > 0, isOrdinary) { return found }
    }
    return nil
  }

  private func match(
    _ known: Known, _ document: TextDocument, _ range: Range<Int>, isSetOff: Bool,
    _ isOrdinary: (String) -> Bool
  ) -> (label: Range<Int>, textStart: Int)? {
    let bytes = document.bytes
    var index = range.lowerBound
    for (number, word) in known.words.enumerated() {
      if number > 0 {
        let start = Self.skipSpace(bytes, index, range.upperBound)
        guard start > index else { return nil }
        index = start
      }
      guard bytes[index..<range.upperBound].starts(with: word.utf8) else { return nil }
      index += word.utf8.count
    }
    let label = range.lowerBound..<index
    guard index < range.upperBound else {
      // The label alone on its line.
      return known.isVoice || known.isShort ? nil : (label, index)
    }
    if known.isShort, isSetOff || bytes[index] > 0x20 && bytes[index] < 0x41 {
      // "James. …", "James; …", "*James*: …", but no "James’s" and no "James said".
      var start = index
      while start < range.upperBound,
        bytes[start] < 0x41 || bytes[start] == 0x5D || bytes[start] == 0x5F,
        !(0x30...0x39).contains(bytes[start])
      {
        start += 1
      }
      let hasSign = bytes[index..<start].contains { ":;.*-".utf8.contains($0) }
      guard hasSign, start < range.upperBound, start > index,
        (0x41...0x5A).contains(bytes[start]) || bytes[start] >= 0xC3
      else { return nil }
      return (label, start)
    }
    // "[Ann Vale]: …", "Ann Vale – …", "Ann Vale： …".
    var start = index
    if isSetOff, !known.isVoice, let closed = Self.colon(bytes, from: start, range.upperBound) {
      return (label, Self.skipSpace(bytes, closed, range.upperBound))
    }
    var hasStop = bytes[start] == 0x2E || bytes[start] == 0x3B
    if hasStop { start += 1 }
    let sign = Self.signLength(
      bytes, Self.skipSpace(bytes, start, range.upperBound), range.upperBound)
    if sign > 0, !known.isVoice || bytes[Self.skipSpace(bytes, start, range.upperBound)] == 0xEF {
      start = Self.skipSpace(bytes, start, range.upperBound) + sign
      hasStop = true
    }
    if hasStop, start < range.upperBound, bytes[start] > 0x20, sign > 0 {
      let text = document.text(start..<min(range.upperBound, start + 80))
      return LabelToken.tokens(of: text).first?.isCapitalised == true ? (label, start) : nil
    }
    if known.isShort, !hasStop { return nil }
    let afterSpace = Self.skipSpace(bytes, start, range.upperBound)
    guard afterSpace > start, afterSpace < range.upperBound else { return nil }
    start = afterSpace
    let text = document.text(start..<min(range.upperBound, start + 80))
    guard let first = LabelToken.tokens(of: text).first, first.isCapitalised else { return nil }
    // "Name Will …" opens speech when its first word is one that sentences begin with; "Name Prize"
    // does not.
    let opens =
      LabelWords.sentence.contains(first.folded)
      || isOrdinary(first.folded) || hasStop && !known.isVoice
    guard opens, !known.isVoice || hasStop || Self.questionStarts.contains(first.folded) else {
      return nil
    }
    return (label, start)
  }

  /// How many bytes of signs, numbers and brackets stand before the first letter of a line.
  private static func signs(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    guard let first = bytes[range].first,
      first < 0x41 || first == 0x5B || first == 0x5F || first >= 0xC2
    else { return 0 }
    var index = range.lowerBound
    let end = min(range.upperBound, index + 12)
    while index < end {
      switch bytes[index] {
      case 0x20...0x40, 0x5B...0x60, 0x7B...0x7E: index += 1
      case 0xC2 where index + 1 < end: index += 2
      case 0xE2 where index + 2 < end && (bytes[index + 1] == 0x80 || bytes[index + 1] == 0x97):
        index += 3
      default: return index - range.lowerBound
      }
    }
    return index - range.lowerBound
  }

  /// Behind the signs that close what sets a label off, and its colon; nil when there is no colon.
  private static func colon(_ bytes: [UInt8], from start: Int, _ end: Int) -> Int? {
    var index = start
    while index < end, "*_)]\"'>} ".utf8.contains(bytes[index]) { index += 1 }
    // A closing quotation mark.
    if index + 2 < end, bytes[index] == 0xE2, bytes[index + 1] == 0x80 { index += 3 }
    guard index < end, bytes[index] == 0x3A else { return nil }
    index += 1
    while index < end, "*_)]\"'>}".utf8.contains(bytes[index]) { index += 1 }
    return index
  }

  /// How many bytes a dash or a colon of full width has that stands in a colon's place.
  private static func signLength(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    guard start < end else { return 0 }
    if bytes[start] == 0x2D || bytes[start] == 0x7C, start + 1 < end, bytes[start + 1] == 0x20 {
      return 1
    }
    guard start + 2 < end else { return 0 }
    switch (bytes[start], bytes[start + 1], bytes[start + 2]) {
    case (0xE2, 0x80, 0x92...0x95), (0xEF, 0xBC, 0x9A), (0xEF, 0xB9, 0x95), (0xE2, 0x88, 0xB6),
      (0xE2, 0x86, 0x92):
      return 3
    default: return 0
    }
  }

  /// How what an unnamed voice says begins, behind a "Question" without colon.
  private static let questionStarts: Set<String> = [
    "mr", "good", "hello", "thank", "what", "how", "why", "when", "will", "do", "are", "is", "you",
    "i", "my", "we", "could", "can", "let", "have", "did", "in", "please",
  ]

  /// Two bytes in twelve bits; a word's end counts as a space.
  private static func beginning(_ first: UInt8, _ second: UInt8) -> Int {
    let isEnd = second == 0x09 || second == 0x2E || second == 0x3B || second == 0xC2
    return Int(first & 0x3F) << 6 | Int((isEnd ? 0x20 : second) & 0x3F)
  }

  private static func head(_ word: ArraySlice<UInt8>) -> UInt64 {
    var head: UInt64 = 0
    for byte in word.prefix(8) { head = head << 8 | UInt64(byte) }
    return head
  }

  private static func wordEnd(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    var index = start
    while index < end, index - start < 8 {
      let byte = bytes[index]
      if byte == 0x20 || byte == 0x09 || byte == 0x2E || byte == 0x3B { break }
      if byte == 0xC2, index + 1 < end, bytes[index + 1] == 0xA0 { break }
      index += 1
    }
    return index
  }

  private static func skipSpace(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    var index = start
    while index < end {
      if bytes[index] == 0x20 || bytes[index] == 0x09 {
        index += 1
      } else if bytes[index] == 0xC2, index + 1 < end, bytes[index + 1] == 0xA0 {
        index += 2
      } else {
        break
      }
    }
    return index
  }
}
