internal import HashTreeCollections
package import Transcripts

// People as something that lasts keeps them: part by part, and what an import has told anew.

extension People {
  /// What the last settlement has told, beyond what was known before it.
  package struct News: Sendable {
    /// Persons who are new or of whom something is.
    package internal(set) var persons: Set<UInt32> = []
    /// Ids that find somebody who has another.
    package internal(set) var aliases: [Alias] = []
    package internal(set) var identifiers: [KnownIdentifier] = []
    package internal(set) var meanings: [Meaning] = []

    init() {}
  }

  /// An id by which a person is found, too.
  package struct Alias: Hashable, Sendable {
    package var id: String
    package var number: UInt32

    package init(id: String, number: UInt32) {
      self.id = id
      self.number = number
    }
  }

  /// Whose an identifier of a source is.
  package struct KnownIdentifier: Hashable, Sendable {
    package var identifier: Speaker.Identifier
    package var number: UInt32

    package init(_ identifier: Speaker.Identifier, number: UInt32) {
      self.identifier = identifier
      self.number = number
    }
  }

  /// Whom documents mean by a person whom they propose under an id, with these identifiers.
  package struct Meaning: Hashable, Sendable {
    package var id: String
    /// In order.
    package var identifiers: [Speaker.Identifier]
    package var number: UInt32
    /// The id that the person has but for the keeper's decisions; nil where that is not known.
    package var ownID: String?

    package init(
      id: String, identifiers: [Speaker.Identifier], number: UInt32, ownID: String? = nil
    ) {
      self.id = id
      self.identifiers = identifiers
      self.number = number
      self.ownID = ownID
    }
  }

  /// People as they were kept: all of them, by number, and all that was ever news.
  package init(
    _ persons: [Person], aliases: some Sequence<Alias>, identifiers: some Sequence<KnownIdentifier>,
    meanings: some Sequence<Meaning>
  ) {
    self.init()
    self.persons = ChunkedArray(persons)
    for (number, person) in persons.enumerated() { numberOfID[text: person.id] = UInt32(number) }
    for alias in aliases { numberOfAlias[text: alias.id] = alias.number }
    for known in identifiers { numberOfIdentifier[known.identifier] = known.number }
    for meaning in meanings {
      note(ProposalKey(id: meaning.id, identifiers: meaning.identifiers), of: meaning.number)
    }
    news = News()
  }
}

extension Settlement {
  /// Has everybody be as they were known before, of whom nobody is missing.
  package mutating func keep(_ known: People) {
    precondition(known.count == people.count, "everybody was known")
    people = known
  }
}

extension People.Person {
  /// A person as kept.
  /// - Parameters:
  ///   - names: As they were, in their order.
  ///   - identifiers: In order, without that of the keeper's scheme.
  ///   - otherIDs: In any order.
  package init(
    id: String, name: String, names: [Wordings.Entry], roles: [Wordings.Entry],
    identifiers: [Speaker.Identifier], otherIDs: [String], isSettled: Bool
  ) {
    self.id = id
    self.name = name
    self.names = Wordings(names)
    self.roles = Wordings(roles)
    self.identifiers = identifiers
    if isSettled {
      self.identifiers.insert(
        Speaker.Identifier(scheme: Speaker.Identifier.settledScheme, value: id), at: 0)
    }
    self.otherIDs = otherIDs.sorted()
  }
}

extension Wordings {
  /// Wordings in an order that is kept.
  init(_ entries: [Entry]) {
    self.init()
    for entry in entries {
      note(entry.wording, from: entry.from, to: entry.to, count: entry.count)
    }
  }
}

extension SpeakerMerges {
  /// The decisions as lines of a merge file, which mean the same when they are read again.
  package var texts: [String] { lines.map(\.decision.description) }
}

extension SpeakerMerges.Decision: CustomStringConvertible {
  package var description: String {
    switch self {
    case .merge(let id, let kept): "merge \(id) -> \(kept)"
    case .apart(let pair): "apart \(pair.first) \(pair.second)"
    case .name(let id, let name): "name \(id) \"\(name)\""
    case .split(let id, let condition, let new): "split \(id) \(condition) -> \(new)"
    }
  }
}

extension SpeakerMerges.Condition: CustomStringConvertible {
  package var description: String {
    switch self {
    case .role(let role): "\"\(role.text)\""
    case .meeting(let id): "meeting \"\(id)\""
    case .document(let name): "document \"\(name)\""
    case .days(let from, let to):
      "\(from.map(\.description) ?? "")..\(to.map(\.description) ?? "")"
    }
  }
}
