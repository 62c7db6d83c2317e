import People
import TranscriptReading
import Transcripts

/// Decides which lines of a document open a statement, from the shape of their labels and from what
/// the whole document says of them.
struct LabelJudge {
  /// What was decided of one candidate.
  struct Verdict {
    var isLabel: Bool
    /// What decided it.
    var reason: String
    /// Whether it was close, so that a person should look.
    var isDoubtful = false
  }

  /// Every distinct label once, whatever its kinds of space, with its shape and how often it stands.
  private var keys: [String] = []
  private var shapes: [LabelShape] = []
  private var counts: [Int] = []
  /// For each candidate the index of its label.
  private var labels: [Int] = []
  /// Every distinct label as printed, and for each candidate the index of its.
  private var printed: [String] = []
  private var printedLabels: [Int] = []
  /// Folded full names of people whom labels introduce with a role or who speak repeatedly.
  private(set) var names: Set<String> = []
  private var compactNames: Set<String> = []
  private var surnames: Set<String> = []
  private var roles: Set<String> = []
  private let header: NamesInText
  /// Lower-case words of the document, made when a doubtful name first needs them.
  private var commonWords: HashSet?
  private let document: TextDocument
  /// Whether the document is nothing but labelled lines.
  private let isPlain: Bool
  /// Whether the document sets labels on lines of their own.
  private var setsLabelsAlone = false

  /// Points a candidate needs.
  private static let needed = 2

  init(
    _ document: TextDocument, candidates: [LabelCandidate], title: String, lead: [String],
    isPlain: Bool = false
  ) {
    self.document = document
    self.isPlain = isPlain
    header = NamesInText(title: title, lead: lead)
    var indices: [String: Int] = [:]
    var table = ByteTable()
    var keysOfPrinted: [Int] = []
    labels.reserveCapacity(candidates.count)
    printedLabels.reserveCapacity(candidates.count)
    for candidate in candidates {
      let number = table.number(of: candidate.label, in: document.bytes)
      if number == printed.count {
        printed.append(document.text(candidate.label))
        let key = Self.key(printed[number])
        let index = indices[key] ?? keys.count
        if index == keys.count {
          indices[key] = index
          keys.append(key)
          counts.append(0)
        }
        keysOfPrinted.append(index)
      }
      let index = keysOfPrinted[number]
      counts[index] += 1
      labels.append(index)
      printedLabels.append(number)
    }
    // Names that stand alone as labels say where longer labels' names begin, so they come first.
    shapes = keys.map { LabelShape($0) { _ in false } }
    let bare = Set(
      shapes.lazy.filter { $0.kind == .name }.map { $0.nameWords.joined(separator: " ") })
    for index in keys.indices {
      if shapes[index].kind == .roleAndName || shapes[index].kind == .nameWithWords {
        shapes[index] = LabelShape(keys[index]) { bare.contains($0) }
      }
      let shape = shapes[index]
      let full = shape.nameWords.joined(separator: " ")
      switch shape.kind {
      case .roleAndName where shape.nameWords.count >= 2:
        names.insert(full)
        roles.insert(shape.roleWords.joined(separator: " "))
      case .name where counts[index] >= 3 || header.completed(shape.nameWords) != nil:
        names.insert(full)
      default: continue
      }
      if let last = shape.nameWords.last { surnames.insert(last) }
    }
    compactNames = Set(names.map { $0.filter { $0 != " " } })
    setsLabelsAlone = candidates.indices.contains {
      candidates[$0].follow == .nothing && shapes[labels[$0]].kind == .roleAndName
        && shapes[labels[$0]].nameWords.count >= 2
    }
  }

  /// A label in one form whatever its kinds of space.
  static func key(_ label: String) -> String {
    var key = ""
    var isSpace = false
    for scalar in label.unicodeScalars {
      switch scalar.value {
      case 0x20, 0x09, 0xA0, 0x2000...0x200A, 0x202F:
        isSpace = true
      case 0xAD, 0x200B, 0x2060, 0xFEFF: continue
      default:
        if isSpace, !key.isEmpty { key += " " }
        isSpace = false
        key.unicodeScalars.append(scalar)
      }
    }
    return key
  }

  /// The labels in that form, each once.
  var distinctKeys: [String] { keys }

  /// The index of a candidate's label among ``distinctKeys``.
  func keyIndex(_ index: Int) -> Int { labels[index] }

  /// The label of a candidate as printed.
  func label(_ index: Int) -> String { printed[printedLabels[index]] }

  /// Whether a candidate opens a statement.
  /// - Parameters:
  ///   - index: Its index among the candidates given at the beginning.
  ///   - explains: Whether the verdict's reason is wanted for labels too.
  mutating func verdict(_ index: Int, _ candidate: LabelCandidate, explains: Bool) -> Verdict {
    let shape = shapes[labels[index]]
    guard shape.kind != .none else { return Verdict(isLabel: false, reason: shape.reason) }
    // What nearly every label is: a name that the document knows, before words.
    if !explains, shape.kind == .voice || shape.kind == .name || shape.kind == .roleAndName,
      candidate.follow == .capital, counts[labels[index]] >= 3
    {
      return Verdict(isLabel: true, reason: "")
    }
    var points = 0
    var reasons = [shape.reason]
    let count = counts[labels[index]]
    let full = shape.nameWords.joined(separator: " ")
    switch shape.kind {
    case .none: break
    case .voice: points = 4
    case .roleAndName:
      points = shape.nameWords.count >= 2 ? 4 : 1
      if shape.nameWords.count == 1, surnames.contains(full) || header.completed([full]) != nil {
        points += 3
        reasons.append("the name is known")
      }
    case .name:
      points = shape.nameWords.count <= 4 ? 2 : 1
      if names.contains(full) || isKnownCompact(shape.nameWords) {
        points += 3
        reasons.append("the name is known")
      } else if header.completed(shape.nameWords) != nil {
        points += 2
        reasons.append("title or lead name it")
      } else if isSpokenOf(shape.nameWords, before: candidate) {
        points += 2
        reasons.append("it is named shortly before")
      }
      if points == 2, count == 1, isMadeOfCommonWords(shape.nameWords) {
        points -= 3
        reasons.append("its words are ordinary words of the document")
      }
    case .word:
      if surnames.contains(full) || isKnownCompact(shape.nameWords)
        || header.completed(shape.nameWords) != nil
      {
        points = 3
        reasons.append("the name is known")
      } else if count >= 3, !isMadeOfCommonWords(shape.nameWords) {
        points = 2
      }
    case .nameWithWords:
      if names.contains(full) || header.completed(shape.nameWords) != nil {
        points = 3
        reasons.append("the name is known")
      } else if isSpokenOf(shape.nameWords, before: candidate), shape.nameWords.count >= 2 {
        points = 2
        reasons.append("it is named shortly before")
      }
    case .part: points = 3
    case .role:
      if roles.contains(shape.roleWords.joined(separator: " ")) {
        points = 3
        reasons.append("somebody with this role speaks")
      } else {
        // A list of appointments gives each role once; who speaks by a role mostly speaks again.
        points = (isFollowedBySentence(candidate) ? 1 : 0) + (count >= 2 ? 1 : 0)
      }
    }
    if count >= 2 {
      points += 1
      reasons.append("it stands \(count) times")
    }
    if isPlain {
      points += 2
      reasons.append("nearly every line of the document has a label")
    }
    switch candidate.follow {
    case .quotation:
      // A question read aloud within an answer is quoted whole; a newspaper's name is quoted too, and
      // where there are many questions some begin with a quotation.
      let isSentence = quotesSentence(candidate)
      points -= shape.kind == .voice ? (isSentence && count < 3 ? 4 : 3) : 2
      reasons.append(isSentence ? "a quoted sentence follows" : "a quotation follows")
    case .small:
      points -= 1
      reasons.append("a small letter follows")
    case .digit: points -= 1
    case .nothing where shape.kind != .voice && shape.kind != .roleAndName && count == 1:
      points -= names.contains(full) || setsLabelsAlone ? 0 : 1
      reasons.append("nothing follows")
    case .nothing, .capital, .bracket, .other: break
    }
    return Verdict(
      isLabel: points >= Self.needed, reason: reasons.joined(separator: "; "),
      isDoubtful: (Self.needed - 1...Self.needed).contains(points))
  }

  /// Whether the quotation that follows a label ends as sentences do, before its closing mark.
  private func quotesSentence(_ candidate: LabelCandidate) -> Bool {
    let end = document.lines[candidate.line].end
    let text = document.text(candidate.textStart..<min(end, candidate.textStart + 4096))
    guard let close = text.dropFirst().firstIndex(where: { "”\"»".contains($0) }) else {
      return true
    }
    return ".?!…".contains(text[text.index(before: close)])
  }

  /// A known name printed without its spaces, "VladimirPutin".
  private func isKnownCompact(_ words: [String]) -> Bool {
    guard words.count <= 2 else { return false }
    let compact = words.joined()
    return compact.utf8.count >= 8 && compactNames.contains(compact)
  }

  /// How far back a name is looked for, in bytes: the floor is given in the last paragraphs.
  private static let reach = 4000

  /// Whether the words shortly before a candidate hold the last word of its name.
  private func isSpokenOf(_ words: [String], before candidate: LabelCandidate) -> Bool {
    guard let last = words.last, last.utf8.count >= 3 else { return false }
    let end = candidate.label.lowerBound
    let needle = Array(last.utf8)
    return document.bytes.withUnsafeBufferPointer { bytes in
      var index = max(0, end - Self.reach)
      let stop = end - needle.count
      while index < stop {
        // A capital that begins a word.
        if bytes[index] | 0x20 == needle[0], bytes[index] < 0x5B,
          index == 0 || bytes[index - 1] == 0x20 || bytes[index - 1] == 0xA0
            || bytes[index - 1] == 0x2D
        {
          var matched = 1
          while matched < needle.count, bytes[index + matched] | 0x20 == needle[matched] {
            matched += 1
          }
          if matched == needle.count { return true }
        }
        index += 1
      }
      return false
    }
  }

  mutating func isMadeOfCommonWords(_ words: [String]) -> Bool {
    let common = commonWords ?? Self.smallWords(of: document)
    commonWords = common
    return words.allSatisfy { common.contains(ByteHash.hash($0.utf8)) }
  }

  /// How much of a document is looked through for ordinary words, in bytes.
  private static let vocabularyReach = 1 << 20

  /// Words of a document that begin with a small letter, in ASCII letters.
  private static func smallWords(of document: TextDocument) -> HashSet {
    var words = HashSet()
    var hash = ByteHash.seed
    var length = 0
    var isSmall = true
    document.bytes.withUnsafeBufferPointer { bytes in
      for byte in bytes.prefix(vocabularyReach) {
        switch byte {
        case 0x61...0x7A:
          hash = ByteHash.adding(byte, to: hash)
          length += 1
        case 0x41...0x5A, 0x80...0x9F, 0xA1...0xFF: isSmall = false
        default:
          if isSmall, length > 2 { words.insert(ByteHash.finished(hash)) }
          hash = ByteHash.seed
          length = 0
          isSmall = true
        }
      }
    }
    return words
  }

  /// Whether a sentence of at least four words follows, not a name or a list.
  private func isFollowedBySentence(_ candidate: LabelCandidate) -> Bool {
    let end = document.lines[candidate.line].end
    guard candidate.follow == .capital, candidate.textStart < end else { return false }
    let text = document.text(candidate.textStart..<min(end, candidate.textStart + 4096))
    let words = FoldedText.words(of: text)
    return words.count >= 4 && words.contains(where: LabelWords.sentence.contains)
  }
}
