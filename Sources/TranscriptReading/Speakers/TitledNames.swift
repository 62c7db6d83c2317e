import People
import Transcripts

/// Whom title and lead name by a surname.
enum TitledNames {
  case nobody
  /// The name, and the folded words of those who are named in another role.
  case one(String, others: [[String]])
  case several([String])
  /// One of the name in another role.
  case another(String)

  /// Whether somebody of the meeting may be meant, by the words of the name.
  func mayBe(_ words: [String]) -> Bool {
    switch self {
    case .nobody, .another: return true
    case .one(let name, let others):
      if others.contains(words) { return false }
      let named = FoldedText.words(of: name)
      return named.count < 2 || words.count < 2 || named.last != words.last || named == words
        || named.first.map { words.contains($0) } ?? true
    case .several(let names):
      return !names.contains { FoldedText.words(of: $0).count < 2 }
    }
  }

  /// The name in full, where one person is named so.
  var fullName: [String]? {
    guard case .one(let name, _) = self else { return nil }
    let words = FoldedText.words(of: name)
    return words.count >= 2 ? words : nil
  }

  /// Whom title and lead name by a surname, given the role that a label prints before it.
  static func find(_ words: [String], role: String, in names: NamesInText) -> TitledNames {
    let mentions = names.mentions(of: words)
    guard let first = mentions.first else { return .nobody }
    let role = MeetingPeople.roleKey(FoldedText.words(of: role))
    if !role.isEmpty, mentions.contains(where: { !$0.role.isEmpty }) {
      let fitting = mentions.filter { Self.isRole(role, of: $0.role, isNamed: true) }
      let others = mentions.filter { !$0.role.isEmpty && !fitting.contains($0) }
        .map { FoldedText.words(of: $0.name) }
      if let best = fitting.max(by: { $0.name.utf8.count < $1.name.utf8.count }) {
        return .one(best.name, others: others.filter { $0 != FoldedText.words(of: best.name) })
      }
      // Somebody of that name without a role, or named in full by another, may be the one.
      if let plain = mentions.first(where: { $0.role.isEmpty }) {
        return .one(plain.name, others: others.filter { $0 != FoldedText.words(of: plain.name) })
      }
      let full = Set(mentions.map(\.name).filter { FoldedText.words(of: $0).count > words.count })
      if let name = full.first, full.count == 1, mentions.allSatisfy({ full.contains($0.name) }) {
        return .one(name, others: [])
      }
      return .another(first.role.joined(separator: " ") + " " + first.name)
    }
    // The same person may be named in full and by the surname; two roles are two people.
    let roles = Set(mentions.map { MeetingPeople.roleKey($0.role) }).subtracting([""])
    let fullNames = Set(
      mentions.map { FoldedText.words(of: $0.name) }.filter { $0.count > words.count }
        .compactMap(\.first))
    guard roles.count > 1 || fullNames.count > 1 else {
      let longest = mentions.max { $0.name.utf8.count < $1.name.utf8.count } ?? first
      return .one(longest.name, others: [])
    }
    if role.isEmpty {
      var distinct: [String] = []
      for mention in mentions where !distinct.contains(mention.name) {
        distinct.append(mention.name)
      }
      if distinct.count > 1 { return .several(distinct) }
    }
    return .one(first.name, others: [])
  }

  /// Whether a label's role is the one that a title prints before a name.
  /// - Parameter isNamed: Whether the label has the name, too, so that a former president may be
  ///   printed as president.
  static func isRole(
    _ role: String, of printed: [String], isNamed: Bool = false
  ) -> Bool {
    let words = role.split(separator: " ").map(String.init)
    guard !words.isEmpty, printed.count >= words.count else { return false }
    for start in 0...(printed.count - words.count)
    where printed[start..<start + words.count] == words[...] {
      // What follows may be a given name, and no other role.
      guard !printed[(start + words.count)...].contains(where: LabelWords.roles.contains) else {
        continue
      }
      guard start > 0 else { return true }
      let before = printed[start - 1]
      let isPast = isNamed && (before == "former" || before == "acting")
      if isPast || !NamesInText.qualifiers.contains(before) && !LabelWords.roles.contains(before) {
        return true
      }
    }
    return false
  }
}
