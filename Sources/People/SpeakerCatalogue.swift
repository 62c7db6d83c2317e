package import Transcripts

/// The people of many documents, settled: a dated table of names and roles.
///
/// People whose ids differ are never joined by themselves; spelling and transliteration variants are
/// offered (``offers()``), and a ``SpeakerMerges`` file settles them.
package struct SpeakerCatalogue: Sendable {
  private let settlement: Settlement
  private let merges: SpeakerMerges
  private var people: People { settlement.people }

  /// - Parameter merges: What the settlement followed.
  package init(_ settlement: Settlement, merges: SpeakerMerges = SpeakerMerges()) {
    self.settlement = settlement
    self.merges = merges
  }

  /// Everybody, by id.
  package var speakers: [Speaker] {
    people.persons.sorted { $0.id.precedesExactly($1.id) }.map(\.speaker)
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

  /// What ``offers()`` comes to.
  package struct Offers: Sendable {
    package var proposals: [Proposal] = []
    /// Names that are like so many others that they were not compared with all of them.
    package var passedOver = 0
  }

  /// Most people of like names that are compared with each other.
  private static let maximumBucket = 64

  /// The pairs who may be one person by the spelling of their names and were not settled. Whom a document
  /// keeps apart, or identifiers of one source, or the merge file, is never offered.
  /// - Complexity: O(n) in the number of names, times the size of buckets of like names.
  package func offers() -> Offers {
    var offers = Offers()
    var buckets: [String: [(number: UInt32, name: String)]] = [:]
    var passedOver: Set<ExactText> = []
    let order = (0..<UInt32(people.count)).sorted {
      people[$0].id.precedesExactly(people[$1].id)
    }
    for number in order {
      let person = people[number]
      for name in Set(texts: person.names.list.map(\.wording) + [person.name]).sorted().map(\.text)
      {
        for key in Self.bucketKeys(name) {
          if (buckets[key]?.count ?? 0) < Self.maximumBucket {
            buckets[key, default: []].append((number, name))
          } else {
            passedOver.insert(name)
          }
        }
      }
    }
    offers.passedOver = passedOver.count
    var separations = Separations(settlement, merges)
    var found: [SpeakerMerges.Pair: Proposal] = [:]
    for bucket in buckets.values {
      for (index, left) in bucket.enumerated() {
        for right in bucket[(index + 1)...] where left.number != right.number {
          guard let reason = NameVariants.reason(left.name, right.name),
            !separations.part(left.number, right.number)
          else { continue }
          let pair = SpeakerMerges.Pair(people[left.number].id, people[right.number].id)
          let names = [ExactText(left.name), ExactText(right.name)].sorted()
          // The best of reasons, and of those names that are so, whichever bucket comes first.
          if let known = found[pair],
            (known.reason.rank, ExactText(known.names[0]), ExactText(known.names[1])) <= (
              reason.rank, names[0], names[1]
            )
          {
            continue
          }
          found[pair] = Proposal(pair: pair, names: names.map(\.text), reason: reason)
        }
      }
    }
    offers.proposals = found.values.sorted {
      ($0.pair.first, $0.pair.second) < ($1.pair.first, $1.pair.second)
    }
    return offers
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

extension NameVariants.Reason {
  fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? .max }
}
