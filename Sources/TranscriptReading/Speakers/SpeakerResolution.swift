import People
import Transcripts

/// Settles within one meeting who speaks: joins short labels to the first long one, tells roles from
/// names, keeps unnamed voices unnamed, and leaves open what the document leaves open.
struct SpeakerResolution {
  /// Everybody whom an attribution refers to, in the order they first speak.
  private(set) var speakers: [Speaker] = []
  /// What each distinct voice came to.
  private var settled: [Attribution] = []
  /// The index of each distinct voice's speaker in `roles`; nil where nobody is settled.
  private var numbers: [Int?] = []
  /// The role that was last printed for each speaker.
  private var roles: [String] = []

  /// Settles the voices of a meeting.
  /// - Parameters:
  ///   - voices: What the document says of who speaks.
  ///   - people: Those whom the document lists.
  ///   - meetingID: The meeting's id, of which ids of people are made who share all else.
  static func resolve(
    _ voices: VoiceTable, people: [ListedPerson], title: String, lead: [String],
    date: CalendarDate, meetingID: String = "", report: inout ReadingReport
  ) -> SpeakerResolution {
    var table = VoiceSettling(listed: people, title: title, lead: lead, date: date)
    table.learn(voices.distinct.map(\.voice))
    var resolution = SpeakerResolution()
    resolution.settled = voices.distinct.map { Attribution(label: $0.voice.label) }
    // A role without a name is settled when everybody with a name is known.
    for isRole in [false, true] {
      for (index, entry) in voices.distinct.enumerated()
      where table.isRole(entry.voice) == isRole {
        resolution.settled[index] = table.settle(
          entry.voice, first: entry.turn, line: entry.line, report: &report)
      }
    }
    resolution.giveIDs(to: table.speakers(), meetingID: meetingID, report: &report)
    var numbers: [String: Int] = [:]
    for (attribution, entry) in zip(resolution.settled, voices.distinct) {
      let id = attribution.speakerID
      // A role that the document gives for one statement neither holds for others nor comes from them.
      guard !id.isEmpty, !entry.voice.isRoleOfStatement else {
        resolution.numbers.append(nil)
        continue
      }
      let number = numbers[id] ?? numbers.count
      numbers[id] = number
      resolution.numbers.append(number)
    }
    resolution.roles = [String](repeating: "", count: numbers.count)
    return resolution
  }

  /// Puts the ids that people have within the document in place of the keys they had so far.
  private mutating func giveIDs(
    to people: [Speaker], meetingID: String, report: inout ReadingReport
  ) {
    let provisional = ProvisionalIDs(people, meetingID: meetingID)
    for identifier in provisional.shared {
      report.warn(
        .oddity, wording: "\(identifier.scheme) \(identifier.value)",
        "several people of the document have this identifier; taken as nobody's")
    }
    var idOfKey: [String: String] = [:]
    speakers = people
    for (index, id) in provisional.ids.enumerated() {
      idOfKey[people[index].id] = id
      speakers[index].id = id
      if !provisional.shared.isEmpty {
        speakers[index].identifiers.removeAll(where: provisional.shared.contains)
      }
    }
    for index in settled.indices {
      if let id = idOfKey[settled[index].speakerID] { settled[index].speakerID = id }
      settled[index].candidateIDs = settled[index].candidateIDs.map { idOfKey[$0] ?? $0 }
    }
  }

  /// Who makes the next turn, given the index of its voice; to be called for every turn in order. A
  /// role once printed holds for the rest of the meeting, until another is printed.
  mutating func nextAttribution(_ voice: Int32) -> Attribution {
    var attribution = settled[Int(voice)]
    guard let number = numbers[Int(voice)] else { return attribution }
    if attribution.role.isEmpty {
      attribution.role = roles[number]
    } else if roles[number] != attribution.role {
      roles[number] = attribution.role
    }
    return attribution
  }
}

/// The state of settling one meeting's voices.
private struct VoiceSettling {
  private var people = MeetingPeople()
  /// Last words of the names that labels print.
  private var printedSurnames: Set<String> = []
  private var anatomies: [Turn.Voice: LabelAnatomy] = [:]
  private let names: NamesInText
  private let date: CalendarDate
  /// The index of the first turn of the voice that is being settled.
  private var turn = 0

  init(listed: [ListedPerson], title: String, lead: [String], date: CalendarDate) {
    names = NamesInText(title: title, lead: lead)
    self.date = date
    for person in listed {
      let index = people.add(
        person.name, otherNames: person.names.map(\.wording), key: person.key)
      for name in person.names { people[index].names.note(name) }
      for role in person.roles { people[index].roles.note(role) }
      people[index].identifiers = person.identifiers
    }
  }

  /// Takes the distinct labels apart and makes a person of every full name.
  mutating func learn(_ distinct: [Turn.Voice]) {
    // Labels that are a name and nothing else say where the names of longer labels begin.
    var bare: Set<String> = []
    for voice in distinct {
      if !voice.name.isEmpty {
        bare.insert(FoldedText.fold(voice.name))
        continue
      }
      let core = LabelAnatomy.splitNotes(voice.label).core
      let tokens = LabelToken.tokens(of: core)
      if tokens.count >= 2, tokens.allSatisfy({ $0.isNameLike || $0.isParticle || $0.isNumeral }) {
        bare.insert(LabelAnatomy.folded(tokens[...]))
      }
    }
    for voice in distinct {
      let anatomy =
        voice.name.isEmpty || voice.label.hasSuffix(")")
        ? LabelAnatomy(voice.label) { bare.contains($0) } : LabelAnatomy(named: voice.name)
      anatomies[voice] = anatomy
      if anatomy.voice == .person, let last = FoldedText.words(of: anatomy.name).last {
        printedSurnames.insert(last)
      }
      if !voice.personKey.isEmpty, people.person(key: voice.personKey) != nil { continue }
      let name = voice.name.isEmpty ? anatomy.name : voice.name
      guard !voice.name.isEmpty || anatomy.voice == .person && !anatomy.isPartialName else {
        continue
      }
      let role = voice.role.isEmpty ? anatomy.role : voice.role
      if person(named: name, role: role) == nil,
        people.people(named: FoldedText.words(of: name)).count < 2
      {
        let index = people.add(Self.inNameCase(name, names))
        people.note(role: role, of: index)
      }
    }
  }

  /// The one person a full name fits, given the role printed with it; nil when there is none or
  /// when the role shows that it is another person of that name.
  private mutating func person(named name: String, role: String) -> Int? {
    let found = people.people(named: FoldedText.words(of: name))
    guard let first = found.first else { return nil }
    if role.isEmpty { return found.count == 1 ? first : nil }
    let fitting = found.filter { Self.mayBeOne(people[$0].lastRole, role) }
    return fitting.count == 1 ? fitting[0] : fitting.isEmpty ? nil : fitting[0]
  }

  /// Whether one person may be printed with both roles in one meeting: unless each names a place or
  /// body that the other does not, they may.
  private static func mayBeOne(_ first: String, _ second: String) -> Bool {
    guard !first.isEmpty, !second.isEmpty else { return true }
    func about(_ role: String) -> Set<String> {
      Set(
        LabelToken.tokens(of: role).filter {
          // "Region" and the like are of any place.
          $0.isCapitalised && !$0.isRole && !$0.isConnector
            && !LabelWords.notNames.contains($0.folded)
        }.map(\.folded))
    }
    let (left, right) = (about(first), about(second))
    return left.isEmpty || right.isEmpty || !left.isDisjoint(with: right)
  }

  /// Whether a voice is a role without a name.
  func isRole(_ voice: Turn.Voice) -> Bool {
    voice.personKey.isEmpty && voice.name.isEmpty && anatomies[voice]?.voice == .role
  }

  /// Who a voice is.
  mutating func settle(
    _ voice: Turn.Voice, first: Int, line: Int?, report: inout ReadingReport
  ) -> Attribution {
    turn = first
    let anatomy = anatomies[voice] ?? LabelAnatomy(voice.label) { _ in false }
    var attribution = Attribution(label: voice.label, delivery: voice.delivery ?? anatomy.delivery)
    attribution.role = voice.role.isEmpty ? anatomy.role : voice.role
    if !voice.personKey.isEmpty, let index = people.person(key: voice.personKey) {
      attribution.name =
        voice.name.isEmpty
        ? (anatomy.name.isEmpty ? people[index].name : anatomy.name) : voice.name
      if anatomy.voice == .role, voice.role.isEmpty, anatomy.name.isEmpty, !voice.label.isEmpty,
        !FoldedText.words(of: anatomy.role).contains(where: people[index].words.contains)
      {
        attribution.role = anatomy.role
      } else if anatomy.voice == .role, voice.role.isEmpty {
        attribution.role = ""
      }
      return identified(&attribution, as: index)
    }
    if !voice.name.isEmpty {
      attribution.name = voice.name
      return settleName(voice.name, isPartial: false, &attribution, line: line, report: &report)
    }
    if voice.label.isEmpty, voice.role.isEmpty { return attribution }
    switch anatomy.voice {
    case .unnamed:
      attribution.certainty = .unnamed
      attribution.role = voice.role
    case .group:
      attribution.certainty = .group
      attribution.role = voice.role
    case .role:
      settleRole(&attribution, line: line, report: &report)
    case .person:
      attribution.name = anatomy.name
      return settleName(
        anatomy.name, isPartial: anatomy.isPartialName, &attribution, line: line, report: &report)
    }
    return attribution
  }

  private mutating func settleName(
    _ name: String, isPartial: Bool, _ attribution: inout Attribution, line: Int?,
    report: inout ReadingReport
  ) -> Attribution {
    let words = FoldedText.words(of: name)
    var found: [Int]
    if isPartial {
      found =
        words.count == 1
        ? people.people(calledBy: words[0]) : people.people(endingIn: words)
    } else {
      found = people.people(named: words)
    }
    if found.count > 1, !attribution.role.isEmpty {
      let role = attribution.role
      let fitting = found.filter {
        !people[$0].lastRole.isEmpty && Self.mayBeOne(people[$0].lastRole, role)
      }
      if fitting.count == 1 { found = fitting }
    }
    if found.count > 1 {
      attribution.certainty = .ambiguous
      attribution.candidateIDs = found.prefix(64).map(Self.key)
      for index in found.prefix(64) { refer(to: index) }
      let label = attribution.label
      let candidates = wording(of: found)
      report.warn(
        .ambiguousSpeaker, line: line, wording: label, "fits several people: \(candidates)")
      return attribution
    }
    if let index = found.first { return identified(&attribution, as: index) }
    let full =
      isPartial
      ? names.completed(words) ?? Self.inNameCase(name, names) : Self.inNameCase(name, names)
    let fullWords = FoldedText.words(of: full)
    let known = people.people(named: fullWords)
    let index = known.count == 1 ? known[0] : people.add(full)
    people.addName(name, to: index)
    if fullWords.count == 1, !attribution.role.isEmpty || attribution.label == name {
      let label = attribution.label
      report.info(
        .oddity, line: line, wording: label,
        "known by one name only; no fuller name in the document")
    }
    return identified(&attribution, as: index)
  }

  /// A role without a name: the one person of the meeting who holds it, or stays a role.
  private mutating func settleRole(
    _ attribution: inout Attribution, line: Int?, report: inout ReadingReport
  ) {
    attribution.certainty = .roleOnly
    var role = FoldedText.words(of: attribution.role)
    if role.first == "the" { role.removeFirst() }
    let holders = people.people(withRole: role)
    if holders.count == 1 {
      attribution.name = people[holders[0]].name
      _ = identified(&attribution, as: holders[0])
      return
    }
    if holders.count > 1 {
      // "THE PRESIDENT" where two presidents speak.
      attribution.certainty = .ambiguous
      attribution.candidateIDs = holders.prefix(64).map(Self.key)
      for index in holders.prefix(64) { refer(to: index) }
      let (label, candidates) = (attribution.label, wording(of: holders))
      report.warn(
        .ambiguousSpeaker, line: line, wording: label,
        "several people have this role: \(candidates)")
      return
    }
    let printed = names.names(after: role).filter {
      !printedSurnames.contains(FoldedText.words(of: $0).last ?? "")
    }
    guard printed.count == 1 else {
      let label = attribution.label
      report.info(.label, line: line, wording: label, "a role without a name; nobody settled")
      return
    }
    let words = FoldedText.words(of: printed[0])
    let found = words.count == 1 ? people.people(calledBy: words[0]) : people.people(named: words)
    guard found.count <= 1 else { return }
    let index = found.first ?? people.add(printed[0])
    attribution.name = people[index].name
    let (label, name) = (attribution.label, attribution.name)
    report.info(
      .label, line: line, wording: label, "the title names one person in this role: \(name)")
    _ = identified(&attribution, as: index)
  }

  private mutating func identified(_ attribution: inout Attribution, as index: Int) -> Attribution {
    attribution.certainty = .identified
    attribution.speakerID = Self.key(index)
    refer(to: index)
    let day = date
    if !attribution.name.isEmpty {
      people[index].names.note(attribution.name, from: day, to: day, count: 0)
    }
    if !attribution.role.isEmpty {
      people.note(role: attribution.role, of: index)
      people[index].roles.note(attribution.role, from: day, to: day, count: 0)
    }
    return attribution
  }

  private mutating func refer(to index: Int) {
    people[index].isReferredTo = true
    people[index].firstReference = min(people[index].firstReference, turn)
  }

  /// What refers to a person until ids are given.
  private static func key(_ index: Int) -> String { "#\(index)" }

  /// Some people as messages name them.
  private func wording(of found: [Int]) -> String {
    let shown = found.prefix(8).map { index in
      let person = people[index]
      return person.lastRole.isEmpty ? person.name : "\(person.name) (\(person.lastRole))"
    }
    return shown.joined(separator: ", ") + (found.count > 8 ? " and others" : "")
  }

  /// "DMITRY PESKOV" in the case of the title or lead, else "Dmitry Peskov".
  private static func inNameCase(_ name: String, _ names: NamesInText) -> String {
    let letters = name.filter(\.isLetter)
    guard letters.count > 3, letters.allSatisfy({ $0.isUppercase }) else { return name }
    if let printed = names.completed(FoldedText.words(of: name)),
      !printed.filter(\.isLetter).allSatisfy(\.isUppercase)
    {
      return printed
    }
    var result = ""
    var isStart = true
    for character in name {
      result += isStart ? character.uppercased() : character.lowercased()
      isStart = !character.isLetter
    }
    return result
  }

  /// Those referred to, in the order they first speak.
  func speakers() -> [Speaker] {
    people.people.indices.filter { people[$0].isReferredTo }
      .sorted {
        (people[$0].firstReference, $0) < (people[$1].firstReference, $1)
      }
      .map { index in
        let person = people[index]
        var names = person.names.dated
        if !person.names.contains(person.name) {
          names.insert(Speaker.Dated(person.name, from: date, to: date), at: 0)
        }
        return Speaker(
          id: Self.key(index), name: person.name, names: names, roles: person.roles.dated,
          identifiers: person.identifiers)
      }
  }
}
