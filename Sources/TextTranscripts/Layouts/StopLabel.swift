import People
import Transcripts

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Labels that end in a full stop, as records of hearings and sittings print them: "Mr. Lind. Good
/// morning.", "The CHAIRMAN. …", "Senator Okoro of Maine. …", "ANN VALE.— …", "M. Luc Varnier,
/// ministre. – …", "ROSSI (PD). …", "ГАЙЧУК О.В. …".
struct StopLabel {
  /// The line with the label.
  var line: LayoutLine
  /// Whether nothing but a label is so set: a dash stands behind its stop.
  var hasDash: Bool

  /// Longest such label, in bytes.
  private static let maximumLength = 140
  private static let maximumWords = 9
  /// The same where a dash stands behind the stop, or a role behind a comma.
  private static let maximumParted = 16

  /// The label that a line begins with; nil when it begins with none.
  static func find(_ document: TextDocument, line index: Int) -> StopLabel? {
    let line = document.lines[index]
    let bytes = document.bytes
    guard line.range.count >= 4, !LoneLine.isExamination(document, line: index),
      (0x41...0x5A).contains(bytes[line.start]) || bytes[line.start] >= 0xC3
    else { return nil }
    let limit = min(line.end, line.start + maximumLength)
    guard mayBegin(bytes, line.start, limit) else { return nil }
    var start = line.start
    while start < limit, let dot = bytes[start..<limit].firstIndex(of: 0x2E) {
      start = dot + 1
      // "MS. DUNNE: Objection, Your Honor."
      if bytes[line.start..<dot].contains(0x3A) { return nil }
      // "Col. Ruth Vale (Ret.)."
      let opened = bytes[line.start..<dot].count { $0 == 0x28 || $0 == 0x5B }
      if opened > bytes[line.start..<dot].count(where: { $0 == 0x29 || $0 == 0x5D }) { continue }
      let dash = dashLength(bytes, dot + 1, line.end)
      guard dash > 0 || dot + 1 == line.end || bytes[dot + 1] <= 0x20 || bytes[dot + 1] == 0xC2
      else {
        continue
      }
      let judgement = judge(
        document.text(line.start..<dot), hasDash: dash > 0,
        beginsParagraph: beginsParagraph(document, index))
      if judgement == .label, dot == line.start + 1, isPlain(document, index) { return nil }
      switch judgement {
      case .goesOn: continue
      case .none: return nil
      case .label, .initials:
        var textStart = dot + 1 + dash
        while textStart < line.end, bytes[textStart] <= 0x20 || isNoBreakSpace(bytes, textStart) {
          textStart += bytes[textStart] == 0xC2 ? 2 : 1
        }
        let follow = bytes.withUnsafeBufferPointer {
          LabelCandidate.follow($0, at: textStart, line.end)
        }
        // "Washington, D.C." is no label above words.
        guard follow != .small, follow != .nothing || isAboveWords(document, index) else {
          return nil
        }
        let end = judgement == .initials ? dot + 1 : dot
        return StopLabel(
          line: LayoutLine(
            line: index, label: line.start..<end, textStart: textStart,
            layout: LabelLayout(end: dash > 0 ? .dash : .stop), time: nil),
          hasDash: dash > 0)
      }
    }
    return nil
  }

  /// Whether a line is set in, or what stands before it ends a sentence or a paragraph.
  private static func beginsParagraph(_ document: TextDocument, _ index: Int) -> Bool {
    guard index > 0, !document.lines[index - 1].isBlank, document.lines[index].indentation == 0
    else { return true }
    return ".?!])\"".utf8.contains(document.bytes[document.lines[index - 1].end - 1])
  }

  /// Whether a line that begins with "A." is a name before a colon, "A. Vale: words".
  private static func isPlain(_ document: TextDocument, _ index: Int) -> Bool {
    guard let candidate = LabelCandidate.find(document, line: index), candidate.label.count <= 40
    else { return false }
    return LabelToken.tokens(of: document.text(candidate.label)).allSatisfy {
      $0.isNameLike || $0.isParticle
    }
  }

  /// Longest label on a line of its own, in bytes.
  private static let longestAlone = 60

  /// Whether a line is short, begins a paragraph, and what may be somebody's words stands below it.
  private static func isAboveWords(_ document: TextDocument, _ index: Int) -> Bool {
    guard document.lines[index].range.count <= longestAlone, beginsParagraph(document, index),
      let next = ((index + 1)..<min(index + 3, document.lines.count)).first(where: {
        !document.lines[$0].isBlank
      })
    else { return false }
    let first = document.bytes[document.lines[next].start]
    return !(0x61...0x7A).contains(first)
  }

  /// A label before a stop and a dash, in a document whose labels are set otherwise: "M. Varnier,
  /// ministre. – …"; nil for nearly every line, by its bytes.
  static func findDashed(_ document: TextDocument, line index: Int) -> StopLabel? {
    let line = document.lines[index]
    guard line.range.count >= 8,
      hasDashedStop(document.bytes, line.start, min(line.end, line.start + maximumLength)),
      let found = find(document, line: index), found.hasDash
    else { return nil }
    return found
  }

  /// A label before a stop that begins with a form of address as only labels print it, in a document
  /// whose labels are set otherwise: "Mme la maire. …"; nil for nearly every line, by its first word.
  static func findAddressed(_ document: TextDocument, line index: Int) -> StopLabel? {
    let line = document.lines[index]
    guard line.range.count >= 8,
      beginsWithAddress(document.bytes, line.start, min(line.end, line.start + maximumLength))
    else { return nil }
    return find(document, line: index)
  }

  /// Whether the words up to the first stop that may end a label all have capitals, but for small ones
  /// of two or three letters, as few lines of prose begin.
  private static func mayBegin(_ bytes: [UInt8], _ start: Int, _ limit: Int) -> Bool {
    var index = start
    while index < limit {
      let first = bytes[index]
      var end = index
      while end < limit, bytes[end] > 0x20, bytes[end] != 0xC2 {
        // "VALE.—Thank", "VALE.--Thank"
        if bytes[end] == 0x2E, end + 1 < limit, bytes[end + 1] == 0xE2 || bytes[end + 1] == 0x2D {
          return true
        }
        end += 1
      }
      let isCapital = (0x41...0x5A).contains(first) || first >= 0xC3 || first == 0x28
      guard
        isCapital || end - index <= 3 || bytes[index..<end].elementsEqual("tempore".utf8)
          || bytes[index..<end].elementsEqual("tempore.".utf8)
      else {
        return beginsWithAddress(bytes, start, limit) || hasDashedStop(bytes, start, limit)
          || isCapitalised(bytes, start)
      }
      if end > index, bytes[end - 1] == 0x2E { return true }
      index = end
      while index < limit, bytes[index] <= 0x20 || bytes[index] == 0xC2 || bytes[index] == 0xA0 {
        index += 1
      }
    }
    return true
  }

  /// Whether the first words are in capitals and a comma ends them: "BIANCHI, ministro", "ANNA DE
  /// NERI, ministra".
  private static func isCapitalised(_ bytes: [UInt8], _ start: Int) -> Bool {
    var index = start
    while index < bytes.count, bytes[index] >= 0x20, bytes[index] != 0x2C {
      if (0x61...0x7A).contains(bytes[index]) { return false }
      index += 1
    }
    return index - start > 3 && index < bytes.count && bytes[index] == 0x2C
  }

  /// Whether a line begins with a form of address or with "one of": "Mme", "M.", "Un député".
  private static func beginsWithAddress(_ bytes: [UInt8], _ start: Int, _ limit: Int) -> Bool {
    var hash = ByteHash.seed
    var index = start
    while index < limit, index - start < longestBeginning, (bytes[index] | 0x20) &- 0x61 < 26 {
      hash = ByteHash.adding(bytes[index] | 0x20, to: hash)
      index += 1
    }
    guard index < limit, index > start,
      bytes[index] == 0x20 || bytes[index] == 0x2E || bytes[index] == 0xC2
    else { return false }
    let word = ByteHash.finished(hash)
    guard beginnings.contains(word) else { return false }
    let next = index + (bytes[index] == 0xC2 ? 2 : 1)
    guard englishBeginnings.contains(word), bytes[index] != 0x2E, next < limit else { return true }
    // "O Sr. Vale" begins so, "I think" does not.
    return (0x41...0x5A).contains(bytes[next]) || bytes[next] >= 0xC3
  }

  /// In bytes.
  private static let longestBeginning = 12

  /// The words of ASCII letters that such labels begin with, hashed.
  private static let beginnings = hashed(addressWords)

  /// Those of them that English sentences begin with, too.
  private static let englishBeginnings: HashSet = {
    let english = ["sentences", "frequent", "any-openings"].flatMap { section in
      LabelWords.byLanguage(section).filter { $0.language == "en" }.flatMap(\.words)
    }
    return hashed(addressWords.intersection(english))
  }()

  private static func hashed(_ words: Set<String>) -> HashSet {
    var hashes = HashSet()
    for word in words { hashes.insert(ByteHash.hash(word.utf8)) }
    return hashes
  }

  private static let addressWords: Set<String> = {
    let articles = LabelWords.articles.subtracting(["the"])
    let some = LabelWords.byLanguage("any-openings").filter { $0.language != "en" }
      .flatMap(\.words)
    let crowds = LabelWords.byLanguage("groups").filter { $0.language != "en" }
      .flatMap(\.words).filter { $0.contains(" ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    return LabelWords.shortAddress.union(articles).union(some).union(crowds).filter {
      $0.utf8.count <= longestBeginning && $0.utf8.allSatisfy { (0x61...0x7A).contains($0) }
    }
  }()

  /// Whether a stop stands near with a dash behind it, "ministre. –", "VALE.—".
  private static func hasDashedStop(_ bytes: [UInt8], _ start: Int, _ limit: Int) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      var index = start
      while index < limit, let found = memchr(base + index, 0x2E, limit - index) {
        index = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
        if dashLength(buffer, index, limit) > 0 { return true }
      }
      return false
    }
  }

  private static func dashLength(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    bytes.withUnsafeBufferPointer { dashLength($0, start, end) }
  }

  /// How many bytes a dash and the space before it take; 0 when none stands there.
  private static func dashLength(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
  ) -> Int {
    var index = start
    while index < end, bytes[index] == 0x20 || bytes[index] == 0xC2 || bytes[index] == 0xA0 {
      index += 1
    }
    if index + 2 < end, bytes[index] == 0xE2, bytes[index + 1] == 0x80,
      (0x93...0x95).contains(bytes[index + 2])
    {
      return index + 3 - start
    }
    guard index + 1 < end, bytes[index] == 0x2D else { return 0 }
    // ".--", ". - ", ".- "
    return bytes[index + 1] == 0x2D || bytes[index + 1] == 0x20 ? index + 2 - start : 0
  }

  private static func isNoBreakSpace(_ bytes: [UInt8], _ index: Int) -> Bool {
    bytes[index] == 0xC2 && index + 1 < bytes.count && bytes[index + 1] == 0xA0
  }

  private enum Judgement {
    case none, goesOn, label
    /// A label to which the stop belongs: "ГАЙЧУК О.В."
    case initials
  }

  /// What words before a stop are: a label, the beginning of one ("Mr", "Mr. J"), or neither.
  private static func judge(
    _ text: String, hasDash: Bool, beginsParagraph: Bool
  ) -> Judgement {
    let parts = LabelParts(text)
    let tokens = parts.tokens
    guard let first = tokens.first, tokens.count <= maximumParted else { return .none }
    let isShort = isShortAddress(parts.core, tokens)
    if tokens.contains(where: \.endsClause), !LabelWords.honorifics.contains(first.folded) {
      return isParted(parts.core, tokens, isShort: isShort, hasDash: hasDash) ? .label : .none
    }
    guard tokens.count <= maximumWords || hasDash || isShort else { return .none }
    if first.folded == "q" || first.folded == "a", tokens.count == 1 { return .label }
    // "DIRECT EXAMINATION BY MR. VALE" is nobody's.
    if first.folded == "by", tokens.count > 1, LabelWords.address.contains(tokens[1].folded) {
      return .none
    }
    // "Mr. St. Germain."
    if tokens.count <= 3, let last = tokens.last, Self.shortened.contains(last.folded), !hasDash {
      return .goesOn
    }
    // "ГАЙЧУК О.В.", "Гайчук О.В."
    if tokens.count == 2, first.folded.count >= 3, tokens[1].isInitial,
      first.isAllCapitals
        || first.isNameLike && first.isCyrillic && beginsParagraph
          && LabelToken.initialCount(parts.core[tokens[1].range]) == 2,
      !LabelWords.honorifics.contains(first.folded)
    {
      return .initials
    }
    if let last = tokens.last, tokens.count <= 3,
      (LabelWords.honorifics.contains(last.folded) || LabelWords.shortAddress.contains(last.folded))
        && last.folded.utf8.count <= 4
        && !(last.isAllCapitals && hasDash)
        || (last.folded.utf8.count == 1 || last.isInitial) && !hasDash
    {
      return .goesOn
    }
    if tokens.contains(where: { !$0.isCapitalised && LabelWords.sentence.contains($0.folded) }) {
      return .none
    }
    // "Ben Question. – Thank you."
    if hasDash, LabelFit(text).comesAsName { return .label }
    let anatomy = LabelAnatomy(parts) { _ in false }
    // Not "Я", which is a letter by itself.
    let capitals = tokens.contains {
      $0.isAllCapitals && LabelToken.initialCount(parts.core[$0.range]) > 1
    }
    switch anatomy.voice {
    case .person:
      let isIntroduced =
        LabelWords.honorifics.contains(first.folded) || first.folded == "the" || capitals || hasDash
        || isShort || beginsParagraph && isTitled(tokens)
      return isIntroduced && !anatomy.name.isEmpty ? .label : tokens.count < 4 ? .goesOn : .none
    case .role:
      return capitals || hasDash && tokens.contains(where: \.isRole)
        // "Председательствующий."
        || beginsParagraph && tokens.count == 1 && first.isCyrillic && first.isRole
        || isShort && isRoleBehindArticle(tokens)
        || first.folded == "the" && tokens.count <= 4
          && tokens.contains(where: \.isRole) && tokens.allSatisfy(\.isCapitalised)
        ? .label : .goesOn
    case .group, .unnamed:
      return hasDash || tokens.allSatisfy { $0.isCapitalised || $0.isConnector }
        || LabelWords.articles.contains(first.folded) && first.folded != "the"
        || isOneOf(first) || beginsParagraph && isCrowd(tokens)
        ? .label : .goesOn
    case .code: return .goesOn
    }
  }
}
