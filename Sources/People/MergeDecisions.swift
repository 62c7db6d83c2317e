internal import HashTreeCollections
import Transcripts

/// Applies a merge file to people who were settled by identifiers and ids, and makes persons of them.
struct MergeDecisions {
  private var groups: PersonGroups
  private let intake: PeopleIntake
  /// Groups by their ids and aliases; to be followed by `root`.
  private var groupOfID: [ExactText: Int] = [:]
  /// The group of each voice; to be followed by `root`. -1 for voices of documents that are forgotten.
  private var groupOfVoice: [Int]
  /// The id of each proposal's person before anything is decided; nil where earlier decisions made it.
  private let ownIDs: [String?]
  private var names: [Int: (name: String, line: Int)] = [:]
  /// Merges of ids that nobody has by itself, but may have by another line.
  private var chained: [(id: String, line: Int)] = []
  private var problems: [Settlement.Problem] = []

  init(_ groups: PersonGroups) {
    self.groups = groups
    intake = groups.intake
    groupOfVoice = groups.intake.voices.map {
      $0.isHeard ? groups.group(ofProposal: $0.proposal) : -1
    }
    ownIDs = groups.intake.proposals.indices.map { index in
      let group = groups[groups.group(ofProposal: index)]
      return group.given != nil && group.isSettled ? nil : group.id
    }
    let roots = groups.roots
    for group in roots.sorted(by: { groups[$0].id.precedesExactly(groups[$1].id) }) {
      for alias in groups[group].aliases where groupOfID[alias] == nil { groupOfID[alias] = group }
    }
    for group in roots { groupOfID[text: groups[group].id] = group }
  }

  mutating func apply() {
    guard !intake.merges.lines.isEmpty else { return }
    let targets = Set(
      intake.merges.lines.compactMap { line in
        switch line.decision {
        case .merge(_, let id), .split(_, _, let id): id
        case .apart, .name: nil
        }
      })
    var merged: Set<String> = []
    for line in intake.merges.lines {
      guard case .merge(let id, let kept) = line.decision else { continue }
      if merged.insert(id).inserted {
        merge(id, into: kept, line.number, isChained: targets.contains(id))
      } else {
        problem(line.number, "an earlier line merges “\(id)” already")
      }
    }
    split()
    nameChains()
    for (id, line) in chained where group(id) == nil {
      problem(line, "nobody has the id “\(id)”")
    }
    let present = Set(groupOfVoice.lazy.filter { $0 >= 0 }.map(groups.root))
    for line in intake.merges.lines {
      switch line.decision {
      case .name(let id, let name):
        guard let group = known(id, line.number), isPresent(group, id, present, line.number) else {
          continue
        }
        if let earlier = names[group] {
          problem(earlier.line, "line \(line.number) gives “\(id)” another name, which counts")
        }
        names[group] = (name, line.number)
        groups[group].isSettled = true
      case .apart(let pair):
        guard let first = known(pair.first, line.number),
          let second = known(pair.second, line.number),
          isPresent(first, pair.first, present, line.number),
          isPresent(second, pair.second, present, line.number)
        else { continue }
        if first == second {
          problem(line.number, "“\(pair.first)” and “\(pair.second)” are one person all the same")
        }
      case .merge, .split: break
      }
    }
  }

  private mutating func problem(_ line: Int, _ text: String) {
    problems.append(Settlement.Problem(line: line, problem: text))
  }

  /// The group of an id; nil when it is nobody's.
  private mutating func group(_ id: String) -> Int? {
    if let group = groupOfID[text: id] { return groups.root(group) }
    return intake.people.number(ofID: id).map { groups.group(of: $0) }
  }

  private mutating func known(_ id: String, _ line: Int) -> Int? {
    let found = group(id) ?? group(intake.merges.canonical(id))
    if found == nil { problem(line, "nobody has the id “\(id)”") }
    return found
  }

  /// Whether anything is left of a person, which is told where splits have taken all.
  private mutating func isPresent(
    _ group: Int, _ id: String, _ present: Set<Int>, _ line: Int
  ) -> Bool {
    if present.contains(group) || groups[group].given != nil { return true }
    problem(line, "splits take all that “\(id)” said; nobody has that id")
    return false
  }

  /// Lets ids that nobody has by itself, within a chain of merges, mean the person whom it leads to.
  private mutating func nameChains() {
    for case .merge(let id, _) in intake.merges.lines.lazy.map(\.decision) {
      guard let person = group(id) else { continue }
      var step = id
      while let next = intake.merges.next(step), group(next) == nil {
        groupOfID[text: next] = person
        groups[person].aliases.insert(next)
        step = next
      }
    }
  }

  private mutating func merge(_ id: String, into kept: String, _ line: Int, isChained: Bool) {
    let target = intake.merges.canonical(kept)
    guard let gone = group(id) else {
      if isChained {
        chained.append((id, line))
      } else {
        problem(line, "nobody has the id “\(id)”")
      }
      return
    }
    let own = groups[gone].id
    var sum = gone
    if let other = group(target), other != gone {
      guard groups[gone].given == nil || groups[other].given == nil else {
        return problem(line, "“\(id)” and “\(target)” are served as two already; start anew")
      }
      sum = groups.join(other, gone)
    } else if own == target {
      if !isChained { problem(line, "“\(id)” and “\(target)” are one person already") }
      return
    }
    groups[sum].aliases.formUnion(
      [own, groups[sum].id, id, target].map(ExactText.init))
    let given = groups[sum].given
    groups[sum].id = given.map { intake.people[$0].id } ?? target
    if groups[sum].id != target {
      problem(line, "“\(groups[sum].id)” is served already and stays the id; start anew")
    }
    groups[sum].aliases.remove(groups[sum].id)
    groups[sum].isSettled = true
    for alias in [own, id, target] { groupOfID[text: alias] = sum }
  }

  private mutating func split() {
    guard !intake.merges.splits.isEmpty else { return }
    let splits = splitsOfGroups()
    var used: Set<Int> = []
    for voice in intake.voices.indices where groupOfVoice[voice] >= 0 {
      let own = groups.root(groupOfVoice[voice])
      let circumstances = intake.circumstances[Int(intake.voices[voice].circumstances)]
      guard let line = splits[own]?.first(in: circumstances) else { continue }
      let new = intake.merges.lines[line].decision.ids[1]
      let target = intake.merges.canonical(new)
      let other = group(target) ?? groups.makeGroup(id: target)
      groupOfID[text: target] = other
      if new != target, group(new) == nil {
        groupOfID[text: new] = other
        groups[other].aliases.insert(new)
      }
      groups[other].isSettled = true
      groups[own].isSettled = true
      groupOfVoice[voice] = other
      used.insert(line)
    }
    for index in intake.merges.splits where !used.contains(index) {
      let line = intake.merges.lines[index]
      let source = line.decision.ids[0]
      guard known(source, line.number) != nil else { continue }
      problem(line.number, "nothing that “\(source)” said fits, or an earlier split takes it")
    }
  }

  /// The splits of each person, without those that part somebody from themselves.
  private mutating func splitsOfGroups() -> [Int: PersonSplits] {
    var lines: [Int: [Int]] = [:]
    for index in intake.merges.splits {
      let ids = intake.merges.lines[index].decision.ids
      guard let source = group(ids[0]) ?? group(intake.merges.canonical(ids[0])),
        source != group(intake.merges.canonical(ids[1]))
      else { continue }
      lines[source, default: []].append(index)
    }
    return lines.mapValues { PersonSplits($0, of: intake.merges, intake.splitTerms) }
  }

  // MARK: Persons

  consuming func finish() -> Settlement {
    var settlement = Settlement(people: intake.people)
    settlement.people.news = People.News()
    var voicesOfGroup: [Int: [Int]] = [:]
    for voice in groupOfVoice.indices where groupOfVoice[voice] >= 0 {
      voicesOfGroup[groups.root(groupOfVoice[voice]), default: []].append(voice)
    }
    var numbers: [Int: UInt32] = [:]
    let present = groups.roots.filter { voicesOfGroup[$0] != nil || groups[$0].given != nil }
      .sorted { groups[$0].id.precedesExactly(groups[$1].id) }
    for group in present {
      numbers[group] =
        groups[group].given ?? settlement.people.add(id: groups[group].id)
    }
    var most = 0
    for group in present {
      let dropped = fill(
        numbers[group]!, from: group, voices: voicesOfGroup[group] ?? [], &settlement.people)
      settlement.droppedWordings += dropped
      if dropped > most { (most, settlement.mostDropped) = (dropped, groups[group].id) }
    }
    for (index, proposal) in intake.proposals.enumerated() {
      guard let number = numbers[groups.group(ofProposal: index)] else { continue }
      settlement.people.note(proposal.key, of: number, ownID: ownIDs[index])
    }
    settlement.numbers = groupOfVoice.map {
      $0 < 0 ? PeopleIntake.nobody : numbers[groups.root($0)]!
    }
    settlement.untriedCount = groups.untriedCount
    settlement.contradictedIdentifiers = groups.contradictedIdentifiers
    settlement.areRenamed = zip(intake.voices, settlement.numbers).map { voice, number in
      number != PeopleIntake.nobody && voice.id != settlement.people[number].id
    }
    settlement.companies = intake.companies.map { settlement.numbers[Int($0)] }
    settlement.companyEnds = intake.companyEnds
    settlement.problems = problems.sorted { ($0.line, $0.problem) < ($1.line, $1.problem) }
    return settlement
  }

  /// Adds what this load has told of a person; returns how much of it is not kept.
  private func fill(
    _ number: UInt32, from group: Int, voices: [Int], _ people: inout People
  ) -> Int {
    let group = (number: group, value: groups[group])
    var dropped = 0
    var identifiers = people.claim(group.value.sortedIdentifiers, for: number)
    if identifiers.count > People.Limits.identifiers {
      dropped += identifiers.count - People.Limits.identifiers
      identifiers.removeLast(identifiers.count - People.Limits.identifiers)
    }
    if group.value.isSettled {
      identifiers.insert(
        Speaker.Identifier(
          scheme: Speaker.Identifier.settledScheme, value: people[number].id), at: 0)
    }
    for alias in group.value.aliases.sorted() {
      // An id that was merged means that person, also where documents would have called another so.
      let meant = groupOfID[alias].map(groups.root) ?? group.number
      guard meant == group.number, people.note(alias: alias.text, of: number) else { continue }
      if people[number].otherIDs.count < People.Limits.wordings {
        people.change(number) { $0.otherIDs.append(alias.text) }
      } else {
        dropped += 1
      }
    }
    people.change(number) { $0.otherIDs.sort() }
    let chosen = names[group.number].map { [ExactText($0.name)] } ?? group.value.settledNames
    people.change(number) { person in
      person.identifiers = identifiers
      for voice in voices {
        person.names.add(intake.voices[voice].names)
        person.roles.add(intake.voices[voice].roles)
      }
      dropped += person.names.settle(limit: People.Limits.wordings)
      dropped += person.roles.settle(limit: People.Limits.wordings)
      // Statements carry their roles, so that an export has as many of each as the archive.
      if let main = person.roles.main { person.roles.lead(with: main) }
      person.chooseName(chosen, stated: group.value.statedNames)
    }
    return dropped
  }
}

extension People {
  fileprivate mutating func add(id: String) -> UInt32 {
    let number = UInt32(persons.count)
    persons.append(Person(id: id, name: id))
    numberOfID[text: id] = number
    return number
  }

  fileprivate mutating func change(_ number: UInt32, _ body: (inout Person) -> Void) {
    body(&persons[Int(number)])
    news.persons.insert(number)
  }

  /// Whether this is news.
  fileprivate mutating func note(alias: String, of number: UInt32) -> Bool {
    guard numberOfID[text: alias] == nil, numberOfAlias[text: alias] == nil else { return false }
    numberOfAlias[text: alias] = number
    news.aliases.append(Alias(id: alias, number: number))
    return true
  }

  /// Those of the identifiers that are not another person's.
  fileprivate mutating func claim(
    _ identifiers: [Speaker.Identifier], for number: UInt32
  ) -> [Speaker.Identifier] {
    identifiers.filter { identifier in
      if let owner = numberOfIdentifier[identifier] { return owner == number }
      numberOfIdentifier[identifier] = number
      news.identifiers.append(KnownIdentifier(identifier, number: number))
      return true
    }
  }
}

extension People.Person {
  /// Shows the name that the keeper chose; of several the one that the id is made of. Else, of who was
  /// settled by a merge file, the one that the kept id is made of; else the one of most statements, or
  /// of who made none, the one that is stated.
  fileprivate mutating func chooseName(_ chosen: Set<ExactText>, stated: Set<ExactText>) {
    let isOwn = { [id] (name: String) in Slug.make(FoldedText(name)) == id }
    if let first = chosen.min() {
      name =
        chosen.count == 1
        ? first.text
        : chosen.map(\.text).filter(isOwn).min(by: {
          $0.precedesExactly($1)
        }) ?? first.text
    } else {
      let own = isSettled ? names.list.first { isOwn($0.wording) } : nil
      let isSilent = names.list.allSatisfy { $0.count == 0 }
      name = own?.wording ?? (isSilent ? stated.min()?.text : nil) ?? names.main ?? id
    }
    if !names.contains(name) { names.note(name, from: nil, to: nil, count: 0) }
    names.lead(with: name)
  }
}
