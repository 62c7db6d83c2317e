import HashTreeCollections
import People
import Protobuf
import Transcripts

/// The people of the archive by number, and what finds and lists them.
struct SpeakerTable: Sendable {
  private(set) var people = People()
  private var words = WordIndex()
  /// What is in `words`.
  private var known: TreeSet<NameOfPerson> = []
  /// Names shown, folded, by number.
  private var folded = ChunkedArray<FoldedText>()
  /// Of all speakers.
  private(set) var fingerprint = SetFingerprint()
  /// Numbers in order of folded name, then id.
  private(set) var listing: [UInt32] = []

  private struct NameOfPerson: Hashable {
    var number: UInt32
    var name: FoldedText
  }

  init() {}

  /// With people who are known from earlier.
  init(_ people: People) {
    update(people, changed: Set(0..<UInt32(people.count)))
  }

  var count: Int { people.count }

  subscript(number: UInt32) -> People.Person { people[number] }

  /// The number of the speaker with this id, or who had it.
  func number(ofID id: String) -> UInt32? { people.number(ofID: id) }

  /// About how many steps ``find(_:)`` takes, at most.
  func cost(ofFinding name: FoldedText) -> Int { words.cost(ofWordsOf: name) }

  /// Speakers one of whose names holds every word of `name`, ascending by number.
  func find(_ name: FoldedText) -> [UInt32] { words.owners(withWordsOf: name) }

  /// Whether the first speaker comes before the second in a listing.
  func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
    let (a, b) = (folded[Int(left)].text, folded[Int(right)].text)
    return a != b ? a < b : self[left].id.precedesExactly(self[right].id)
  }

  /// Takes over what an import has settled.
  /// - Parameter changed: The people of whom it has told something.
  mutating func update(_ people: People, changed: Set<UInt32>) {
    updateFingerprint(people, changed: changed.union(people.news.persons))
    self.people = people
    var moved = Set(UInt32(folded.count)..<UInt32(people.count))
    for number in UInt32(folded.count)..<UInt32(people.count) {
      folded.append(FoldedText(people[number].name))
    }
    for number in changed.sorted() {
      let name = FoldedText(people[number].name)
      if folded[Int(number)] != name {
        folded[Int(number)] = name
        moved.insert(number)
      }
      for entry in people[number].names.list { note(entry.wording, of: number) }
    }
    if !moved.isEmpty { list(moved) }
  }

  /// Puts people where they belong in the listing. Those whose place stays are not compared, but for where
  /// others come between them.
  private mutating func list(_ moved: Set<UInt32>) {
    let new = moved.sorted(by: precedes)
    // Most often they are all new, and the others stay where they are.
    let renamed = moved.filter { $0 < listing.count }
    let old = renamed.isEmpty ? listing : listing.filter { !renamed.contains($0) }
    var merged: [UInt32] = []
    merged.reserveCapacity(old.count + new.count)
    var start = 0
    for number in new {
      let end = partitionPoint(start..<old.count) { precedes(old[$0], number) }
      merged += old[start..<end]
      merged.append(number)
      start = end
    }
    merged += old[start...]
    listing = merged
  }

  /// An import tells something of few: the others are not looked at.
  private mutating func updateFingerprint(_ next: People, changed: Set<UInt32>) {
    let arena = MessageArena()
    let known = UInt32(people.count)
    for number in changed where number < known {
      fingerprint.remove(people[number], in: arena)
      fingerprint.insert(next[number], in: arena)
    }
    for number in known..<UInt32(next.count) { fingerprint.insert(next[number], in: arena) }
  }

  /// The fingerprint, counted anew.
  var countedFingerprint: SetFingerprint {
    var counted = SetFingerprint()
    let arena = MessageArena()
    for number in 0..<UInt32(count) { counted.insert(self[number], in: arena) }
    return counted
  }

  private mutating func note(_ name: String, of number: UInt32) {
    let folded = FoldedText(name)
    guard !folded.isEmpty,
      known.insert(NameOfPerson(number: number, name: folded)).inserted
    else { return }
    words.add(folded, owner: number)
  }
}
