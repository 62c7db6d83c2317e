internal import TranscriptOutput
internal import Transcripts

/// What changed of a meeting from one revision to another, statement by statement and word by word.
struct RevisionDifference {
  private let old: (meeting: Meeting, statements: [Statement])
  private let new: (meeting: Meeting, statements: [Statement])

  init(
    from old: (meeting: Meeting, statements: [Statement]),
    to new: (meeting: Meeting, statements: [Statement])
  ) {
    self.old = old
    self.new = new
  }

  /// Words shown on each side of what changed.
  private static let context = 6

  /// What a statement says, and who.
  private struct Said: Hashable {
    var label: String
    var kind: Statement.Kind
    var paragraphs: [String]

    init(_ statement: Statement) {
      label = statement.attribution.label
      kind = statement.kind
      paragraphs = statement.paragraphs
    }
  }

  /// The lines for people; none where nothing that is shown has changed.
  func lines() -> [StyledText] {
    var lines = fields
    let steps = SequenceDifference.steps(
      from: old.statements.map(Said.init), to: new.statements.map(Said.init))
    var removed: [Statement] = []
    var added: [Statement] = []
    func finish() {
      lines += Self.lines(removed, added)
      (removed, added) = ([], [])
    }
    for step in steps {
      switch step {
      case .same: finish()
      case .removed(let index): removed.append(old.statements[index])
      case .added(let index): added.append(new.statements[index])
      }
    }
    finish()
    return lines
  }

  private var fields: [StyledText] {
    func values(_ meeting: Meeting) -> [(String, String)] {
      [
        ("title", meeting.title), ("date", "\(meeting.date)"), ("place", meeting.place),
        ("language", meeting.language), ("kind", meeting.kind),
        ("lead", meeting.lead.joined(separator: " ")), ("url", meeting.source.url),
        ("file name", meeting.source.fileName),
      ]
    }
    return zip(values(old.meeting), values(new.meeting)).compactMap { before, after in
      guard before.1 != after.1 else { return nil }
      var line = StyledText()
      line.append("\(before.0): ", .label)
      Self.append(before.1, after.1, to: &line)
      return line
    }
  }

  private static func append(_ before: String, _ after: String, to line: inout StyledText) {
    if !before.isEmpty { line.append("[-\(before)-]", .removed) }
    if !before.isEmpty, !after.isEmpty { line.append(" ") }
    if !after.isEmpty { line.append("{+\(after)+}", .added) }
  }

  /// Statements that stand in place of others: those with the most words in common are one that changed.
  private static func lines(_ removed: [Statement], _ added: [Statement]) -> [StyledText] {
    var lines: [StyledText] = []
    var next = 0
    for old in removed {
      // The first of those that are left which it may have become, so that the order stays.
      let match = added[next...].prefix(20).firstIndex { isLike(old, $0) }
      guard let match else {
        lines += whole(old, "-", .removed)
        continue
      }
      for statement in added[next..<match] { lines += whole(statement, "+", .added) }
      lines += changed(old, added[match])
      next = match + 1
    }
    for statement in added[next...] { lines += whole(statement, "+", .added) }
    return lines
  }

  /// Whether more than half of the words of the one with fewer stand in the other.
  private static func isLike(_ old: Statement, _ new: Statement) -> Bool {
    let (left, right) = (words(old), words(new))
    guard min(left.count, right.count) > 0 else { return left.count == right.count }
    var counts: [Substring: Int] = [:]
    for word in left { counts[word, default: 0] += 1 }
    var common = 0
    for word in right where counts[word, default: 0] > 0 {
      counts[word, default: 0] -= 1
      common += 1
    }
    return common * 2 > min(left.count, right.count)
      && common * 4 > max(left.count, right.count)
  }

  private static func words(_ statement: Statement) -> [Substring] {
    var words: [Substring] = []
    for (index, paragraph) in statement.paragraphs.enumerated() {
      if index > 0 { words.append("¶") }
      words += paragraph.split(whereSeparator: \.isWhitespace)
    }
    return words
  }

  private static func heading(_ statement: Statement, _ sign: String) -> StyledText {
    var line = StyledText()
    line.append("\(sign) \(statement.ordinal + 1)  ", .note)
    return line
  }

  private static func whole(
    _ statement: Statement, _ sign: String, _ style: StyledText.Style
  ) -> [StyledText] {
    var line = heading(statement, sign)
    let label = statement.attribution.label
    line.append((label.isEmpty ? "" : label + ": "), style)
    line.append(words(statement).joined(separator: " "), style)
    return [line]
  }

  private static func changed(_ old: Statement, _ new: Statement) -> [StyledText] {
    var line = heading(new, "~")
    let (before, after) = (old.attribution.label, new.attribution.label)
    if before == after {
      line.append(after.isEmpty ? "" : after + ": ", .label)
    } else {
      append(before, after, to: &line)
      line.append(": ")
    }
    if old.kind != new.kind { line.append("(\(old.kind) → \(new.kind)) ", .note) }
    let (left, right) = (words(old), words(new))
    let steps = SequenceDifference.steps(from: left, to: right)
    let isChanged = steps.map { if case .same = $0 { false } else { true } }
    // Whether a change is within reach before, and after.
    var isShown = isChanged
    for (index, changed) in isChanged.enumerated() where changed {
      for near in max(0, index - context)..<min(steps.count, index + context + 1) {
        isShown[near] = true
      }
    }
    var removed: [Substring] = []
    var added: [Substring] = []
    var isSkipping = false
    func finish() {
      guard !removed.isEmpty || !added.isEmpty else { return }
      append(removed.joined(separator: " "), added.joined(separator: " "), to: &line)
      line.append(" ")
      (removed, added) = ([], [])
    }
    for (index, step) in steps.enumerated() {
      switch step {
      case .removed(let place): removed.append(left[place])
      case .added(let place): added.append(right[place])
      case .same(_, let place):
        finish()
        if isShown[index] {
          line.append(right[place] + " ")
        } else if !isSkipping {
          line.append("… ", .note)
        }
      }
      isSkipping = !isShown[index]
    }
    finish()
    return [line]
  }
}
