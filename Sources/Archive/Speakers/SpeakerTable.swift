import Transcripts

/// The people of the archive: their names, roles and identifiers, and what finds them.
///
/// A speaker has a number that never changes and an id that users see. Speakers are never removed and
/// what was learnt of them is kept, also when the meeting that it came from is replaced.
struct SpeakerTable: Sendable {
  private(set) var entries: [Entry] = []
  private var numberOfID: [String: UInt32] = [:]
  /// Numbers by ids that were merged into others.
  private var numberOfMergedID: [String: UInt32] = [:]
  private var numberOfIdentifier: [Speaker.Identifier: UInt32] = [:]
  /// Speakers by each of their names, folded.
  private var numbersOfName: [FoldedText: [UInt32]] = [:]
  private var words = WordIndex()
  /// Numbers in order of folded name, then id.
  private(set) var listing: [UInt32] = []

  struct Entry: Sendable {
    var id: String
    var name: String
    var folded: FoldedText
    var names: [Speaker.Dated] = []
    var roles: [Speaker.Dated] = []
    var identifiers: [Speaker.Identifier] = []
  }

  var count: Int { entries.count }

  subscript(number: UInt32) -> Entry { entries[Int(number)] }

  /// The number of the speaker with this id, or whom this id was merged into.
  func number(ofID id: String) -> UInt32? { numberOfID[id] ?? numberOfMergedID[id] }

  /// Lets an id that was merged into another find that one. Nothing changes where `id` is somebody's
  /// own or `kept` is nobody's.
  mutating func note(mergedID id: String, into kept: String) {
    if let number = numberOfID[kept], numberOfID[id] == nil { numberOfMergedID[id] = number }
  }

  /// Speakers one of whose names holds every word of `name`, ascending by number.
  func find(_ name: FoldedText) -> [UInt32] { words.owners(withWordsOf: name) }

  /// Whether the first speaker comes before the second in a listing.
  func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
    let (a, b) = (self[left], self[right])
    return (a.folded.text, a.id) < (b.folded.text, b.id)
  }

  /// The number of the person that a document proposes; see `settle` for the rules.
  func existing(_ proposal: Speaker) -> UInt32? {
    // Where a user has settled who somebody is, names and other identifiers say nothing.
    if let id = proposal.settledID { return numberOfID[id] }
    for identifier in proposal.identifiers {
      if let number = numberOfIdentifier[identifier] { return number }
    }
    let folded = FoldedText(proposal.name)
    // A single word is enough only where it is all that is known: many share a surname.
    let isFullName = folded.text.utf8.contains(UInt8(ascii: " "))
    let fitting = (numbersOfName[folded] ?? []).filter { number in
      (isFullName || self[number].folded == folded) && !contradicts(proposal, self[number])
    }
    if fitting.count == 1 { return fitting[0] }
    // A name that fits several people names none of them. Without an identifier it is that of a
    // person about whom no identifier is known, if there is one.
    let unidentified = fitting.filter { self[$0].identifiers.isEmpty }
    return unidentified.count == 1 ? unidentified[0] : nil
  }

  /// Settles whom a document means by a speaker whom it proposes, and adds what it says of them.
  ///
  /// An id that a user has settled is that person's. Otherwise the same identifier is the same person. Different identifiers of one scheme are different people
  /// even when the name is equal. Otherwise an equal folded name is the same person. Likeness counts
  /// for nothing: people are never merged by it.
  /// - Returns: the person's number.
  mutating func settle(_ proposal: Speaker, on days: ClosedRange<CalendarDate>) -> UInt32 {
    let number = existing(proposal) ?? add(proposal)
    for identifier in proposal.identifiers where numberOfIdentifier[identifier] == nil {
      // One that contradicts what is known stays out; it may be another person's yet.
      if self[number].identifiers.contains(where: { $0.scheme == identifier.scheme }) { continue }
      numberOfIdentifier[identifier] = number
      entries[Int(number)].identifiers.append(identifier)
    }
    if proposal.settledID != nil { rename(number, proposal.name) }
    note(name: proposal.name, of: number, from: days.lowerBound, to: days.upperBound)
    for name in proposal.names {
      note(
        name: name.wording, of: number, from: name.from ?? days.lowerBound,
        to: name.to ?? days.upperBound)
    }
    for role in proposal.roles {
      note(
        role: role.wording, of: number, from: role.from ?? days.lowerBound,
        to: role.to ?? days.upperBound)
    }
    return number
  }

  /// Adds a name that the speaker was printed under.
  mutating func note(name: String, of number: UInt32, from: CalendarDate, to: CalendarDate) {
    guard !name.isEmpty else { return }
    if entries[Int(number)].names.note(name, from: from, to: to) {
      let folded = FoldedText(name)
      guard !folded.isEmpty, numbersOfName[folded]?.contains(number) != true else { return }
      numbersOfName[folded, default: []].append(number)
      words.add(folded, owner: number)
    }
  }

  /// Adds a role that the speaker was printed with.
  mutating func note(role: String, of number: UInt32, from: CalendarDate, to: CalendarDate) {
    guard !role.isEmpty else { return }
    _ = entries[Int(number)].roles.note(role, from: from, to: to)
  }

  /// Puts the speakers added since the last time into the listing.
  mutating func updateListing() {
    guard listing.count < entries.count else { return }
    listing.append(contentsOf: UInt32(listing.count)..<UInt32(entries.count))
    let keys = entries.map { ($0.folded.text, $0.id) }
    listing.sort { keys[Int($0)] < keys[Int($1)] }
  }

  /// Shows another name, which users have chosen.
  private mutating func rename(_ number: UInt32, _ name: String) {
    guard entries[Int(number)].name != name else { return }
    entries[Int(number)].name = name
    entries[Int(number)].folded = FoldedText(name)
    listing.removeAll()
  }

  private func contradicts(_ proposal: Speaker, _ known: Entry) -> Bool {
    proposal.identifiers.contains { own in
      known.identifiers.contains { $0.scheme == own.scheme && $0.value != own.value }
    }
  }

  private mutating func add(_ proposal: Speaker) -> UInt32 {
    let number = UInt32(entries.count)
    let folded = FoldedText(proposal.name)
    let id = freeID(for: proposal, folded)
    entries.append(Entry(id: id, name: proposal.name, folded: folded))
    numberOfID[id] = number
    return number
  }

  /// The name's slug; where that is another's, with an identifier or a number after it.
  private func freeID(for proposal: Speaker, _ folded: FoldedText) -> String {
    if let id = proposal.settledID { return id }
    let slug = Slug.make(folded)
    if numberOfID[slug] == nil { return slug }
    for identifier in proposal.identifiers {
      let id = slug + Slug.suffix(identifier.scheme + " " + identifier.value)
      if numberOfID[id] == nil { return id }
    }
    var suffix = 2
    while numberOfID["\(slug)~\(suffix)"] != nil { suffix += 1 }
    return "\(slug)~\(suffix)"
  }
}

extension Speaker {
  /// The id that a user's merge file gives the person; nil for most.
  fileprivate var settledID: String? {
    identifiers.first { $0.scheme == Speaker.Identifier.settledScheme }?.value
  }
}

extension [Speaker.Dated] {
  /// Adds a wording, or widens the days of one that is there already.
  /// - Returns: whether it is new.
  fileprivate mutating func note(
    _ wording: String, from: CalendarDate, to: CalendarDate
  ) -> Bool {
    guard let index = firstIndex(where: { $0.wording == wording }) else {
      append(Speaker.Dated(wording, from: from, to: to))
      return true
    }
    if let known = self[index].from, from < known { self[index].from = from }
    if let known = self[index].to, to > known { self[index].to = to }
    return false
  }
}
