import Transcripts

/// Who is settled to be two: by a document that has both, by identifiers of one source that differ, or
/// by the merge file.
struct Separations {
  private let people: People
  private let apart: Set<SpeakerMerges.Pair>
  /// For those whom splits have parted from each other, the one that they were.
  private var origins: [UInt32: Set<String>] = [:]
  /// The documents of each person that have others too, ascending.
  private var documents: [[Int32]]
  private var known: [SpeakerMerges.Pair: Bool] = [:]

  init(_ settlement: Settlement, _ merges: SpeakerMerges) {
    let people = settlement.people
    self.people = people
    func id(_ id: String) -> String { people.number(ofID: id).map { people[$0].id } ?? id }
    var apart: Set<SpeakerMerges.Pair> = []
    for line in merges.lines {
      switch line.decision {
      case .apart(let pair): apart.insert(SpeakerMerges.Pair(id(pair.first), id(pair.second)))
      case .split(let source, _, let new):
        let origin = id(source)
        for part in [origin, merges.canonical(new)] {
          if let number = people.number(ofID: part) { origins[number, default: []].insert(origin) }
        }
      case .merge, .name: break
      }
    }
    self.apart = apart
    documents = [[Int32]](repeating: [], count: people.count)
    var start = 0
    for (document, end) in settlement.companyEnds.enumerated() {
      for person in settlement.companies[start..<end]
      where documents[Int(person)].last != Int32(document) {
        documents[Int(person)].append(Int32(document))
      }
      start = end
    }
  }

  mutating func part(_ left: UInt32, _ right: UInt32) -> Bool {
    let pair = SpeakerMerges.Pair(people[left].id, people[right].id)
    if let known = known[pair] { return known }
    let areTwo =
      apart.contains(pair)
      || !(origins[left] ?? []).isDisjoint(with: origins[right] ?? [])
      || contradict(people[left].identifiers, people[right].identifiers)
      || share(documents[Int(left)], documents[Int(right)])
    known[pair] = areTwo
    return areTwo
  }

  /// Whether both have identifiers of a scheme, and none in common.
  private func contradict(
    _ left: [Speaker.Identifier], _ right: [Speaker.Identifier]
  ) -> Bool {
    let own = Dictionary(grouping: left.filter { !$0.isSettled }, by: \.scheme)
    let others = Dictionary(grouping: right.filter { !$0.isSettled }, by: \.scheme)
    return own.contains { scheme, identifiers in
      others[scheme].map { Set($0).isDisjoint(with: identifiers) } ?? false
    }
  }

  /// Whether two ascending lists have anything in common.
  private func share(_ left: [Int32], _ right: [Int32]) -> Bool {
    let (few, many) = left.count <= right.count ? (left, right) : (right, left)
    var rest = many[...]
    for document in few {
      var (low, high) = (rest.startIndex, rest.endIndex)
      while low < high {
        let middle = (low + high) / 2
        if rest[middle] < document { low = middle + 1 } else { high = middle }
      }
      rest = rest[low...]
      guard let next = rest.first else { return false }
      if next == document { return true }
    }
    return false
  }
}
