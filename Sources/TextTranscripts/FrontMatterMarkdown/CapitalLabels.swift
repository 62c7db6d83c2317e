import People
import TranscriptReading
import Transcripts

/// The labels that the lines of a briefing begin with, judged by themselves and by what the whole
/// document says of them. Lines must be asked for in order.
struct CapitalLabels {
  /// A line that begins with what may be a label.
  private struct Found {
    var line: Int
    var label: CapitalLabel
    /// Index into `shapes` and `counts`.
    var number: Int
  }

  private var found: [Found] = []
  private var next = 0
  /// What each distinct label looks like, made when it is first judged.
  private var shapes: [LabelShape?] = []
  /// How often each stands in the document, for single words in capitals to be judged by.
  private var counts: [Int] = []

  /// The labels, each once, at most so many.
  private var distinct: [String] = []
  private static let maximumDistinct = 128

  /// How many lines begin with a label in capitals or "Q".
  var count: Int { found.count }
  /// How many lines begin with a short label that is not in capitals and stands at least twice.
  private(set) var otherCount = 0
  /// How many of the lines in ``count`` are questions, "Q".
  private(set) var questionCount = 0
  /// Whether a label sets up initials that others are, "Ann Vale (AV)": then it is no briefing.
  private(set) var setsUpInitials = false
  /// Those labels.
  private var refused: Set<String> = []

  /// Longest label of another kind that is counted, in bytes, and most distinct ones.
  private static let (maximumOther, mostOthers) = (48, 2048)

  /// Names that the head lists.
  private let people: [String]

  init(_ text: TextDocument, from start: Int, people: [String] = []) {
    self.people = people
    var numbers: [String: Int] = [:]
    var others: [String: Int] = [:]
    for index in text.lines.indices[start...] {
      var candidate: LabelCandidate?
      guard let label = CapitalLabel(text, line: index, candidate: &candidate) else {
        guard let candidate, candidate.label.count <= Self.maximumOther,
          (0x41...0x5A).contains(text.bytes[candidate.label.lowerBound])
            || text.bytes[candidate.label.lowerBound] >= 0xC3,
          candidate.follow != .small, !SentenceWords.begins(text.bytes, candidate.label)
        else { continue }
        let other = text.text(candidate.label)
        if others.count < Self.mostOthers || others[other] != nil {
          others[other, default: 0] += 1
        }
        continue
      }
      let number = numbers[label.label] ?? counts.count
      if number == counts.count {
        numbers[label.label] = number
        if distinct.count < Self.maximumDistinct { distinct.append(label.label) }
        counts.append(0)
        shapes.append(nil)
      }
      counts[number] += 1
      if label.isQuestion { questionCount += 1 }
      found.append(Found(line: index, label: label, number: number))
    }
    setsUpInitials = others.contains { label, _ in
      label.utf8.last == 0x29 && !LabelAnatomy(label, isKnown: { _ in false }).initials.isEmpty
    }
    for (label, count) in others where count >= 2 {
      let shape = LabelShape(label) { _ in false }
      guard shape.kind != .none else { continue }
      otherCount += count
      refused.insert(label)
    }
  }

  /// The label a line begins with, if it is one by itself or by what the document says.
  mutating func label(
    _ text: TextDocument, line: Int, isFirst: Bool, _ report: inout ReadingReport
  ) -> CapitalLabel? {
    while next < found.count, found[next].line < line { next += 1 }
    guard next < found.count, found[next].line == line else {
      guard report.detail == .everything || !refused.isEmpty || isFirst,
        let candidate = LabelCandidate.find(text, line: line)
      else { return nil }
      let label = text.text(candidate.label)
      if refused.contains(label) || isFirst && Self.isName(label, candidate) {
        report.warn(
          .label, line: line + 1, wording: label,
          "opens a statement, and is not in capitals as the document’s other labels are")
        return CapitalLabel(label: label, textStart: candidate.textStart)
      } else {
        report.info(
          .labelRefused, line: line + 1, wording: label, "no label: it is not in capitals")
      }
      return nil
    }
    let label = found[next].label
    if label.isQuestion { return label }
    let number = found[next].number
    let shape = shapes[number] ?? LabelShape(label.label) { _ in false }
    shapes[number] = shape
    switch shape.kind {
    case .voice, .roleAndName, .part, .role, .name: return label
    case .code where people.contains(where: { LabelCode.isInitials(label.label, of: $0) }):
      return label
    case .word, .nameWithWords, .code, .none:
      if counts[number] >= 2, shape.kind != .none { return label }
      if label.isSpaced, Self.isSetLikeLabel(label.label), !shape.isSentence {
        report.warn(
          .label, line: line + 1, wording: label.label,
          "opens a statement: set like a label, but known neither as name nor as role")
        return label
      }
      report.warn(
        .labelRefused, line: line + 1, wording: label.label,
        "in capitals, and refused: \(shape.reason)")
      return nil
    }
  }

  /// The label that a line within a paragraph begins with, set exactly as others of the document are:
  /// two spaces stand behind its colon, or behind "Q".
  mutating func exactLabel(_ text: TextDocument, line: Int) -> CapitalLabel? {
    while next < found.count, found[next].line < line { next += 1 }
    guard next < found.count, found[next].line == line else { return nil }
    let label = found[next].label
    if label.isQuestion { return questionCount >= 2 ? label : nil }
    let shape = shapes[found[next].number] ?? LabelShape(label.label) { _ in false }
    shapes[found[next].number] = shape
    if shape.kind == .roleAndName, shape.isAddressed || counts[found[next].number] >= 2 {
      return label
    }
    return label.isSpaced && shape.kind != .none ? label : nil
  }

  /// Where words begin behind what may set a label off: signs, numbers, a note in brackets.
  private func dressEnd(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
    var index = range.lowerBound
    // "b) "
    if range.count > 3, bytes[index + 1] == 0x29, bytes[index + 2] == 0x20 { index += 3 }
    while index < range.upperBound, index - range.lowerBound <= Self.longestNote {
      let byte = bytes[index]
      if byte == 0x28 || byte == 0x5B,
        let close = bytes[index..<range.upperBound].prefix(Self.longestNote).firstIndex(
          of: byte == 0x28 ? 0x29 : 0x5D), close + 1 < range.upperBound, bytes[close + 1] == 0x20,
        Self.addressed(bytes, index + 1..<close) == nil,
        !distinct.contains(String(decoding: bytes[(index + 1)..<close], as: UTF8.self))
      {
        index = close + 2
        continue
      }
      if (byte | 0x20) &- 0x61 < 26 || byte >= 0xC3 && byte < 0xE2 { return index }
      guard index - range.lowerBound < Self.longestDress || byte == 0x20 else { return nil }
      index += 1
    }
    return nil
  }

  /// Longest note before a label, in bytes.
  private static let longestNote = 48

  /// Words of capitals before a colon: "MODERATOR:".
  private static func coloned(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
    let words = bytes[range].prefix(longestNote).prefix {
      (0x41...0x5A).contains($0) || $0 == 0x20 || $0 == 0x2E || $0 == 0x2D || $0 == 0x27
    }
    guard words.count >= 3, words.endIndex < range.upperBound, bytes[words.endIndex] == 0x3A else {
      return nil
    }
    return range.lowerBound..<words.endIndex
  }

  /// "MR. LIND" in capitals, or "MS." alone on its line, whatever ends it; nil where a line does not begin
  /// so. Such words are set in small letters within sentences.
  private static func addressed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int>? {
    let first = bytes[range].prefix(5).prefix { (0x41...0x5A).contains($0) || $0 == 0x2E }
    guard (2...5).contains(first.count), first.startIndex + first.count <= range.upperBound else {
      return nil
    }
    let word = String(decoding: first.filter { $0 != 0x2E }, as: UTF8.self).lowercased()
    guard word.utf8.count <= 3, LabelWords.address.contains(word) else { return nil }
    guard first.endIndex < range.upperBound else { return range }
    guard bytes[first.endIndex] == 0x20 else { return nil }
    let name = bytes[(first.endIndex + 1)..<range.upperBound].prefix {
      (0x41...0x5A).contains($0) || $0 == 0x2D || $0 == 0x27 || $0 >= 0x80
    }
    return name.count >= 3 && name.count(where: { (0x41...0x5A).contains($0) }) >= 2
      ? range.lowerBound..<name.endIndex : nil
  }

  /// Longest dress before a label, in bytes.
  private static let longestDress = 16

  /// Warns where a line begins with a label of the document and is set otherwise: "- MS. VALE:",
  /// "MS. VALE. ".
  func warnOfBeginning(_ text: TextDocument, line: Int, report: inout ReadingReport) {
    let range = text.lines[line].range
    guard !report.hasWarned(line: line + 1), let start = dressEnd(text.bytes, range) else {
      return
    }
    if let label = inSmallLetters(text, start..<range.upperBound) {
      report.warn(
        .labelRefused, line: line + 1, wording: text.text(label),
        "is a label of the document but for its capitals; its words go on with those before")
      return
    }
    if let label = Self.addressed(text.bytes, start..<range.upperBound)
      ?? (start > range.lowerBound ? Self.coloned(text.bytes, start..<range.upperBound) : nil)
    {
      report.warn(
        .labelRefused, line: line + 1, wording: text.text(label),
        "begins as a label does and is set otherwise; its words go on with those before")
      return
    }
    let bytes = text.bytes[start..<range.upperBound]
    for label in distinct where bytes.starts(with: label.utf8) {
      let end = start + label.utf8.count
      // "Q" begins words, and "THE PRESIDENT" sentences in capitals.
      guard end < range.upperBound else {
        if start == range.lowerBound { continue }
        report.warn(
          .labelRefused, line: line + 1, wording: label,
          "is a label of the document and is set otherwise; the words below go on with those before"
        )
        return
      }
      guard label.utf8.count > 1 || start > range.lowerBound || isSetOff(text.bytes, end, range),
        (text.bytes[end] | 0x20) &- 0x61 >= 26, text.bytes[end] < 0x80 || text.bytes[end] == 0xE2
      else { continue }
      report.warn(
        .labelRefused, line: line + 1, wording: label,
        "begins as a label of the document and is set otherwise; its words go on with those before")
      return
    }
  }

  /// A label of the document before a colon that is not in capitals here: "the president:", "Long street:".
  private func inSmallLetters(_ text: TextDocument, _ range: Range<Int>) -> Range<Int>? {
    guard let colon = text.bytes[range].prefix(Self.longestNote).firstIndex(of: 0x3A),
      text.bytes[range.lowerBound..<colon].contains(where: { (0x61...0x7A).contains($0) })
    else { return nil }
    return distinct.contains(text.text(range.lowerBound..<colon).uppercased())
      ? range.lowerBound..<colon : nil
  }

  /// Whether a sign stands behind "Q" that words do not have there: "Q.", "Q →", "Q 12:33:".
  private func isSetOff(_ bytes: [UInt8], _ end: Int, _ range: Range<Int>) -> Bool {
    if ".;,:".utf8.contains(bytes[end]) { return true }
    guard bytes[end] == 0x20,
      let next = bytes[end..<range.upperBound].first(where: { $0 != 0x20 })
    else { return false }
    return "-|>(<[:".utf8.contains(next) || (0x30...0x39).contains(next) || next == 0xE2
      || bytes[end..<range.upperBound].prefix(Self.longestNote).contains(0x3A)
  }

  /// Whether a label that is not in capitals may open the first statement.
  private static func isName(_ label: String, _ candidate: LabelCandidate) -> Bool {
    guard candidate.follow == .capital, label.utf8.count <= maximumOther,
      !TextHead.isKey(FoldedText.fold(label))
    else { return false }
    switch LabelShape(label, isKnown: { _ in false }).kind {
    case .name, .roleAndName, .part: return true
    default: return false
    }
  }

  /// Whether a label is of two words or a longer one, without digits: "THE SECOND GENTLEMAN",
  /// "PROTESTOR", "MODERTOR", not "FEMA".
  private static func isSetLikeLabel(_ label: String) -> Bool {
    let words = label.split(separator: " ")
    guard label.utf8.allSatisfy({ !(0x30...0x39).contains($0) }) else { return false }
    return words.count >= 2 || label.utf8.count >= 5
  }
}
