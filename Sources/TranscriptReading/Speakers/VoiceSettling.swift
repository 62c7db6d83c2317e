import People
import Transcripts

/// The state of settling one meeting's voices.
struct VoiceSettling {
  var people = MeetingPeople()
  /// Last words of the names that labels print, with the folded roles before them; "" for none.
  private var printedSurnames: [String: Set<String>] = [:]
  /// Surnames that labels tell apart by a place behind them, and how many places.
  private(set) var affiliations: [String: Set<String>] = [:]
  private var anatomies: [Turn.Voice: LabelAnatomy] = [:]
  /// The words of labels that are roles without names, as far as others are compared with them.
  private(set) var roleLabels: [[String]] = []
  private let names: NamesInText
  let date: CalendarDate
  /// The BCP 47 language of the document; empty when it is not known.
  private let language: String
  /// The index of the first turn of the voice that is being settled.
  private var turn = 0

  init(
    listed: [ListedPerson], title: String, lead: [String], date: CalendarDate, language: String
  ) {
    names = NamesInText(title: title, lead: lead)
    self.language = language
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
    let parted = distinct.map { LabelParts($0.label) }
    let address = AddressOfDocument.words(of: parted, language: language)
    for (voice, parts) in zip(distinct, parted) {
      if !voice.name.isEmpty {
        bare.insert(FoldedText.fold(voice.name))
        continue
      }
      let tokens = parts.tokens
      if tokens.count >= 2, tokens.allSatisfy({ $0.isNameLike || $0.isParticle || $0.isNumeral }),
        !LabelAnatomy.isOfAnother(parts.core, tokens)
      {
        bare.insert(LabelAnatomy.folded(tokens[...]))
        // "Day" where "Bill Day" speaks.
        if let last = tokens.last, last.isNameByPlace { bare.insert(last.folded) }
      }
    }
    for (voice, parts) in zip(distinct, parted) {
      let anatomy =
        voice.name.isEmpty || voice.label.hasSuffix(")")
        ? LabelAnatomy(parts, addressing: address) { bare.contains($0) }
        : LabelAnatomy(named: voice.name)
      anatomies[voice] = anatomy
      if anatomy.voice == .role, voice.name.isEmpty, roleLabels.count < Self.mostRoles {
        roleLabels.append(FoldedText.words(of: parts.core))
      }
      if anatomy.voice == .person, let last = FoldedText.words(of: anatomy.name).last {
        printedSurnames[last, default: []].insert(
          MeetingPeople.roleKey(FoldedText.words(of: anatomy.role)))
        if !anatomy.affiliation.isEmpty {
          affiliations[last, default: []].insert(FoldedText.fold(anatomy.affiliation))
        }
      }
      if !voice.personKey.isEmpty, people.person(key: voice.personKey) != nil { continue }
      let name = voice.name.isEmpty ? anatomy.name : voice.name
      guard !voice.name.isEmpty || anatomy.voice == .person && !anatomy.isPartialName else {
        continue
      }
      let role = voice.role.isEmpty ? anatomy.role : voice.role
      // Whom no role tells from namesakes is none more of the name.
      if person(named: name, role: role) == nil,
        !role.isEmpty || people.people(named: FoldedText.words(of: name)).isEmpty
      {
        let index = people.add(NameCase.inNameCase(name, names))
        people.note(role: role, of: index)
      }
    }
    for voice in distinct {
      guard let anatomy = anatomies[voice], !anatomy.initials.isEmpty else { continue }
      let found = people.people(named: FoldedText.words(of: anatomy.name))
      if found.count == 1 { people.addName(anatomy.initials, to: found[0]) }
    }
  }

  /// The one person a full name fits, given the role printed with it; nil when there is none or
  /// when the role shows that it is another person of that name.
  private mutating func person(named name: String, role: String) -> Int? {
    let found = people.people(named: FoldedText.words(of: name))
    guard let first = found.first else { return nil }
    if role.isEmpty { return found.count == 1 ? first : nil }
    let fitting = found.filter { RoleWording.mayBeOne(people[$0].lastRole, role) }
    return fitting.first
  }

  /// The steps in which voices are settled.
  static let steps = 0...4

  /// The step in which a voice is settled.
  func step(of voice: Turn.Voice) -> Int {
    guard voice.personKey.isEmpty, voice.name.isEmpty, let anatomy = anatomies[voice] else {
      return 0
    }
    switch anatomy.voice {
    case .role: return 4
    case .code: return 3
    case .unnamed, .group: return 0
    case .person:
      if !anatomy.isPartialName || !anatomy.affiliation.isEmpty { return 0 }
      return anatomy.address.isEmpty && anatomy.role.isEmpty ? 2 : 1
    }
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
      return settleName(
        LabelAnatomy(named: voice.name), &attribution, line: line, report: &report)
    }
    if voice.label.isEmpty, voice.role.isEmpty { return attribution }
    switch anatomy.voice {
    case .unnamed:
      attribution.certainty = .unnamed
      attribution.role = voice.role
    case .group:
      attribution.certainty = .group
      attribution.role = voice.role
    case .person where isHeading(voice.label), .code where isHeading(voice.label),
      .role where isHeading(voice.label):
      // "Break", "Motion", "TOP 3": set as a label, and nobody's name.
      attribution.certainty = .unnamed
      attribution.role = voice.role
    case .role:
      settleRole(&attribution, line: line, report: &report)
    case .code:
      settleCode(&attribution, line: line, report: &report)
    case .person where isMisprintedRole(voice.label, anatomy):
      attribution.certainty = .roleOnly
      attribution.role = LabelAnatomy.splitNotes(voice.label).core
      report.warn(
        .oddity, line: line, wording: voice.label,
        "differs by a letter from a role that speaks, and is taken for it; nobody is settled")
    case .person:
      attribution.name = anatomy.name
      return settleName(anatomy, &attribution, line: line, report: &report)
    }
    return attribution
  }

  /// A code or initials: the one person whose initials they are, or a part that is known by nothing
  /// else.
  private mutating func settleCode(
    _ attribution: inout Attribution, line: Int?, report: inout ReadingReport
  ) {
    attribution.certainty = .roleOnly
    let code = attribution.role
    let words = FoldedText.words(of: code)
    let found =
      words.count == 1 && people.people(named: words).count == 1
      ? people.people(named: words) : people.people(withInitials: code)
    guard let first = found.first else { return }
    attribution.role = ""
    guard found.count == 1 else {
      return leaveOpen(
        &attribution, found, "may be the initials of several people", line: line, report: &report)
    }
    attribution.name = people[first].name
    people.addName(code, to: first)
    _ = identified(&attribution, as: first)
  }

  /// Says that a label fits several people.
  private mutating func leaveOpen(
    _ attribution: inout Attribution, _ found: [Int], _ problem: String, line: Int?,
    report: inout ReadingReport
  ) {
    attribution.certainty = .ambiguous
    attribution.candidateIDs = found.prefix(64).map(Self.key)
    for index in found.prefix(64) { refer(to: index) }
    let (label, candidates) = (attribution.label, wording(of: found))
    report.warn(.ambiguousSpeaker, line: line, wording: label, "\(problem): \(candidates)")
  }

  private mutating func settleName(
    _ anatomy: LabelAnatomy, _ attribution: inout Attribution, line: Int?,
    report: inout ReadingReport
  ) -> Attribution {
    let name = anatomy.name
    let words = FoldedText.words(of: name)
    var found: [Int]
    if anatomy.isPartialName {
      found =
        words.count == 1
        ? people.people(calledBy: words[0]) : people.people(endingIn: words)
      let ofSurname = found
      found = toldApart(found, anatomy, surname: words.last ?? "")
      if found.isEmpty, ofSurname.count == 1, anatomy.affiliation.isEmpty,
        let full = TitledNames.find(words, role: anatomy.role, in: names).fullName,
        people[ofSurname[0]].words == full
      {
        // "MR. PSAKI" where the title names Jen Psaki alone.
        found = ofSurname
        let label = attribution.label
        report.warn(
          .oddity, line: line, wording: label,
          "another form of address than elsewhere; the title names one person so")
      }
    } else {
      found = people.people(named: words)
    }
    if found.count > 1, !attribution.role.isEmpty {
      let role = attribution.role
      let fitting = found.filter {
        !people[$0].lastRole.isEmpty && RoleWording.mayBeOne(people[$0].lastRole, role)
      }
      if fitting.count == 1 { found = fitting }
    }
    if found.count > 1 {
      leaveOpen(&attribution, found, "fits several people", line: line, report: &report)
      return attribution
    }
    let titled =
      anatomy.isPartialName ? TitledNames.find(words, role: anatomy.role, in: names) : .nobody
    if let index = found.first, titled.mayBe(people[index].words) {
      return identified(&attribution, as: index, anatomy)
    }
    switch titled {
    case .several(let mentions):
      // "MS. BIDEN" under a title that names two of that name.
      let candidates = mentions.map { mention in
        let known = people.people(named: FoldedText.words(of: mention))
        return known.first ?? people.add(mention)
      }
      leaveOpen(
        &attribution, candidates, "the title names several people so", line: line,
        report: &report)
      return attribution
    case .another(let mention):
      // "FIRST LADY BIDEN" under a title that names a President Biden alone.
      attribution.certainty = .roleOnly
      let label = attribution.label
      report.warn(
        .ambiguousSpeaker, line: line, wording: label,
        "the title names \(mention) in another role; nobody is settled")
      return attribution
    case .nobody, .one: break
    }
    var full = NameCase.inNameCase(name, names)
    if case .one(let mention, _) = titled { full = mention }
    let fullWords = FoldedText.words(of: full)
    let known = toldApart(
      people.people(named: fullWords).filter { titled.mayBe(people[$0].words) }, anatomy,
      surname: words.last ?? "")
    let index = known.count == 1 ? known[0] : people.add(full)
    people.addName(name, to: index)
    if fullWords.count == 1, !attribution.role.isEmpty || attribution.label.isExactly(name) {
      let label = attribution.label
      report.info(
        .oddity, line: line, wording: label,
        "known by one name only; no fuller name in the document")
    }
    return identified(&attribution, as: index, anatomy)
  }

  /// A role without a name: the one person of the meeting who holds it, or stays a role.
  private mutating func settleRole(
    _ attribution: inout Attribution, line: Int?, report: inout ReadingReport
  ) {
    attribution.certainty = .roleOnly
    var role = FoldedText.words(of: attribution.role)
    if role.first == "the" { role.removeFirst() }
    let holders = people.people(withRole: role)
    if holders.count == 1, isChairing(role, holders[0]) {
      // "The President" where heads of state speak, too.
      return leaveOpen(
        &attribution, holders, "somebody of this title speaks, who need not be who presides",
        line: line, report: &report)
    }
    if holders.count == 1 {
      attribution.name = people[holders[0]].name
      _ = identified(&attribution, as: holders[0])
      return
    }
    if holders.count > 1 {
      // "THE PRESIDENT" where two presidents speak.
      return leaveOpen(
        &attribution, holders, "several people have this role", line: line, report: &report)
    }
    let key = MeetingPeople.roleKey(role)
    let printed = names.names(after: role).filter {
      // Who speaks by that name in another role, or in none, is not the one who speaks by this role.
      guard let roles = printedSurnames[FoldedText.words(of: $0).last ?? ""] else { return true }
      return !roles.contains("") && !roles.contains(key)
    }
    guard printed.count == 1 else {
      let label = attribution.label
      report.info(.label, line: line, wording: label, "a role without a name; nobody settled")
      return
    }
    let words = FoldedText.words(of: printed[0])
    let found = (words.count == 1 ? people.people(calledBy: words[0]) : people.people(named: words))
      .filter { isNamed($0, inRole: key) }
    guard found.count <= 1 else { return }
    let index = found.first ?? people.add(printed[0])
    attribution.name = people[index].name
    let (label, name) = (attribution.label, attribution.name)
    report.info(
      .label, line: line, wording: label, "the title names one person in this role: \(name)")
    _ = identified(&attribution, as: index)
  }

  /// Whether somebody may hold a role: not when labels or the title say another.
  private func isNamed(_ index: Int, inRole role: String) -> Bool {
    let person = people[index]
    let last = MeetingPeople.roleKey(FoldedText.words(of: person.lastRole))
    guard last.isEmpty || last == role else { return false }
    guard person.words.count >= 2, let surname = person.words.last else { return true }
    return !names.mentions(of: [surname]).contains {
      !$0.role.isEmpty && FoldedText.words(of: $0.name) == person.words
        && !TitledNames.isRole(role, of: $0.role)
    }
  }

  private mutating func identified(
    _ attribution: inout Attribution, as index: Int, _ anatomy: LabelAnatomy? = nil
  ) -> Attribution {
    attribution.certainty = .identified
    if let anatomy {
      if people[index].affiliation.isEmpty {
        people[index].affiliation = FoldedText.fold(anatomy.affiliation)
      }
      people[index].isMan = people[index].isMan ?? Self.isMan(anatomy)
      if people[index].form == .none { people[index].form = Self.form(anatomy) }
      if anatomy.isPartialName,
        people[index].words.count > FoldedText.words(of: attribution.name).count
      {
        // "MS. PSAKI" is Jen Psaki where the document says so; she is found under both.
        people[index].names.note(attribution.name, from: date, to: date, count: 0)
        attribution.name = people[index].name
      }
    }
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
  static func key(_ index: Int) -> String { "#\(index)" }
}
