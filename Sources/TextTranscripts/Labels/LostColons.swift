import People
import Transcripts

/// Finds lines that begin as a label of somebody who speaks does, with a role before the name or none,
/// and are no opening: their colon may be lost, and then their words are under another's name.
struct LostColons {
  /// Folded names of those whom labels name.
  private var names: Set<String> = []
  /// Their last words as printed, hashed, by which nearly every line is passed over.
  private var lastWords = HashSet()
  /// Words with a capital that title and lead print, hashed; of those a name has two and no role.
  private var headerWords = HashSet()

  /// How much of a line is looked at, in bytes.
  private static let reach = 160

  /// - Parameters:
  ///   - labels: The labels that open statements.
  ///   - header: Words with a capital that title and lead print.
  init(_ labels: [KnownLabel], header: [String]) {
    for word in header { headerWords.insert(Self.hash(ofLastLetters: word)) }
    for label in labels where !label.name.isEmpty {
      let name = FoldedText.fold(label.name)
      guard name.utf8.contains(0x20) else { continue }
      names.insert(name)
      lastWords.insert(Self.hash(ofLastLetters: label.name))
    }
  }

  /// The hash of the last letters of a text that stand together.
  private static func hash(ofLastLetters text: String) -> UInt64 {
    let bytes = Array(text.utf8)
    let end = bytes.lastIndex(where: isOfWord).map { $0 + 1 } ?? 0
    let start = bytes[..<end].lastIndex(where: { !isOfWord($0) }).map { $0 + 1 } ?? 0
    var hash = ByteHash.seed
    for byte in bytes[start..<end] { hash = ByteHash.adding(byte, to: hash) }
    return ByteHash.finished(hash)
  }

  /// The beginning of a line that may be a label without its colon; nil when it is none.
  /// - Parameter isInHeader: Whether title or lead print a name of these folded words.
  func label(_ document: TextDocument, line: Int, isInHeader: ([String]) -> Bool) -> Range<Int>? {
    let range = document.lines[line].range
    guard mayBegin(document.bytes, range) else { return delivered(document, range) }
    let end = Self.endOfCapitals(document.bytes, range)
    let text = document.text(range.lowerBound..<end)
    let tokens = LabelToken.tokens(of: text)
    for index in tokens.indices.prefix(14) {
      let token = tokens[index]
      guard token.isCapitalised || token.isConnector || token.isParticle else { break }
      guard index >= 1, isName(tokens[...index], isInHeader) else { continue }
      // "Vladimir Petrov and …" and "… Petrov said" are told of; a sentence goes on otherwise.
      let next = tokens[(index + 1)...].first { text[$0.range].first != "(" }
      // "Ann Vale 00:00:25" among "Ann Vale: 00:00:13".
      let opens = next.map {
        $0.isCapitalised || $0.hasDigit && (token.endsClause || text[$0.range].contains(":"))
      }
      guard opens ?? (end == range.upperBound) else {
        return delivered(document, range)
      }
      let length = text.utf8.distance(from: text.startIndex, to: token.range.upperBound)
      return range.lowerBound..<range.lowerBound + length
    }
    return delivered(document, range)
  }

  /// What a line begins with when it is set as only labels are: a few words with capitals, and then how
  /// the words reached the audience, "(retranslated)", or a dash between spaces behind a name alone.
  private func delivered(_ document: TextDocument, _ range: Range<Int>) -> Range<Int>? {
    let bytes = document.bytes
    guard range.count >= 8, Self.isCapital(bytes[range.lowerBound]) else { return nil }
    let end = min(range.upperBound, range.lowerBound + Self.reach)
    var index = range.lowerBound
    while index < end, bytes[index] != 0x28, bytes[index] != 0xE2 { index += 1 }
    guard index + 4 < end, bytes[index - 1] == 0x20 || bytes[index - 1] == 0xA0 else { return nil }
    // Apostrophes and quotation marks begin as dashes do.
    guard
      bytes[index] == 0x28
        || bytes[index + 1] == 0x80 && (bytes[index + 2] == 0x93 || bytes[index + 2] == 0x94)
    else { return nil }
    let before = range.lowerBound..<index
    guard index - range.lowerBound < 24 || Self.hasCapitals(bytes, before) else { return nil }
    let tokens = LabelToken.tokens(of: document.text(before))
    if bytes[index] == 0x28 {
      guard let close = bytes[index..<end].firstIndex(of: 0x29), close + 1 < range.upperBound,
        (1...14).contains(tokens.count),
        tokens.allSatisfy({ $0.isCapitalised || $0.isConnector || $0.isParticle }),
        DeliveryWording.delivery(document.text(index..<close + 1)) != nil
      else { return nil }
      return range.lowerBound..<close + 1
    }
    guard let start = Self.behindSpace(bytes, index + 3), Self.isCapital(bytes[start]),
      (2...14).contains(tokens.count), isSetAsLabel(document.text(before), tokens),
      range.upperBound - index > Self.sentence
    else { return nil }
    return before
  }

  /// Whether all longer words of a line's beginning have capitals.
  private static func hasCapitals(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      var end = index
      while end < range.upperBound, bytes[end] > 0x20, bytes[end] != 0xC2 { end += 1 }
      if end - index > 4, !isCapital(bytes[index]) { return false }
      index = end + 1
      while index < range.upperBound, bytes[index] <= 0x20 || bytes[index] == 0xA0 { index += 1 }
    }
    return true
  }

  /// Behind a space of one or two bytes; nil when there is none.
  private static func behindSpace(_ bytes: [UInt8], _ index: Int) -> Int? {
    if bytes[index] == 0x20 { return index + 1 }
    return bytes[index] == 0xC2 && bytes[index + 1] == 0xA0 && index + 2 < bytes.count
      ? index + 2 : nil
  }

  /// Whether words are a name alone, or a role and a name.
  private func isSetAsLabel(_ text: String, _ tokens: [LabelToken]) -> Bool {
    if tokens.count <= 3, tokens.allSatisfy(\.isNameLike) { return true }
    let shape = LabelShape(text) { _ in false }
    return shape.kind == .roleAndName && shape.nameWords.count >= 2 && shape.looksLikeLabel
  }

  /// A sentence is longer than this, in bytes, and a list's entry is not.
  private static let sentence = 80

  /// Whether words end in a known name.
  private func isName(_ tokens: ArraySlice<LabelToken>, _ isInHeader: ([String]) -> Bool) -> Bool {
    for count in 2...4 where tokens.count >= count {
      let words = tokens.suffix(count)
      if names.contains(LabelAnatomy.folded(words)) { return true }
    }
    // Somebody who speaks once is known by the title alone.
    guard tokens.count == 2, tokens.allSatisfy(\.isNameLike) else { return false }
    return isInHeader(tokens.map(\.folded))
  }

  /// Behind the first longer word of a line in small letters, where no label goes on.
  private static func endOfCapitals(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
    let end = min(range.upperBound, range.lowerBound + reach)
    var index = range.lowerBound
    while index < end {
      let start = index
      while index < end, bytes[index] > 0x20, bytes[index] != 0xC2 { index += 1 }
      if index - start > longestSmall, (0x61...0x7A).contains(bytes[start]) { return index }
      index += bytes[min(index, end - 1)] == 0xC2 ? 2 : 1
    }
    return end
  }

  /// Longer words of labels have capitals, in bytes.
  private static let longestSmall = 6

  /// Whether the first two words have capitals, or the second joins a role, and the last word of a
  /// known name stands near.
  private func mayBegin(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    let end = min(range.upperBound, range.lowerBound + Self.reach)
    guard range.count >= 5, Self.isCapital(bytes[range.lowerBound]),
      let space = bytes[range.lowerBound..<end].firstIndex(where: { $0 == 0x20 || $0 == 0xC2 })
    else { return false }
    let second = space + (bytes[space] == 0xC2 ? 2 : 1)
    guard second < end,
      Self.isCapital(bytes[second]) || bytes[second] == 0x6F || bytes[second] == 0x66
        // "Question to Ann Vale"
        || bytes[second] == 0x74 && bytes[second + 1 < end ? second + 1 : second] == 0x6F
    else { return false }
    var hash = ByteHash.seed
    var length = 0
    var tokens = 0
    var isBehindSpace = true
    var isSmall = false
    func ends(_ hash: UInt64) -> Bool {
      lastWords.contains(hash) || tokens == 2 && headerWords.contains(hash)
    }
    for index in range.lowerBound..<end {
      switch bytes[index] {
      // A no-break space, C2 A0, parts words too.
      case 0xA0 where length == 0: continue
      case 0x41...0x5A, 0x61...0x7A, 0x80...0xC1, 0xC3...0xFF:
        if length == 0 {
          isSmall = bytes[index] >= 0x61 && bytes[index] <= 0x7A
          if isBehindSpace { tokens += 1 }
          isBehindSpace = false
        }
        hash = ByteHash.adding(bytes[index], to: hash)
        length += 1
      default:
        if length > 1, ends(ByteHash.finished(hash)) { return true }
        // A longer word in small letters is of a sentence.
        if length > 4, isSmall { return false }
        hash = ByteHash.seed
        length = 0
        if bytes[index] == 0x20 || bytes[index] == 0xC2 { isBehindSpace = true }
      }
    }
    return length > 1 && ends(ByteHash.finished(hash))
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 && byte != 0xC2
  }

  private static func isCapital(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || byte >= 0xC3
  }
}
