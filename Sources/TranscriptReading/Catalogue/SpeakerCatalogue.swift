import People
package import Transcripts

/// The people of many documents: a dated table of names and roles.
///
/// People whose ids differ are never joined by themselves; spelling and transliteration variants are
/// offered (``proposals()``), and a ``SpeakerMerges`` file settles them. People of one name are
/// parted by what sources say (differing identifiers of one scheme) or by the merge file.
package struct SpeakerCatalogue {
  private var table: [String: Speaker] = [:]
  /// Those who have the name of somebody merged into them, until a document prints their own.
  private var borrowedNames: Set<String> = []
  private let merges: SpeakerMerges

  /// Creates an empty catalogue that follows a user's decisions.
  package init(merges: SpeakerMerges = SpeakerMerges()) { self.merges = merges }

  /// Everybody, by id; those merged into others are among them, with `mergedInto`.
  package var speakers: [Speaker] { table.values.sorted { $0.id < $1.id } }

  /// Adds the people of a transcript and gives its attributions the ids they have here.
  package mutating func add(_ transcript: Transcript) -> Transcript {
    var transcript = transcript
    var ids: [String: String] = [:]
    for speaker in transcript.speakers { ids[speaker.id] = add(speaker) }
    for index in transcript.statements.indices {
      var attribution = transcript.statements[index].attribution
      if let id = ids[attribution.speakerID] {
        attribution.speakerID = merges.settled(id, role: attribution.role)
      }
      attribution.candidateIDs = attribution.candidateIDs.map {
        merges.settled(ids[$0] ?? $0, role: attribution.role)
      }
      transcript.statements[index].attribution = attribution
    }
    let used = Set(
      transcript.statements.flatMap { [$0.attribution.speakerID] + $0.attribution.candidateIDs })
    for id in used where !id.isEmpty && table[id] == nil {
      // A split's new person, known so far by the old name alone.
      let name = transcript.speakers.first { id.hasPrefix($0.id) }?.name ?? id
      table[id] = newEntry(id, name: name)
    }
    transcript.speakers = used.sorted().compactMap { table[$0] }
    return transcript
  }

  /// Adds a person; returns the id the person has here.
  package mutating func add(_ speaker: Speaker) -> String {
    var id = speaker.id
    if let known = table[id], let conflict = Self.conflict(known, speaker) {
      id += "~" + NameFolding.slug("\(conflict.scheme) \(conflict.value)", limit: 24)
    }
    var entry = table[id] ?? newEntry(id, name: speaker.name)
    if borrowedNames.remove(id) != nil { entry.name = merges.names[id] ?? speaker.name }
    for name in speaker.names { Self.merge(name, into: &entry.names) }
    for role in speaker.roles { Self.merge(role, into: &entry.roles) }
    Self.merge(speaker.identifiers, into: &entry.identifiers)
    let target = merges.settled(id)
    entry.mergedInto = target == id ? "" : target
    table[id] = entry
    guard target != id else { return id }
    if table[target] == nil { borrowedNames.insert(target) }
    var kept = table[target] ?? newEntry(target, name: speaker.name)
    for name in entry.names { Self.merge(name, into: &kept.names) }
    for role in entry.roles { Self.merge(role, into: &kept.roles) }
    Self.merge(speaker.identifiers, into: &kept.identifiers)
    table[target] = kept
    return target
  }

  /// Somebody not known before; by an identifier the archive sees that the id was settled.
  private func newEntry(_ id: String, name: String) -> Speaker {
    Speaker(
      id: id, name: merges.names[id] ?? name,
      identifiers: merges.settledIDs.contains(id) ? [SpeakerMerges.settledIdentifier(id)] : [])
  }

  /// An identifier by which two people of one name are two.
  private static func conflict(_ known: Speaker, _ other: Speaker) -> Speaker.Identifier? {
    other.identifiers.first { identifier in
      let same = known.identifiers.filter { $0.scheme == identifier.scheme }
      return !same.isEmpty && !same.contains(identifier)
    }
  }

  private static func merge(
    _ identifiers: [Speaker.Identifier], into list: inout [Speaker.Identifier]
  ) {
    for identifier in identifiers
    where identifier.scheme != Speaker.Identifier.settledScheme && !list.contains(identifier) {
      list.append(identifier)
    }
  }

  private static func merge(_ dated: Speaker.Dated, into list: inout [Speaker.Dated]) {
    guard let index = list.firstIndex(where: { $0.wording == dated.wording }) else {
      list.append(dated)
      return
    }
    if let from = dated.from { list[index].from = min(from, list[index].from ?? from) }
    if let to = dated.to { list[index].to = max(to, list[index].to ?? to) }
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
    for speaker in speakers where speaker.mergedInto.isEmpty {
      for name in Set(speaker.names.map(\.wording) + [speaker.name]).sorted() {
        for key in Self.bucketKeys(name) where (buckets[key]?.count ?? 0) < Self.maximumBucket {
          buckets[key, default: []].append((speaker.id, name))
        }
      }
    }
    var found: [SpeakerMerges.Pair: Proposal] = [:]
    for bucket in buckets.values {
      for (index, left) in bucket.enumerated() {
        for right in bucket[(index + 1)...] where left.id != right.id {
          let pair = SpeakerMerges.Pair(left.id, right.id)
          guard !merges.apart.contains(pair),
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

  private static func rank(_ reason: NameVariants.Reason) -> Int {
    NameVariants.Reason.allCases.firstIndex(of: reason) ?? .max
  }

  /// What like names share: the surname's skeleton, or the rest of the name when one letter of one
  /// word differs.
  private static func bucketKeys(_ name: String) -> Set<String> {
    let words = NameFolding.words(of: name)
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
