import Transcripts

/// Whether people who have an identifier in common may be one by their names; looked up only where an
/// identifier would join people who go by different ids.
struct Namesakes {
  private let intake: PeopleIntake
  /// The voices of each proposal, once they are asked for.
  private var voices: [Int: [Int]]?

  /// Names that are looked at of each, which a person with an identifier hardly ever has.
  private static let mostNames = 64
  /// Shortest word of a name that is more than an initial or a particle, in bytes.
  private static let shortestWord = 3
  /// Shortest word that may be part of another, as in the name of a user, in bytes.
  private static let shortestPart = 4

  init(_ intake: PeopleIntake) { self.intake = intake }

  /// Whether two share a word of their names, or have none that could be compared: people change
  /// their surnames, and scripts differ.
  mutating func areNamesakes(_ left: PersonGroups.Group, _ right: PersonGroups.Group) -> Bool {
    let (one, other) = (words(of: left), words(of: right))
    guard one.isDisjoint(with: other) else { return true }
    var areCompared = false
    for first in one {
      for second in other where Self.script(of: first) == Self.script(of: second) {
        areCompared = true
        if Self.areAlike(first, second) { return true }
      }
    }
    return !areCompared
  }

  private mutating func words(of group: PersonGroups.Group) -> Set<String> {
    var words: Set<String> = []
    for name in names(of: group) {
      words.formUnion(FoldedText.words(of: name).lazy.filter { $0.utf8.count >= Self.shortestWord })
    }
    return words
  }

  private mutating func names(of group: PersonGroups.Group) -> [String] {
    var names: [String] = []
    if let given = group.given {
      let person = intake.people[given]
      names.append(person.name)
      names += person.names.list.prefix(Self.mostNames).map(\.wording)
    }
    if voices == nil {
      voices = Dictionary(grouping: intake.voices.indices) { intake.voices[$0].proposal }
    }
    for proposal in group.proposals.prefix(Self.mostNames) {
      for voice in voices![proposal] ?? [] {
        names += intake.voices[voice].names.list.prefix(Self.mostNames).map(\.wording)
      }
    }
    return names
  }

  /// Whether two words may be one name: by a misprint, another transliteration, or as a part.
  private static func areAlike(_ left: String, _ right: String) -> Bool {
    if min(left.utf8.count, right.utf8.count) >= shortestPart,
      left.contains(right) || right.contains(left)
    {
      return true
    }
    return NameVariants.skeleton(left) == NameVariants.skeleton(right)
      || NameVariants.isMisprint([left], [right])
  }

  private enum Script { case latin, greek, cyrillic, other }

  private static func script(of word: String) -> Script {
    switch word.unicodeScalars.first?.value ?? 0 {
    case ..<0x250, 0x1E00...0x1EFF: .latin
    case 0x370...0x3FF: .greek
    case 0x400...0x52F: .cyrillic
    default: .other
    }
  }
}
