internal import HashTreeCollections
import Transcripts

/// Proposals that are one person each.
struct PersonGroups {
  let intake: PeopleIntake
  private var groups: [Group] = []
  private var groupOfProposal: [Int] = []
  /// The group of each proposal; to be followed by `root`.
  private var parents: [Int] = []
  private var groupOfGiven: [UInt32: Int] = [:]
  /// Groups of those who are settled anew and keep their ids.
  private var groupOfKept: [ExactText: Int] = [:]
  private var companies: Companies
  private var namesakes: Namesakes
  /// Provisional ids that several people have, and the schemes that tell them apart.
  private var contested: [ExactText: Set<ExactText>] = [:]

  /// A person in the making.
  struct Group {
    /// Proposals of this load.
    var proposals: [Int] = []
    /// Their ids.
    var proposedIDs: Set<ExactText> = []
    /// The least of their keys, by which groups are put into order.
    var leastKey: ProposalKey?
    /// Who it is, if somebody settled earlier.
    var given: UInt32?
    /// Identifiers by their scheme.
    var identifiers: [ExactText: Set<ExactText>] = [:]
    /// The id that a document states, or that was given, or is kept.
    var stated: String?
    /// Whether a merge file settles who it is.
    var isSettled = false
    /// Names that documents give for people whom the keeper has settled.
    var settledNames: Set<ExactText> = []
    /// Names that documents give where they state the id as the archive's.
    var statedNames: Set<ExactText> = []
    /// The id; empty until it is given.
    var id = ""
    /// Other ids that mean this person.
    var aliases: Set<ExactText> = []

    mutating func add(_ identifiers: [Speaker.Identifier]) {
      for identifier in identifiers {
        self.identifiers[text: identifier.scheme, default: []].insert(identifier.value)
      }
    }

    /// In order.
    var sortedIdentifiers: [Speaker.Identifier] {
      identifiers.flatMap { scheme, values in
        values.map { Speaker.Identifier(scheme: scheme.text, value: $0.text) }
      }.sorted(by: Speaker.Identifier.precedes)
    }

    /// Whether identifiers of one scheme differ.
    func contradicts(_ other: Group) -> Bool {
      let (few, many) =
        identifiers.count <= other.identifiers.count
        ? (identifiers, other.identifiers) : (other.identifiers, identifiers)
      return few.contains { scheme, own in
        guard let others = many[scheme] else { return false }
        return own.count <= others.count
          ? !own.contains(where: others.contains) : !others.contains(where: own.contains)
      }
    }

    /// Takes in all that `other` holds, but its ids.
    mutating func absorb(_ other: Group) {
      proposals += other.proposals
      proposedIDs.formUnion(other.proposedIDs)
      aliases.formUnion(other.aliases)
      for (scheme, values) in other.identifiers {
        identifiers[scheme, default: []].formUnion(values)
      }
      if let key = other.leastKey, leastKey.map({ ProposalKey.precedes(key, $0) }) ?? true {
        leastKey = key
      }
      isSettled = isSettled || other.isSettled
      settledNames.formUnion(other.settledNames)
      statedNames.formUnion(other.statedNames)
    }
  }

  init(_ intake: PeopleIntake) {
    self.intake = intake
    companies = Companies(intake)
    namesakes = Namesakes(intake)
    for (index, proposal) in intake.proposals.enumerated() {
      let given = proposal.given
      let kept = given == nil ? intake.keptIDs[proposal.key] : nil
      let group =
        given.map { self.group(ofGiven: $0) } ?? kept.map { self.group(ofKept: $0) } ?? add(Group())
      var own = Group(
        proposals: [index], proposedIDs: [ExactText(proposal.key.id)], leastKey: proposal.key)
      own.add(proposal.key.identifiers)
      own.isSettled = !proposal.settledNames.isEmpty
      own.settledNames = proposal.settledNames
      own.statedNames = proposal.statedNames
      own.aliases = proposal.otherIDs
      groups[group].absorb(own)
      if proposal.isStated, given == nil, kept == nil { groups[group].stated = proposal.key.id }
      groupOfProposal.append(group)
    }
  }

  private mutating func add(_ group: Group) -> Int {
    groups.append(group)
    parents.append(parents.count)
    return groups.count - 1
  }

  private mutating func group(ofGiven number: UInt32) -> Int {
    if let group = groupOfGiven[number] { return root(group) }
    let person = intake.people[number]
    var given = Group(given: number, stated: person.id, isSettled: person.isSettled, id: person.id)
    given.add(person.identifiers.filter { !$0.isSettled })
    let group = add(given)
    groupOfGiven[number] = group
    return group
  }

  /// The group of all that was settled to mean somebody, but for what was decided.
  private mutating func group(ofKept id: String) -> Int {
    if let group = groupOfKept[text: id] { return root(group) }
    let group = add(Group(stated: id))
    groupOfKept[text: id] = group
    return group
  }

  /// The group that a group has gone into.
  func root(_ group: Int) -> Int {
    var group = group
    while parents[group] != group { group = parents[group] }
    return group
  }

  func group(ofProposal index: Int) -> Int { root(groupOfProposal[index]) }

  /// The group of somebody settled earlier; a new one if none is there yet.
  mutating func group(of number: UInt32) -> Int { group(ofGiven: number) }

  /// Groups that are people, in a fixed order.
  var roots: [Int] { groups.indices.filter { parents[$0] == $0 } }

  subscript(group: Int) -> Group {
    _read { yield groups[group] }
    _modify { yield &groups[group] }
  }

  /// A group for a person whom a split makes.
  mutating func makeGroup(id: String) -> Int { add(Group(isSettled: true, id: id)) }

  /// Joins two groups; the first one's id stays where it has one.
  @discardableResult
  mutating func join(_ left: Int, _ right: Int) -> Int {
    guard left != right else { return left }
    let first = (groups[left].given, groups[left].stated, groups[left].id)
    let second = (groups[right].given, groups[right].stated, groups[right].id)
    // The smaller goes into the larger, so that paths and copies stay short.
    let isLeftLarger = groups[left].proposals.count >= groups[right].proposals.count
    let (kept, gone) = isLeftLarger ? (left, right) : (right, left)
    let other = groups[gone]
    groups[gone] = Group()
    parents[gone] = kept
    groups[kept].absorb(other)
    groups[kept].given = first.0 ?? second.0
    groups[kept].stated = first.0 == nil && second.0 != nil ? second.1 : first.1 ?? second.1
    groups[kept].id = first.2.isEmpty ? second.2 : first.2
    companies.join(gone, into: kept)
    return kept
  }

  // MARK: Whether two may be one

  private mutating func mayBeOne(_ left: Int, _ right: Int) -> Bool {
    if groups[left].given != nil, groups[right].given != nil { return false }
    if let one = groups[left].stated, let other = groups[right].stated, !one.isExactly(other) {
      return false
    }
    return !groups[left].contradicts(groups[right]) && !meet([left, right])
  }

  /// Whether a document keeps two of them apart.
  private mutating func meet(_ members: [Int]) -> Bool {
    // Of one id there is one person in a document.
    let first = groups[members[0]].proposedIDs
    if first.count <= 1, members.allSatisfy({ groups[$0].proposedIDs == first }) { return false }
    return companies.meet(members.map { ($0, groups[$0].proposals) })
  }

  /// An order that does not depend on that of documents.
  private func precedes(_ left: Int, _ right: Int) -> Bool {
    switch (groups[left].given, groups[right].given) {
    case (let one?, let other?): return one < other
    case (_?, nil): return true
    case (nil, _?): return false
    case (nil, nil): break
    }
    guard let key = groups[left].leastKey, let other = groups[right].leastKey else { return false }
    return ProposalKey.precedes(key, other)
  }

  // MARK: 1. Identifiers

  /// Groups with one identifier that cannot be one person, which another is compared with.
  private static let mostTried = 64
  /// Who was not compared with all who have an identifier of theirs, and may have been joined else.
  private(set) var untriedCount = 0
  /// Identifiers that documents give to people of wholly different names, who stay apart.
  private(set) var contradictedIdentifiers: [Speaker.Identifier] = []

  mutating func joinByIdentifier() {
    var owners: [Speaker.Identifier: [Int]] = [:]
    for (index, proposal) in intake.proposals.enumerated() {
      for identifier in proposal.key.identifiers { owners[identifier, default: []].append(index) }
    }
    for identifier in owners.keys.sorted(by: Speaker.Identifier.precedes) {
      var members = owners[identifier]!.map { group(ofProposal: $0) }
      if let number = intake.people.numberOfIdentifier[identifier] {
        members.append(group(ofGiven: number))
      }
      if join(members: members) { contradictedIdentifiers.append(identifier) }
    }
  }

  /// Joins groups as far as nothing speaks against it; returns whether names alone did.
  private mutating func join(members: [Int]) -> Bool {
    let distinct = Array(Set(members)).sorted(by: precedes)
    guard distinct.count > 1 else { return false }
    var joined: [Int] = []
    var areNamedApart = false
    for member in distinct {
      // The bound is for the sake of time; who is beyond it stays apart, which is told.
      let near = joined.indices.prefix(Self.mostTried)
      let place = near.first { place in
        guard mayBeOne(joined[place], member) else { return false }
        let areNamesakes = namesakes.areNamesakes(groups[joined[place]], groups[member])
        if !areNamesakes { areNamedApart = true }
        return areNamesakes
      }
      if let place {
        joined[place] = join(joined[place], member)
      } else {
        if near.count < joined.count { untriedCount += 1 }
        joined.append(member)
      }
    }
    return areNamedApart
  }

  // MARK: 2. Ids

  mutating func joinByID() {
    var owners: [ExactText: [Int]] = [:]
    for (index, proposal) in intake.proposals.enumerated() {
      owners[text: proposal.key.id, default: []].append(index)
      for id in proposal.otherIDs { owners[id, default: []].append(index) }
    }
    for id in owners.keys.sorted() {
      let known = intake.people.numbersOfProposedID[id] ?? []
      let holder = intake.people.number(ofID: id.text)
      if owners[id]!.count == 1, known.isEmpty, holder == nil { continue }
      var members = owners[id]!.map { group(ofProposal: $0) }
      for number in known { members.append(group(ofGiven: number)) }
      if let holder { members.append(group(ofGiven: holder)) }
      let distinct = Array(Set(members)).sorted(by: precedes)
      guard distinct.count > 1 else { continue }
      if areOne(distinct) {
        var sum = distinct[0]
        for member in distinct.dropFirst() { sum = join(sum, member) }
      } else {
        contested[id] = contestingSchemes(distinct)
      }
    }
  }

  private mutating func areOne(_ members: [Int]) -> Bool {
    // Groups that share a scheme have different identifiers of it, or they would be one by now.
    guard contestingSchemes(members).isEmpty,
      members.count(where: { groups[$0].given != nil }) <= 1,
      Set(texts: members.compactMap { groups[$0].stated }).count <= 1
    else { return false }
    return !meet(members)
  }

  private func contestingSchemes(_ members: [Int]) -> Set<ExactText> {
    var counts: [ExactText: Int] = [:]
    for member in members {
      for scheme in groups[member].identifiers.keys { counts[scheme, default: 0] += 1 }
    }
    return Set(counts.filter { $0.value > 1 }.keys)
  }

  // MARK: Giving ids

  mutating func giveIDs() {
    var wanted: [(group: Int, id: String, others: [String])] = []
    for group in roots where groups[group].given == nil {
      var days: [ExactText: CalendarDate] = [:]
      for index in groups[group].proposals {
        let proposal = intake.proposals[index]
        let id = id(proposal.key.id, for: groups[group])
        guard let day = proposal.firstDay else { continue }
        days[text: id] = min(days[text: id] ?? day, day)
      }
      let ids = days.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key.text)
      let id = groups[group].stated ?? ids[0]
      wanted.append((group, id, ids.filter { !$0.isExactly(id) }))
    }
    for group in roots where groups[group].given != nil {
      for index in groups[group].proposals {
        groups[group].aliases.insert(id(intake.proposals[index].key.id, for: groups[group]))
      }
      groups[group].aliases.remove(groups[group].id)
    }
    wanted.sort { left, right in
      if !left.id.isExactly(right.id) { return left.id.precedesExactly(right.id) }
      let (first, second) = (groups[left.group].stated, groups[right.group].stated)
      return (first == nil) != (second == nil) ? first != nil : precedes(left.group, right.group)
    }
    var taken: Set<ExactText> = []
    for (group, id, others) in wanted {
      var free = id
      var attempt = 0
      while taken.contains(free) || intake.people.numberOfID[text: free] != nil {
        // Two who are told apart by nothing that shows: by all that is known of them.
        let key = groups[group].proposals.map { intake.proposals[$0].key }
          .sorted(by: ProposalKey.precedes).map {
            "\($0.id) \($0.identifiers.map { "\($0.scheme) \($0.value)" })"
          }
        free = Self.id(id, suffix: "~" + ShortDigest.digits(of: "\(key)\(attempt)"))
        attempt += 1
      }
      taken.insert(free)
      groups[group].id = free
      groups[group].aliases.formUnion(others.lazy.map(ExactText.init))
    }
  }

  /// The id that a provisional one comes to for one of those who have it.
  private func id(_ id: String, for group: Group) -> String {
    guard let schemes = contested[text: id], group.stated?.isExactly(id) != true else { return id }
    let identifiers = group.sortedIdentifiers
    guard
      let identifier = identifiers.first(where: { schemes.contains($0.scheme) })
        ?? identifiers.first
    else {
      return intake.people.numberOfID[text: id] == nil
        ? id : Self.id(id, suffix: "~unidentified")
    }
    return Self.id(id, suffix: identifier.suffix)
  }

  /// An id and what is added to it, within the bytes that an id may have.
  private static func id(_ id: String, suffix: String) -> String {
    let whole = id.hasSuffix(suffix) ? id : id + suffix
    guard whole.utf8.count > 128 else { return whole }
    return whole.prefix(128 - ShortDigest.digitCount - 1) + "~" + ShortDigest.digits(of: whole)
  }
}
