import Transcripts

/// Applies a merge file to people who were settled by identifiers and ids, and makes persons of them.
struct MergeDecisions {
  private var groups: PersonGroups
  private let intake: PeopleIntake
  /// Groups by their ids and aliases; to be followed by `root`.
  private var groupOfID: [String: Int] = [:]
  /// The group of each voice; to be followed by `root`.
  private var groupOfVoice: [Int]
  private var names: [Int: String] = [:]
  private var problems: [Settlement.Problem] = []

  init(_ groups: PersonGroups) {
    self.groups = groups
    intake = groups.intake
    groupOfVoice = groups.intake.voices.map { groups.group(ofProposal: $0.proposal) }
    let roots = groups.roots
    for group in roots.sorted(by: { groups[$0].id < groups[$1].id }) {
      for alias in groups[group].aliases where groupOfID[alias] == nil { groupOfID[alias] = group }
    }
    for group in roots { groupOfID[groups[group].id] = group }
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
    for line in intake.merges.lines {
      if case .merge(let id, let kept) = line.decision {
        merge(id, into: kept, line.number, isChained: targets.contains(id))
      }
    }
    split()
    for line in intake.merges.lines {
      switch line.decision {
      case .name(let id, let name):
        guard let group = known(id, line.number) else { continue }
        names[group] = name
        groups[group].isSettled = true
      case .apart(let pair):
        guard let first = known(pair.first, line.number),
          let second = known(pair.second, line.number)
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
    if let group = groupOfID[id] { return groups.root(group) }
    return intake.people.number(ofID: id).map { groups.group(of: $0) }
  }

  private mutating func known(_ id: String, _ line: Int) -> Int? {
    let found = group(id) ?? group(intake.merges.canonical(id))
    if found == nil { problem(line, "nobody has the id “\(id)”") }
    return found
  }

  private mutating func merge(_ id: String, into kept: String, _ line: Int, isChained: Bool) {
    let target = intake.merges.canonical(kept)
    guard let gone = group(id) else {
      if !isChained { problem(line, "nobody has the id “\(id)”") }
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
    groups[sum].aliases.formUnion([own, groups[sum].id, id, kept, target])
    let given = groups[sum].given
    groups[sum].id = given.map { intake.people[$0].id } ?? target
    if groups[sum].id != target {
      problem(line, "“\(groups[sum].id)” is served already and stays the id; start anew")
    }
    groups[sum].aliases.remove(groups[sum].id)
    groups[sum].isSettled = true
    for alias in [own, id, kept, target] { groupOfID[alias] = sum }
  }

  private mutating func split() {
    var used: Set<Int> = []
    for voice in intake.voices.indices {
      let own = groups.root(groupOfVoice[voice])
      for line in intake.voices[voice].splits {
        guard case .split(let source, _, let new) = intake.merges.lines[line].decision,
          (group(source) ?? group(intake.merges.canonical(source))) == own
        else { continue }
        let target = intake.merges.canonical(new)
        let other = group(target) ?? groups.makeGroup(id: target)
        guard other != own else { continue }
        groupOfID[target] = other
        groups[other].isSettled = true
        groups[own].isSettled = true
        groupOfVoice[voice] = other
        used.insert(line)
        break
      }
    }
    for (index, line) in intake.merges.lines.enumerated() where !used.contains(index) {
      guard case .split(let source, _, _) = line.decision, known(source, line.number) != nil else {
        continue
      }
      problem(line.number, "nothing that “\(source)” said fits, or an earlier split takes it")
    }
  }

  // MARK: Persons

  consuming func finish() -> Settlement {
    var settlement = Settlement(people: intake.people)
    var voicesOfGroup: [Int: [Int]] = [:]
    for voice in groupOfVoice.indices {
      voicesOfGroup[groups.root(groupOfVoice[voice]), default: []].append(voice)
    }
    var numbers: [Int: UInt32] = [:]
    let present = groups.roots.filter { voicesOfGroup[$0] != nil || groups[$0].given != nil }
      .sorted { groups[$0].id < groups[$1].id }
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
      settlement.people.note(proposal.key, of: number)
    }
    settlement.numbers = groupOfVoice.map { numbers[groups.root($0)]! }
    settlement.areRenamed = zip(intake.voices, settlement.numbers).map { voice, number in
      voice.id != settlement.people[number].id
    }
    settlement.untriedCount = groups.untriedCount
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
    for alias in group.value.aliases.sorted() { people.note(alias: alias, of: number) }
    let chosen = names[group.number].map { [$0] } ?? group.value.settledNames
    people.change(number) { person in
      person.identifiers = identifiers
      for voice in voices {
        person.names.add(intake.voices[voice].names)
        person.roles.add(intake.voices[voice].roles)
      }
      dropped += person.names.settle(limit: People.Limits.wordings)
      dropped += person.roles.settle(limit: People.Limits.wordings)
      person.chooseName(chosen)
    }
    return dropped
  }
}

extension People {
  fileprivate mutating func add(id: String) -> UInt32 {
    let number = UInt32(persons.count)
    persons.append(Person(id: id, name: id))
    numberOfID[id] = number
    return number
  }

  fileprivate mutating func change(_ number: UInt32, _ body: (inout Person) -> Void) {
    body(&persons[Int(number)])
  }

  fileprivate mutating func note(alias: String, of number: UInt32) {
    if numberOfID[alias] == nil, numberOfAlias[alias] == nil { numberOfAlias[alias] = number }
  }

  /// Those of the identifiers that are not another person's.
  fileprivate mutating func claim(
    _ identifiers: [Speaker.Identifier], for number: UInt32
  ) -> [Speaker.Identifier] {
    identifiers.filter { identifier in
      if let owner = numberOfIdentifier[identifier] { return owner == number }
      numberOfIdentifier[identifier] = number
      return true
    }
  }

  fileprivate mutating func note(_ key: ProposalKey, of number: UInt32) {
    if numberOfProposal.updateValue(number, forKey: key) == nil {
      numbersOfProposedID[key.id, default: []].append(number)
    }
  }
}

extension People.Person {
  /// Shows the name that the keeper chose; of several the one that the id is made of. Else, of who was
  /// settled by a merge file, the one that the kept id is made of; else the one of most statements.
  fileprivate mutating func chooseName(_ chosen: Set<String>) {
    let isOwn = { [id] (name: String) in Slug.make(FoldedText(name)) == id }
    if let first = chosen.min() {
      name = chosen.count == 1 ? first : chosen.filter(isOwn).min() ?? first
    } else {
      let own = isSettled ? names.list.first { isOwn($0.wording) } : nil
      name = (own ?? names.list.first)?.wording ?? id
    }
    if !names.contains(name) { names.note(name, from: nil, to: nil, count: 0) }
    names.lead(with: name)
  }
}
