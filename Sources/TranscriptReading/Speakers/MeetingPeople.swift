import People
import Transcripts

/// The people of one meeting, found by name, by surname and by initials.
struct MeetingPeople {
  private(set) var people: [Person] = []
  private var byName: [String: [Int]] = [:]
  private var byCompactName: [String: [Int]] = [:]
  private var byLastWord: [String: [Int]] = [:]
  private var byFirstWord: [String: [Int]] = [:]
  private var byKey: [ExactText: Int] = [:]
  /// By the initials of the name, for as many people as were asked for.
  private var byInitials: [String: [Int]] = [:]
  private var shortened = 0
  /// By the last role, folded.
  private var byRole: [String: Set<Int>] = [:]
  /// The same in order, as far as it was asked for.
  private var sortedByRole: [String: [Int]] = [:]

  /// Most people that one look-up weighs; a hostile document could otherwise name a million who
  /// share a surname.
  private static let maximumWeighed = 256

  /// A form of address that tells women of one surname apart.
  enum Form { case none, mrs, miss }

  /// Somebody at the meeting.
  struct Person {
    var name: String
    /// The folded words of `name`.
    var words: [String]
    var names = Wordings()
    var roles = Wordings()
    var identifiers: [Speaker.Identifier] = []
    /// Folded: what tells the person from others of the name.
    var affiliation = ""
    /// As forms of address tell; nil when none did.
    var isMan: Bool?
    /// "Mrs" or "Miss", where a label said so.
    var form = Form.none
    /// The role of the last label that gave one.
    fileprivate(set) var lastRole = ""
    /// Whether an attribution refers to this person.
    var isReferredTo = false
    /// The order of the first reference.
    var firstReference = Int.max
  }

  subscript(index: Int) -> Person {
    get { people[index] }
    set { people[index] = newValue }
  }

  /// Adds a person under a name and the names given beside it.
  mutating func add(_ name: String, otherNames: [String] = [], key: String = "") -> Int {
    let index = people.count
    people.append(Person(name: name, words: FoldedText.words(of: name)))
    addName(name, to: index)
    for other in otherNames { addName(other, to: index) }
    if !key.isEmpty { byKey[text: key] = index }
    return index
  }

  /// Makes a person found under one more spelling.
  mutating func addName(_ name: String, to index: Int) {
    let words = FoldedText.words(of: name)
    guard let first = words.first, let last = words.last else { return }
    func insert(_ key: String, _ table: inout [String: [Int]], upTo limit: Int = .max) {
      guard let known = table[key] else {
        table[key] = [index]
        return
      }
      let isKnown =
        known.count < Self.maximumWeighed ? known.contains(index) : known.last == index
      if known.count < limit, !isKnown { table[key]!.append(index) }
    }
    insert(words.joined(separator: " "), &byName)
    insert(words.joined(), &byCompactName)
    insert(last, &byLastWord, upTo: Self.maximumWeighed)
    insert(first, &byFirstWord, upTo: Self.maximumWeighed)
  }

  /// Takes notice of the role that a label gives somebody.
  mutating func note(role: String, of index: Int) {
    guard people[index].lastRole != role else { return }
    let (old, new) = (Self.roleKey(people[index].lastRole), Self.roleKey(role))
    people[index].lastRole = role
    guard old != new else { return }
    if !old.isEmpty { byRole[old]?.remove(index) }
    if !new.isEmpty { byRole[new, default: []].insert(index) }
    sortedByRole[old] = nil
    sortedByRole[new] = nil
  }

  /// Those whose last role this is, ascending.
  mutating func people(withRole words: [String]) -> [Int] {
    let role = Self.roleKey(words)
    guard let holders = byRole[role], !holders.isEmpty else { return [] }
    if let sorted = sortedByRole[role] { return sorted }
    let sorted = holders.sorted()
    sortedByRole[role] = sorted
    return sorted
  }

  private static func roleKey(_ role: String) -> String { roleKey(FoldedText.words(of: role)) }

  /// A role without article and form of address: "Madam Deputy Speaker" is the deputy speaker.
  static func roleKey(_ words: [String]) -> String {
    let rest = words.drop { $0 == "the" || LabelWords.address.contains($0) }
    return (rest.isEmpty ? words[...] : rest).joined(separator: " ")
  }

  /// Those of whose names some letters are the initials.
  mutating func people(withInitials letters: String) -> [Int] {
    guard LabelCode.mayBeInitials(letters) else { return [] }
    while shortened < min(people.count, Self.maximumWeighed) {
      for initials in LabelCode.initials(of: people[shortened].name) {
        byInitials[initials, default: []].append(shortened)
      }
      shortened += 1
    }
    return byInitials[letters.lowercased()] ?? []
  }

  /// The person a document refers to by a key.
  func person(key: String) -> Int? { byKey[text: key] }

  /// Those whose full name this is: the same words, the same but for lost spaces, or the same first
  /// and last word with some between them left out.
  func people(named words: [String]) -> [Int] {
    if let found = byName[words.joined(separator: " ")] { return Self.weighed(found) }
    if let found = byCompactName[words.joined()] { return Self.weighed(found) }
    guard words.count >= 2, let last = words.last else { return [] }
    let near = byLastWord[last] ?? []
    if words[0].utf8.count == 1 {
      // Initials: "A. Repik", "A.A. Repik".
      return near.prefix(Self.maximumWeighed).filter { person in
        people[person].words.count >= 2 && people[person].words[0].hasPrefix(words[0])
      }
    }
    return near.prefix(Self.maximumWeighed).filter { person in
      let other = people[person].words
      guard other.count >= 2 else { return false }
      if other[0].utf8.count == 1 { return words[0].hasPrefix(other[0]) }
      return other[0] == words[0]
        && (Self.isSubsequence(words, of: other) || Self.isSubsequence(other, of: words))
    }
  }

  /// Those whose surname, or else first name, this is.
  func people(calledBy word: String) -> [Int] {
    let bySurname = byLastWord[word] ?? []
    // Who is known by this word alone may be any of those whose surname it is.
    if let found = byName[word] {
      return Self.weighed(found + bySurname.filter { !found.contains($0) })
    }
    return Array(
      (bySurname.isEmpty ? byFirstWord[word] ?? [] : bySurname).prefix(Self.maximumWeighed))
  }

  /// Those whose name ends with these words.
  func people(endingIn words: [String]) -> [Int] {
    (words.last.flatMap { byLastWord[$0] } ?? []).prefix(Self.maximumWeighed).filter {
      people[$0].words.suffix(words.count) == words[...]
    }
  }

  private static func weighed(_ found: [Int]) -> [Int] {
    found.count <= maximumWeighed ? found : Array(found.prefix(maximumWeighed))
  }

  private static func isSubsequence(_ short: [String], of long: [String]) -> Bool {
    guard short.count <= long.count else { return false }
    var index = 0
    for word in long where index < short.count && short[index] == word { index += 1 }
    return index == short.count
  }
}

extension Wordings {
  mutating func note(_ dated: Speaker.Dated) {
    note(dated.wording, from: dated.from, to: dated.to, count: 0)
  }
}
