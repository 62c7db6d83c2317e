internal import HashTreeCollections
package import Transcripts

/// Everybody whom an archive knows, and the one giver of their ids.
///
/// A person has a number that never changes. Nobody is removed, and what was given stays: later
/// documents add to it (``PeopleIntake``). Copies share what they have in common, so that a step that tells
/// something of few costs little however many are known.
package struct People: Sendable {
  package internal(set) var persons = ChunkedArray<Person>()
  var numberOfID: TreeDictionary<ExactText, UInt32> = [:]
  /// Numbers by ids that people had, or would have had.
  var numberOfAlias: TreeDictionary<ExactText, UInt32> = [:]
  var numberOfIdentifier: TreeDictionary<Speaker.Identifier, UInt32> = [:]
  /// Whom documents meant by the people they proposed.
  var numberOfProposal: TreeDictionary<ProposalKey, UInt32> = [:]
  /// The people whom documents have proposed under an id.
  var numbersOfProposedID: TreeDictionary<ExactText, [UInt32]> = [:]
  /// What the last settlement has told.
  package internal(set) var news = News()

  package init() {}

  /// Somebody whom the archive knows.
  package struct Person: Sendable {
    package internal(set) var id: String
    /// The name to show: the one that most statements were made under, or what the keeper chose.
    package internal(set) var name: String
    package internal(set) var names = Wordings()
    package internal(set) var roles = Wordings()
    /// In order; the first is of the keeper's scheme where a merge file has settled who it is.
    package internal(set) var identifiers: [Speaker.Identifier] = []

    /// Other ids that find the person, in order.
    package internal(set) var otherIDs: [String] = []

    /// As messages have it, without what statements say of the person.
    package var speaker: Speaker {
      Speaker(
        id: id, name: name, names: names.dated, roles: roles.dated, identifiers: identifiers,
        otherIDs: otherIDs)
    }

    /// Whether a merge file has settled who it is.
    package var isSettled: Bool { identifiers.first?.isSettled == true }
  }

  /// What is kept of a person, so that a message about them stays readable. What was said is kept and
  /// served whatever their number.
  package enum Limits {
    /// Names, roles, and other ids; the ids beyond find the person and are not listed.
    package static let wordings = 1_000
    package static let identifiers = 100
  }

  package var count: Int { persons.count }

  /// Notes whom documents mean by a person they propose.
  mutating func note(_ key: ProposalKey, of number: UInt32, ownID: String? = nil) {
    let known = numberOfProposal.updateValue(number, forKey: key)
    if known == nil { numbersOfProposedID[text: key.id, default: []].append(number) }
    guard known != number else { return }
    news.meanings.append(
      Meaning(id: key.id, identifiers: key.identifiers, number: number, ownID: ownID))
  }

  package subscript(number: UInt32) -> Person { persons[Int(number)] }

  /// The number of the person with this id, or who had it.
  package func number(ofID id: String) -> UInt32? {
    numberOfID[text: id] ?? numberOfAlias[text: id]
  }
}

/// How a document proposes a person, as far as that tells people apart.
struct ProposalKey: Hashable, Sendable {
  /// Within the document; see ``ProvisionalIDs``.
  var id: String
  /// In order.
  var identifiers: [Speaker.Identifier]

  static func == (left: Self, right: Self) -> Bool {
    left.id.isExactly(right.id) && left.identifiers == right.identifiers
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(ExactText(id))
    hasher.combine(identifiers)
  }

  static func precedes(_ left: Self, _ right: Self) -> Bool {
    if !left.id.isExactly(right.id) { return left.id.precedesExactly(right.id) }
    return left.identifiers.lexicographicallyPrecedes(
      right.identifiers, by: Speaker.Identifier.precedes)
  }
}

extension TreeDictionary where Key == ExactText {
  subscript(text text: String) -> Value? {
    get { self[ExactText(text)] }
    _modify { yield &self[ExactText(text)] }
  }

  subscript(text text: String, default value: @autoclosure () -> Value) -> Value {
    get { self[ExactText(text), default: value()] }
    _modify { yield &self[ExactText(text), default: value()] }
  }
}
