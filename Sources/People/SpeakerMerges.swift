package import Transcripts

/// What a user has settled about who is who, kept in a small text file.
///
/// Each line is one decision; taking the line out takes the decision back. `#` begins a comment.
///
///     merge sergei-brilev -> sergei-brilyov
///     apart andrei-sokolov andrei-sokolova
///     name sergei-brilyov "Sergei Brilyov"
///     split sergei-morozov "Governor of Astrakhan Region" -> sergei-morozov~astrakhan
///     split sergei-morozov meeting 2019-04-25-energy -> sergei-morozov~astrakhan
///     split sergei-morozov document 2019-04-25.txt -> sergei-morozov~astrakhan
///     split sergei-morozov 2019-06-05.. -> sergei-morozov~astrakhan
///
/// `merge` says that two ids are one person, the right one to be kept; `apart` that they are two,
/// so that they are not proposed again; `name` which name to show; `split` that what was said under
/// an id is somebody else's where it was said in this role, at this meeting, in this document or on
/// these days (the first and the last, either of which may be left out). Of several splits that fit a
/// statement the first counts.
package struct SpeakerMerges: Hashable, Sendable {
  /// A decision, and the line it stands in.
  package struct Line: Hashable, Sendable {
    /// From 1.
    package var number: Int
    package var decision: Decision
  }

  package enum Decision: Hashable, Sendable {
    case merge(String, into: String)
    case apart(Pair)
    case name(String, String)
    case split(String, Condition, into: String)
  }

  /// What a split parts by.
  package enum Condition: Hashable, Sendable {
    /// A role, folded.
    case role(FoldedText)
    /// A meeting's id.
    case meeting(String)
    /// A file's name, without its folder.
    case document(String)
    /// The first and the last day.
    case days(CalendarDate?, CalendarDate?)
  }

  /// Two ids in order.
  package struct Pair: Hashable, Sendable {
    /// The smaller id.
    package var first: String
    /// The greater id.
    package var second: String

    /// The two ids, in whichever order they are given.
    package init(_ left: String, _ right: String) {
      (first, second) = left < right ? (left, right) : (right, left)
    }
  }

  /// The decisions, in the file's order.
  package private(set) var lines: [Line] = []
  /// The decisions, to be found.
  private var known: Set<Decision> = []
  /// The id that each merged id goes into, one step.
  private var merged: [String: String] = [:]
  /// The id that each merged id has in the end, and the other way about.
  private var ends: [String: String] = [:]
  private var mergedIDs: [String: [String]] = [:]
  /// The ids that each id is kept apart from.
  private var parted: [String: [String]] = [:]
  /// Names to show.
  private(set) var names: [String: String] = [:]
  /// Indices into `lines` of splits.
  private(set) var splits: [Int] = []

  /// No decisions.
  package init() {}

  /// Reads a merge file.
  /// - Throws: ``SyntaxError`` with the line that is no decision or that closes a circle.
  package init(_ text: String) throws(SyntaxError) {
    let text = text.hasPrefix("\u{feff}") ? text.dropFirst() : text[...]
    // By lines: CR and LF together are one character, which is a new line too.
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let words = Self.words(line)
      guard !words.isEmpty else { continue }
      guard let decision = Self.decision(words) else {
        throw SyntaxError(line: index + 1, problem: "this is no decision: “\(line.prefix(80))”")
      }
      for id in decision.ids where !Speaker.Identifier(scheme: "", value: id).isSpeakerID {
        throw SyntaxError(line: index + 1, problem: "“\(id.prefix(80))” cannot be an id")
      }
      try add(decision, number: index + 1)
    }
  }

  /// Adds a decision that was written beside the file, if nothing stands against it.
  /// - Parameter number: The decision's own, which problems with it are told by: below 0, so that it is
  ///   no line's.
  /// - Throws: ``SyntaxError`` that says what stands against it.
  package mutating func add(written decision: Decision, number: Int) throws(SyntaxError) {
    precondition(number < 0, "it is no line of the file")
    func refuse(_ problem: String) -> SyntaxError { SyntaxError(line: number, problem: problem) }
    guard !known.contains(decision) else { throw refuse("that is decided already") }
    switch decision {
    case .name(let id, _):
      if let name = names[id] { throw refuse("the name of “\(id)” is decided to be “\(name)”") }
    case .apart(let pair):
      if canonical(pair.first) == canonical(pair.second) {
        throw refuse("“\(pair.first)” and “\(pair.second)” are decided to be one person")
      }
    case .merge(let id, let kept):
      let end = canonical(kept)
      for own in [id] + (mergedIDs[id] ?? []) {
        if let other = parted[own]?.first(where: { canonical($0) == end }) {
          let pair = Pair(own, other)
          throw refuse("“\(pair.first)” and “\(pair.second)” are decided to be two people")
        }
      }
    case .split: break
    }
    try add(decision, number: number)
  }

  private mutating func add(_ decision: Decision, number: Int) throws(SyntaxError) {
    switch decision {
    case .merge(let id, let kept):
      if let other = merged[id], other != kept {
        throw SyntaxError(line: number, problem: "“\(id)” is merged into “\(other)” already")
      }
      let end = canonical(kept)
      guard end != id else {
        throw SyntaxError(line: number, problem: "this merges an id into itself")
      }
      if merged.updateValue(kept, forKey: id) == nil {
        let moved = [id] + (mergedIDs.removeValue(forKey: id) ?? [])
        for id in moved { ends[id] = end }
        mergedIDs[end, default: []] += moved
      }
    case .name(let id, let name): names[id] = name
    case .apart(let pair):
      guard pair.first != pair.second else {
        throw SyntaxError(line: number, problem: "this parts an id from itself")
      }
      parted[pair.first, default: []].append(pair.second)
      parted[pair.second, default: []].append(pair.first)
    case .split(let id, _, let new):
      guard id != new else {
        throw SyntaxError(line: number, problem: "this splits an id into itself")
      }
      splits.append(lines.count)
    }
    known.insert(decision)
    lines.append(Line(number: number, decision: decision))
  }

  /// What is wrong with a merge file.
  package struct SyntaxError: Error, Hashable, Sendable {
    /// From 1.
    package var line: Int
    package var problem: String
    /// What would be right.
    package var remedy: String {
      "write “merge ID -> ID”, “apart ID ID”, “name ID \"Name\"”, “split ID \"Role\" -> ID”, "
        + "“split ID meeting MEETING-ID -> ID”, “split ID document FILE-NAME -> ID” or "
        + "“split ID 2015-01-01..2018-12-31 -> ID”"
    }
  }

  /// The id that an id has in the end.
  package func canonical(_ id: String) -> String { ends[id] ?? id }

  /// The id that one is merged into by a line.
  func next(_ id: String) -> String? { merged[id] }
}

extension SpeakerMerges.Decision {
  /// The ids it speaks of.
  var ids: [String] {
    switch self {
    case .merge(let id, let other), .split(let id, _, let other): [id, other]
    case .apart(let pair): [pair.first, pair.second]
    case .name(let id, _): [id]
    }
  }
}

// Reading of lines.
extension SpeakerMerges {
  private struct Word {
    var text = ""
    var isQuoted = false
  }

  private static func decision(_ words: [Word]) -> Decision? {
    let texts = words.map(\.text)
    switch (texts[0], texts.count) {
    case ("merge", 4) where texts[2] == "->": return .merge(texts[1], into: texts[3])
    case ("apart", 3): return .apart(Pair(texts[1], texts[2]))
    case ("name", 3) where !FoldedText(texts[2]).isEmpty: return .name(texts[1], texts[2])
    case ("split", 5) where texts[3] == "->":
      let condition: Condition
      if !words[2].isQuoted, texts[2].contains("..") {
        guard let (from, to) = days(texts[2]) else { return nil }
        condition = .days(from, to)
      } else {
        let role = FoldedText(texts[2])
        guard !role.isEmpty else { return nil }
        condition = .role(role)
      }
      return .split(texts[1], condition, into: texts[4])
    case ("split", 6) where texts[4] == "->" && texts[2] == "meeting":
      return .split(texts[1], .meeting(texts[3]), into: texts[5])
    case ("split", 6) where texts[4] == "->" && texts[2] == "document":
      return .split(texts[1], .document(texts[3]), into: texts[5])
    default: return nil
    }
  }

  private static func days(_ text: String) -> (CalendarDate?, CalendarDate?)? {
    guard let dots = text.firstRange(of: "..") else { return nil }
    let (first, last) = (String(text[..<dots.lowerBound]), String(text[dots.upperBound...]))
    let (from, to) = (CalendarDate(first), CalendarDate(last))
    guard first.isEmpty || from != nil, last.isEmpty || to != nil, from != nil || to != nil else {
      return nil
    }
    if let from, let to, from > to { return nil }
    return (from, to)
  }

  /// The words of a line, those in quotation marks whole, without its comment.
  private static func words(_ line: Substring) -> [Word] {
    var words: [Word] = []
    var word: Word?
    var isInQuotes = false
    for character in line {
      if character == "\"" {
        isInQuotes.toggle()
        word = word ?? Word()
        word?.isQuoted = true
      } else if isInQuotes {
        word = word ?? Word()
        word?.text.append(character)
      } else if character == "#" {
        break
      } else if character.isWhitespace {
        if let ended = word { words.append(ended) }
        word = nil
      } else {
        word = word ?? Word()
        word?.text.append(character)
      }
    }
    if let word { words.append(word) }
    return words
  }
}
