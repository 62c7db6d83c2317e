import Transcripts

/// What documents say of people, put by until it is settled who they are: so a document whose place
/// another takes can be forgotten as if it had never been read.
///
/// Numbers in one array, since there may be a document for every few statements.
struct Evidence: Sendable {
  private var texts: [String] = []
  private var numberOfText: [ExactText: Int32] = [:]
  private var facts: [Int32] = []
  /// Where each document's begin.
  private var starts: [Int] = []
  private var forgotten: Set<Int> = []
  private var listings: [Listing] = []
  /// What exports last listed of a proposal, which they do for meeting after meeting.
  private var lastListed: [Int: Int32] = [:]

  private struct Listing: Hashable {
    var names: [Speaker.Dated]
    var roles: [Speaker.Dated]
  }

  private static let noDay = Int32.min

  /// The number of a list of names and roles.
  mutating func listing(
    of proposal: Int, names: [Speaker.Dated], roles: [Speaker.Dated]
  ) -> Int32 {
    let listing = Listing(names: names, roles: roles)
    // Arrays that are the same are found so at once.
    if let last = lastListed[proposal], listings[Int(last)] == listing { return last }
    let number = Int32(listings.count)
    listings.append(listing)
    lastListed[proposal] = number
    return number
  }

  /// Takes in what a document says; its number.
  /// - Parameter isKnown: Whether an earlier load has learnt its statements.
  mutating func add(_ document: DocumentVoices, isKnown: Bool) -> Int {
    starts.append(facts.count)
    facts += [
      document.day.daysSinceEpoch, isKnown ? 1 : 0, Int32(document.proposed.count),
      Int32(document.voices.count),
    ]
    for proposed in document.proposed {
      let isNamed = proposed.isStated || proposed.isSettled
      facts += [
        Int32(proposed.proposal), (proposed.isStated ? 1 : 0) | (proposed.isSettled ? 2 : 0),
        isNamed ? number(of: proposed.name) : -1, Int32(proposed.otherIDs.count),
      ]
      for id in proposed.otherIDs { facts.append(number(of: id)) }
    }
    for voice in document.voices {
      facts += [
        Int32(bitPattern: voice.number), voice.listing, Int32(voice.names.list.count),
        Int32(voice.roles.list.count),
      ]
      for entry in voice.names.list { add(entry) }
      for entry in voice.roles.list { add(entry) }
    }
    return starts.count - 1
  }

  mutating func forget(_ document: Int) { forgotten.insert(document) }

  private mutating func add(_ entry: Wordings.Entry) {
    facts += [
      number(of: entry.wording), entry.from?.daysSinceEpoch ?? Self.noDay,
      entry.to?.daysSinceEpoch ?? Self.noDay, Int32(clamping: entry.count),
    ]
  }

  private mutating func number(of text: String) -> Int32 {
    if let number = numberOfText[text: text] { return number }
    let number = Int32(texts.count)
    texts.append(text)
    numberOfText[text: text] = number
    return number
  }

  /// Has proposals and voices learn all that was not forgotten.
  consuming func teach(_ intake: inout PeopleIntake) {
    var areListed = [Bool](repeating: false, count: listings.count)
    for document in starts.indices where !forgotten.contains(document) {
      var reader = Reader(facts: facts, next: starts[document])
      let day = CalendarDate(daysSinceEpoch: reader.take())!
      let isKnown = reader.take() == 1
      let (proposalCount, voiceCount) = (reader.take(), reader.take())
      for _ in 0..<proposalCount {
        let (proposal, flags, name) = (Int(reader.take()), reader.take(), Int(reader.take()))
        let others = (0..<reader.take()).map { _ in texts[Int(reader.take())] }
        intake.proposals[proposal].learn(
          day: day, statedName: flags & 1 == 0 ? nil : texts[name],
          settledName: flags & 2 == 0 ? nil : texts[name], others)
      }
      var company: [UInt32] = []
      for _ in 0..<voiceCount {
        let number = UInt32(bitPattern: reader.take())
        let listing = Int(reader.take())
        let (nameCount, roleCount) = (reader.take(), reader.take())
        company.append(number)
        let voice = Int(number)
        intake.voices[voice].isHeard = true
        for _ in 0..<nameCount {
          note(&reader, isKnown, &intake.voices[voice].names)
        }
        for _ in 0..<roleCount {
          note(&reader, isKnown, &intake.voices[voice].roles)
        }
        if listing >= 0, !areListed[listing] {
          areListed[listing] = true
          for name in listings[listing].names { intake.voices[voice].names.note(name) }
          for role in listings[listing].roles { intake.voices[voice].roles.note(role) }
        }
      }
      if company.count > 1 { intake.addCompany(company) }
    }
  }

  private func note(_ reader: inout Reader, _ isKnown: Bool, _ wordings: inout Wordings) {
    let text = texts[Int(reader.take())]
    let (from, to, count) = (reader.take(), reader.take(), Int(reader.take()))
    // Statements that were learnt before count once; what is listed of people may be new all the same.
    wordings.note(
      text, from: from == Self.noDay ? nil : CalendarDate(daysSinceEpoch: from),
      to: to == Self.noDay ? nil : CalendarDate(daysSinceEpoch: to), count: isKnown ? 0 : count)
  }

  private struct Reader {
    let facts: [Int32]
    var next: Int

    mutating func take() -> Int32 {
      defer { next += 1 }
      return facts[next]
    }
  }
}

extension PeopleIntake.Proposal {
  fileprivate mutating func learn(
    day: CalendarDate, statedName: String?, settledName: String?, _ others: [String]
  ) {
    firstDay = min(firstDay ?? day, day)
    if let statedName {
      isStated = true
      statedNames.insert(statedName)
    }
    if let settledName { settledNames.insert(settledName) }
    otherIDs.formUnion(others.lazy.map(ExactText.init))
  }
}
