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
    /// Whether it is set as labels are, so that its words may end under another's name.
    var looksLikeLabel = false
    /// Whether it is a single word that nothing but the other lines of the document speaks for.
    var isUnknownWord = false
    /// Whether it heads a part of minutes, which nobody says.
    var isHeading = false
    /// The name, where it is one by nothing but its coming again.
    var name = ""
  }

  /// Every distinct label once, whatever its kinds of space, with its shape and how often it stands.
  private var keys: [String] = []
  private var shapes: [LabelShape] = []
  private var counts: [Int] = []
  /// For each distinct label whether it heads a part of minutes; empty where that is not asked.
  private var ofMinutes: [Bool] = []
  /// For each candidate the index of its label.
  private var labels: [Int] = []
  /// Every distinct label as printed, and for each candidate the index of its.
  private var printed: [String] = []
  private var printedLabels: [Int] = []
  /// Folded full names of people whom labels introduce with a role or who speak repeatedly.
  private(set) var names: Set<String> = []
  private var compactNames: Set<String> = []
  /// Folded full names of all whom labels name, also of those who speak once.
  private(set) var spokenNames: Set<String> = []
  /// The last words of these and of ``foldedLabels``, hashed.
  private(set) var lastWords = HashSet()
  /// Folded labels that stand several times.
  private(set) var foldedLabels: Set<String> = []
  private var surnames: Set<String> = []
  /// How many labels are names in turned order.
  private var turnedCount = 0
  /// The surnames of those whom labels name in full.
  private var spokenSurnames: Set<String> = []
  /// First names that are ordinary words, of those who speak under a longer label: "will".
  private var wordsOfNames: Set<String> = []
  private var roles: Set<String> = []
  let header: NamesInText
  private var ordinaryWords: OrdinaryWords
  let document: TextDocument
  /// Whether the document is nothing but labelled lines.
  let isPlain: Bool
  /// Initials of those whom the document's head lists.
  private let initials: Set<String>
  /// Whether the document sets labels on lines of their own.
  private var setsLabelsAlone = false
  /// Whether most labels of the document are in capitals.
  private var setsCapitals = false

  /// Points a candidate needs.
  private static let needed = 2

  init(
    _ document: TextDocument, candidates: [LabelCandidate], title: String, lead: [String],
    people: [String] = [], isPlain: Bool = false
  ) {
    self.document = document
    self.isPlain = isPlain
    ordinaryWords = OrdinaryWords(document)
    initials = Set(people.flatMap(LabelCode.initials))
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
    let bare = BareNames(shapes)
    let words = bare.lastWords.union(people.compactMap { FoldedText.words(of: $0).last })
    for index in keys.indices {
      if shapes[index].kind == .none || shapes[index].kind == .role, !words.isEmpty,
        let word = Self.wordOfName(keys[index]), words.contains(word)
      {
        // "Day" where "Bill Day" speaks.
        shapes[index] = LabelShape(keys[index], isKnown: words.contains)
        if shapes[index].kind == .nameWithWords { surnames.insert(word) }
        continue
      }
      if shapes[index].kind == .roleAndName || shapes[index].kind == .nameWithWords,
        bare.mayChange(shapes[index])
      {
        shapes[index] = LabelShape(keys[index], isKnown: bare.contains)
      }
      let shape = shapes[index]
      let full = shape.nameWords.joined(separator: " ")
      switch shape.kind {
      case .roleAndName where shape.nameWords.count >= 2:
        names.insert(full)
        roles.insert(Self.roleKey(shape.roleWords))
      case .name where counts[index] >= 3 || header.completed(shape.nameWords) != nil:
        names.insert(full)
      default: continue
      }
      if let last = shape.nameWords.last { surnames.insert(last) }
    }
    for (index, shape) in shapes.enumerated() where shape.kind != .none {
      if shape.nameWords.count >= 2, shape.kind == .name || shape.kind == .roleAndName {
        spokenNames.insert(shape.nameWords.joined(separator: " "))
        // "Петров И.И."
        if let surname = shape.nameWords.last(where: { $0.unicodeScalars.count > 1 }) {
          spokenSurnames.insert(surname)
        }
        if let first = shape.nameWords.first, LabelWords.firstNames.contains(first) {
          wordsOfNames.insert(first)
        }
        if let last = shape.nameWords.last { lastWords.insert(ByteHash.hash(last.utf8)) }
      }
      if keys[index].utf8.contains(0x2C),
        LabelAnatomy(keys[index], isKnown: { _ in false }).isTurned
      {
        turnedCount += counts[index]
      }
      guard counts[index] >= 2 else { continue }
      let folded = FoldedText.fold(keys[index])
      foldedLabels.insert(folded)
      let last = folded.utf8.lastIndex(of: 0x20).map { folded.utf8.index(after: $0) }
      lastWords.insert(ByteHash.hash(folded.utf8[(last ?? folded.utf8.startIndex)...]))
    }
    // "Mr Rask (Harlow)" and "Mr Rask of Ennis" are evidence for each other.
    var ofSurname: [String: Int] = [:]
    for (index, shape) in shapes.enumerated()
    where shape.kind == .roleAndName && shape.nameWords.count == 1 {
      ofSurname[shape.nameWords[0], default: 0] += counts[index]
    }
    for (surname, count) in ofSurname where count >= 2 { surnames.insert(surname) }
    for person in people {
      let words = FoldedText.words(of: person)
      names.insert(words.joined(separator: " "))
      if let last = words.last { surnames.insert(last) }
      if words.count > 1, let first = words.first { surnames.insert(first) }
    }
    compactNames = Set(names.map { $0.filter { $0 != " " } })
    var (capitals, all) = (0, 0)
    for (index, shape) in shapes.enumerated() where shape.kind != .none {
      all += counts[index]
      if !Self.hasSmall(keys[index]) { capitals += counts[index] }
    }
    setsCapitals = capitals >= 3 && capitals * 2 >= all
    if isPlain { ofMinutes = keys.indices.map(isOfMinutes) }
    let alone = candidates.indices.lazy.filter { candidates[$0].follow == .nothing }
      .map { [shapes, labels] in shapes[labels[$0]] }.filter { $0.nameWords.count >= 2 }
    setsLabelsAlone =
      alone.contains { $0.kind == .roleAndName } || alone.count { $0.kind == .name } >= 3
  }

  /// How many distinct labels there are.
  var distinctCount: Int { keys.count }

  /// A label, by its index among the distinct ones, for lines that lack its colon.
  func known(_ key: Int) -> KnownLabel {
    KnownLabel(wording: keys[key], name: shapes[key].name, isFrequent: counts[key] >= 3)
  }

  /// The index of a candidate's label among the distinct ones.
  func keyIndex(_ index: Int) -> Int { labels[index] }

  /// Whether a candidate's label is a name in small letters, "alice", that stands several times.
  func isRepeatedSmall(_ index: Int) -> Bool {
    counts[labels[index]] >= 2 && !SmallLabels.name(keys[labels[index]]).isEmpty
  }

  /// The label of a candidate as printed.
  func label(_ index: Int) -> String { printed[printedLabels[index]] }

  /// Whether a candidate opens a statement.
  /// - Parameters:
  ///   - index: Its index among the candidates given at the beginning.
  ///   - explains: Whether the verdict's reason is wanted for labels too.
  mutating func verdict(_ index: Int, _ candidate: LabelCandidate, explains: Bool) -> Verdict {
    let shape = shapes[labels[index]]
    if isPlain, ofMinutes[labels[index]] {
      return Verdict(isLabel: true, reason: "heads a part of minutes", isHeading: true)
    }
    if turnedCount >= 2, !shape.turnedName.isEmpty, counts[labels[index]] >= 2,
      candidate.follow == .capital
    {
      return Verdict(
        isLabel: true, reason: "comes again in turned order, as others do", isUnknownWord: true,
        name: shape.turnedName)
    }
    guard shape.kind != .none else {
      if isPlain, shape.isArticled, candidate.follow == .capital || candidate.follow == .quotation {
        return Verdict(
          isLabel: true, reason: "is set as a role where nearly every line has a label",
          isUnknownWord: true)
      }
      if shape.comesAsName, counts[labels[index]] >= (isPlain ? 2 : 3), candidate.follow == .capital
      {
        return Verdict(
          isLabel: true, reason: "comes again before words", isUnknownWord: true,
          name: LabelAnatomy.splitNotes(keys[labels[index]]).core)
      }
      return Verdict(
        isLabel: false, reason: shape.reason,
        looksLikeLabel: shape.looksLikeLabel || isSetAsOthers(shape, candidate)
          || shape.beginsSmall && candidate.follow == .capital
          || namesSomebody(candidate))
    }
    if isSpokenTo(shape) {
      return Verdict(isLabel: false, reason: "names whom the words are for", looksLikeLabel: true)
    }
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
      // "MR. STOLT" before a sentence.
      if shape.isAddressed || shape.isFromSomewhere, candidate.follow == .capital { points += 1 }
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
      if surnames.contains(full) || wordsOfNames.contains(full) || spokenSurnames.contains(full)
        || isKnownCompact(shape.nameWords) || header.completed(shape.nameWords) != nil
      {
        points = 3
        reasons.append("the name is known")
      } else if count >= 3, !isMadeOfCommonWords(shape.nameWords) {
        points = 2
      }
    case .nameWithWords:
      if names.contains(full) || surnames.contains(full)
        || header.completed(shape.nameWords) != nil
      {
        points = 3
        reasons.append("the name is known")
      } else if isSpokenOf(shape.nameWords, before: candidate), shape.nameWords.count >= 2 {
        points = 2
        reasons.append("it is named shortly before")
      } else if count >= 2, shape.isSetAsName {
        points = 1
      }
    case .code:
      points = count >= 2 ? 1 : 0
      let letters = keys[labels[index]]
      if LabelCode.mayBeInitials(letters), initials.contains(letters.lowercased()) { points += 2 }
      if names.contains(full) { points += 2 }
    case .part: points = 3
    case .role:
      if roles.contains(Self.roleKey(shape.roleWords)) {
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
    if shape.kind == .word || shape.kind == .name || shape.kind == .nameWithWords, count == 1,
      points < 3
        && (TextHead.isKey(FoldedText.fold(keys[labels[index]]))
          || LabelWords.headings.contains(FoldedText.fold(keys[labels[index]]))
          || MinutesHeading.isOne(keys[labels[index]]))
        || isFollowedByAddress(candidate)
    {
      points -= 4
      reasons.append("it heads a notice or a link")
    }
    if candidate.time != nil {
      points += 2
      reasons.append("a time stands beside it")
    }
    // "LGBTQ Americans, especially children: you’re loved" among "PRESIDENT VALE:"
    let isOfOtherCase =
      setsCapitals && count == 1 && points == Self.needed && Self.hasSmall(keys[labels[index]])
      && (shape.kind == .name || shape.kind == .nameWithWords)
    if isOfOtherCase {
      points -= 2
      reasons.append("the document’s labels are in capitals")
    }
    let own = points
    // "Bottomline: we pay twice" is said by somebody.
    if isPlain, shape.kind != .word || candidate.follow != .small {
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
    case .nothing
    where shape.kind != .voice && shape.kind != .roleAndName && count == 1
      && candidate.time == nil:
      points -= names.contains(full) || setsLabelsAlone ? 0 : 1
      reasons.append("nothing follows")
    case .nothing, .capital, .bracket, .other: break
    }
    return Verdict(
      isLabel: points >= Self.needed, reason: reasons.joined(separator: "; "),
      isDoubtful: (Self.needed - 1...Self.needed).contains(points),
      looksLikeLabel: points < Self.needed && (shape.looksLikeLabel || isOfOtherCase),
      isUnknownWord: (shape.kind == .word || isOfOtherCase) && points >= Self.needed
        && own < Self.needed)
  }

  /// Whether a label heads a part of minutes, and is not the name of somebody who speaks.
  private func isOfMinutes(_ key: Int) -> Bool {
    guard MinutesHeading.isOne(keys[key]) else { return false }
    guard shapes[key].nameWords.count == 1, let word = shapes[key].nameWords.first else {
      return true
    }
    return !surnames.contains(word) && !wordsOfNames.contains(word)
      && header.completed([word]) == nil
  }

  private static func hasSmall(_ label: String) -> Bool {
    label.utf8.contains { (0x61...0x7A).contains($0) }
  }

  /// A known name printed without its spaces, "VladimirPutin".
  private func isKnownCompact(_ words: [String]) -> Bool {
    guard words.count <= 2 else { return false }
    let compact = words.joined()
    return compact.utf8.count >= 8 && compactNames.contains(compact)
  }

  /// Whether all words are ordinary ones of the document.
  mutating func isMadeOfCommonWords(_ words: [String]) -> Bool {
    words.allSatisfy { ordinaryWords.contains($0) }
  }
}
