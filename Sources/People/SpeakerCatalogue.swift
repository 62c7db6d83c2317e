package import Transcripts

/// The people of many documents, settled: a dated table of names and roles.
///
/// People whose ids differ are never joined by themselves; spelling and transliteration variants are
/// offered (``proposals()``), and a ``SpeakerMerges`` file settles them.
package struct SpeakerCatalogue: Sendable {
  private let people: People
  private let merges: SpeakerMerges

  /// - Parameter merges: What the settlement followed.
  package init(_ settlement: Settlement, merges: SpeakerMerges = SpeakerMerges()) {
    people = settlement.people
    self.merges = merges
  }

  /// Everybody, by id.
  package var speakers: [Speaker] {
    people.persons.sorted { $0.id < $1.id }.map { person in
      Speaker(
        id: person.id, name: person.name, names: person.names.dated, roles: person.roles.dated,
        identifiers: person.identifiers)
    }
  }

  /// Two people who may be one.
  package struct Proposal: Hashable, Sendable {
    /// The ids, in order.
    package var pair: SpeakerMerges.Pair
    /// The names by which they were found.
    package var names: [String]
    /// Why.
    package var reason: NameVariants.Reason
  }

  /// Most people of like names that are compared with each other.
  private static let maximumBucket = 64

  /// The pairs who may be one person by the spelling of their names and were not settled.
  /// - Complexity: O(n) in the number of names, times the size of buckets of like names.
  package func proposals() -> [Proposal] {
    var buckets: [String: [(id: String, name: String)]] = [:]
    for speaker in speakers {
      for name in Set(speaker.names.map(\.wording) + [speaker.name]).sorted() {
        for key in Self.bucketKeys(name) where (buckets[key]?.count ?? 0) < Self.maximumBucket {
          buckets[key, default: []].append((speaker.id, name))
        }
      }
    }
    let apart = self.apart
    var found: [SpeakerMerges.Pair: Proposal] = [:]
    for bucket in buckets.values {
      for (index, left) in bucket.enumerated() {
        for right in bucket[(index + 1)...] where left.id != right.id {
          let pair = SpeakerMerges.Pair(left.id, right.id)
          guard !apart.contains(pair),
            let reason = NameVariants.reason(left.name, right.name)
          else { continue }
          let known = found[pair].map { Self.rank($0.reason) } ?? .max
          if Self.rank(reason) < known {
            found[pair] = Proposal(
              pair: pair, names: [left.name, right.name].sorted(), reason: reason)
          }
        }
      }
    }
    return found.values.sorted { ($0.pair.first, $0.pair.second) < ($1.pair.first, $1.pair.second) }
  }

  /// Pairs that are settled to be two, by the ids that they have.
  private var apart: Set<SpeakerMerges.Pair> {
    func id(_ id: String) -> String { people.number(ofID: id).map { people[$0].id } ?? id }
    return Set(
      merges.lines.compactMap { line in
        guard case .apart(let pair) = line.decision else { return nil }
        return SpeakerMerges.Pair(id(pair.first), id(pair.second))
      })
  }

  private static func rank(_ reason: NameVariants.Reason) -> Int {
    NameVariants.Reason.allCases.firstIndex(of: reason) ?? .max
  }

  /// What like names share: the surname's skeleton, or the rest of the name when one letter of one
  /// word differs.
  private static func bucketKeys(_ name: String) -> Set<String> {
    let words = FoldedText.words(of: name)
    guard let last = words.last else { return [] }
    var keys: Set<String> = [
      "last " + NameVariants.skeleton(last), "all " + words.map(NameVariants.skeleton).joined(),
    ]
    for index in words.indices where words.count >= 2 {
      var others = words
      others.remove(at: index)
      keys.insert("but \(index) " + others.joined(separator: " "))
    }
    return keys
  }
}
