internal import HashTreeCollections
package import Transcripts

/// Takes in whom documents propose, one document after another, and settles in the end who they are.
///
/// Within a document ids are those of ``ProvisionalIDs``. Across documents people are settled by
/// ``settle()``, as a function of the set of what was proposed and never of its order. Until then each
/// voice has a number of its own, and the id that it will most likely have.
package struct PeopleIntake: Sendable {
  package internal(set) var people: People
  let merges: SpeakerMerges
  var proposals: [Proposal] = []
  var voices: [Voice] = []
  /// The voices of each document that has several, one document after another; once all is gathered.
  private(set) var companies: [UInt32] = []
  private(set) var companyEnds: [Int] = []
  private var proposalOfKey: [ProposalKey: Int] = [:]
  private var voiceOfKey: [VoiceKey: UInt32] = [:]
  private var evidence = Evidence()
  let splitTerms: SplitTerms
  private(set) var circumstances = [Circumstances()]
  private var numberOfCircumstances = [Circumstances(): Int32(0)]
  /// Who is settled anew is who they were before anything was decided: their ids, by what proposes them.
  private(set) var keptIDs: [ProposalKey: String] = [:]
  /// Splits by the ids that they most likely mean in the end.
  private let likelySplits: [String: PersonSplits]

  /// - Parameters:
  ///   - people: Those who are known already.
  ///   - merges: What the archive's keeper has settled.
  package init(_ people: People = People(), merges: SpeakerMerges = SpeakerMerges()) {
    self.people = people
    self.merges = merges
    let terms = SplitTerms(merges)
    splitTerms = terms
    var lines: [String: [Int]] = [:]
    for line in merges.splits {
      let ids = merges.lines[line].decision.ids
      lines[merges.canonical(ids[0]), default: []].append(line)
    }
    likelySplits = lines.mapValues { PersonSplits($0, of: merges, terms) }
  }

  /// Has people be who they were before anything was decided, with the ids that they had.
  package mutating func keepIDs(of meanings: [People.Meaning]) {
    for meaning in meanings {
      guard let id = meaning.ownID else { continue }
      keptIDs[ProposalKey(id: meaning.id, identifiers: meaning.identifiers)] = id
    }
  }

  /// A person as documents propose them under one id with the same identifiers.
  struct Proposal {
    var key: ProposalKey
    /// Who it is, if that was settled earlier.
    var given: UInt32?

    // What follows is known once all is gathered.

    /// The first day on which it was proposed; nil when every document that did is forgotten.
    var firstDay: CalendarDate?
    /// Whether a document states the id as the archive's, and the names that documents state then.
    var isStated = false
    var statedNames: Set<ExactText> = []
    /// The names that documents give where they say that the keeper has settled who it is.
    var settledNames: Set<ExactText> = []
    /// Other ids that documents state of it.
    var otherIDs: Set<ExactText> = []
  }

  /// What was said by a proposed person in circumstances that no split tells apart.
  package struct Voice: Sendable {
    var proposal: Int
    /// Number of the circumstances.
    var circumstances: Int32
    /// The id it most likely has.
    package var id: String
    var names = Wordings()
    var roles = Wordings()
    /// Whether a document has it that is not forgotten.
    var isHeard = false
  }

  private struct VoiceKey: Hashable {
    var proposal: Int
    var circumstances: Int32
  }

  /// A voice.
  package subscript(voice: UInt32) -> Voice { voices[Int(voice)] }

  /// Number of nobody.
  package static let nobody = UInt32.max

  /// Finds the voices of a document's statements. Nothing is learnt yet of what they were called.
  package mutating func add(_ transcript: Transcript) -> DocumentVoices {
    let provisional = ProvisionalIDs(
      transcript.speakers, stated: transcript.statedSpeakers, meetingID: transcript.meeting.id)
    var document = DocumentVoices(
      provisional.shared, speakerCount: transcript.speakers.count, day: transcript.meeting.date)
    document.proposed = transcript.speakers.indices.map { index in
      let speaker = transcript.speakers[index]
      return DocumentVoices.Proposed(
        proposal: proposal(
          ProposalKey(id: provisional.ids[index], identifiers: provisional.identifiers[index])),
        isStated: provisional.areStated[index],
        isSettled: speaker.identifiers.contains(where: \.isSettled), name: speaker.name,
        otherIDs: speaker.otherIDs)
    }
    var finder = CircumstanceFinder(splitTerms, transcript.meeting)
    let indexOfKey = [ExactText: Int](
      transcript.speakers.enumerated().map { (ExactText($1.id), $0) },
      uniquingKeysWith: { first, _ in first })
    document.statements.reserveCapacity(transcript.statements.count)
    for (position, statement) in transcript.statements.enumerated() {
      let attribution = statement.attribution
      let circumstances = number(&finder, role: attribution.role, date: statement.date)
      if !attribution.speakerID.isEmpty, let index = indexOfKey[text: attribution.speakerID] {
        let local = localVoice(index, circumstances, &document)
        document.voices[local].note(statement)
        document.statements.append(document.voices[local].number)
      } else {
        document.statements.append(Self.nobody)
      }
      if !attribution.candidateIDs.isEmpty {
        document.candidates[position] = attribution.candidateIDs.compactMap { id in
          indexOfKey[text: id].map {
            document.voices[localVoice($0, circumstances, &document)].number
          }
        }
      }
    }
    // Who neither spoke nor may have is known all the same.
    let circumstances = number(&finder, role: "", date: transcript.meeting.date)
    for index in transcript.speakers.indices where document.localsOfSpeaker[index].isEmpty {
      _ = localVoice(index, circumstances, &document)
    }
    distribute(transcript, &document, &finder)
    return document
  }

  /// Learns what the voices of a document, which ``add(_:)`` gave, were called.
  /// - Parameter isKnown: Whether an earlier load has learnt its statements.
  /// - Returns: a number to forget it by.
  @discardableResult
  package mutating func learn(_ document: DocumentVoices, isKnown: Bool = false) -> Int {
    evidence.add(document, isKnown: isKnown)
  }

  /// Forgets all that a document said, as if it had never been read.
  package mutating func forget(_ document: Int) { evidence.forget(document) }

  /// Forgets what all documents said, and keeps the numbers of their voices.
  mutating func forgetAll() { evidence = Evidence() }

  /// Puts together what was learnt and not forgotten; who is proposed by nothing of it goes.
  mutating func gather() {
    exchange(&evidence, with: Evidence()).teach(&self)
    var places = [Int](repeating: -1, count: proposals.count)
    var kept: [Proposal] = []
    for (index, proposal) in proposals.enumerated() where proposal.firstDay != nil {
      places[index] = kept.count
      kept.append(proposal)
    }
    proposals = kept
    for index in voices.indices { voices[index].proposal = places[voices[index].proposal] }
  }

  mutating func addCompany(_ voices: [UInt32]) {
    companies += voices
    companyEnds.append(companies.count)
  }

  /// The number of the circumstances of a statement.
  private mutating func number(
    _ finder: inout CircumstanceFinder, role: String, date: CalendarDate
  ) -> Int32 {
    guard !merges.splits.isEmpty else { return 0 }
    let found = finder.find(role: role, date: date)
    if let number = numberOfCircumstances[found] { return number }
    let number = Int32(circumstances.count)
    circumstances.append(found)
    numberOfCircumstances[found] = number
    return number
  }

  /// The document's voice of a speaker, which is made if it is not there.
  private mutating func localVoice(
    _ speaker: Int, _ circumstances: Int32, _ document: inout DocumentVoices
  ) -> Int {
    if let local = document.local(of: speaker, in: circumstances) { return local }
    let number = voice(document.proposed[speaker].proposal, circumstances)
    return document.append(
      DocumentVoices.Local(speaker: speaker, number: number, circumstances: circumstances))
  }

  /// Gives names and roles that the document lists to the voices they belong to.
  private mutating func distribute(
    _ transcript: Transcript, _ document: inout DocumentVoices, _ finder: inout CircumstanceFinder
  ) {
    let first = transcript.meeting.date
    let last = max(first, transcript.meeting.endDate ?? first)
    for (index, speaker) in transcript.speakers.enumerated() {
      let locals = document.localsOfSpeaker[index]
      // An export lists a person with all names once, with the days that are known; elsewhere it may
      // give the name of a label alone.
      let isStated = transcript.statedSpeakers.contains(speaker.id)
      let isBare = isStated && speaker.names.isEmpty
      let isListed = speaker.names.contains { $0.wording.isExactly(speaker.name) }
      let days = isStated ? nil : (first, last)
      // Of an export without splits, whose people have one voice each, the whole list is kept once.
      let isWhole = isStated && merges.splits.isEmpty
      if isWhole, !(speaker.names.isEmpty && speaker.roles.isEmpty) {
        document.voices[locals[0]].listing = evidence.listing(
          of: document.proposed[index].proposal, names: speaker.names, roles: speaker.roles)
      }
      for local in locals {
        document.voices[local].names.note(
          speaker.name, from: isListed ? nil : first, to: isListed ? nil : last,
          count: isBare ? 0 : document.voices[local].statementCount)
        for name in speaker.names where !isWhole {
          document.voices[local].names.note(
            name.wording, from: name.from ?? days?.0, to: name.to ?? days?.1, count: 0)
        }
      }
      guard !isWhole, !speaker.roles.isEmpty else { continue }
      var bearers: [ExactText: [Int]] = [:]
      for local in locals {
        for role in document.voices[local].roles.list {
          bearers[text: role.wording, default: []].append(local)
        }
      }
      for role in speaker.roles {
        let owners =
          bearers[text: role.wording]
          ?? [
            document.local(of: index, in: number(&finder, role: role.wording, date: first))
              ?? locals[0]
          ]
        for local in owners {
          document.voices[local].roles.note(
            role.wording, from: role.from ?? days?.0, to: role.to ?? days?.1, count: 0)
        }
      }
    }
  }

  private mutating func proposal(_ key: ProposalKey) -> Int {
    if let index = proposalOfKey[key] { return index }
    let index = proposals.count
    proposalOfKey[key] = index
    proposals.append(Proposal(key: key, given: people.numberOfProposal[key]))
    return index
  }

  private mutating func voice(_ proposal: Int, _ circumstances: Int32) -> UInt32 {
    let key = VoiceKey(proposal: proposal, circumstances: circumstances)
    if let number = voiceOfKey[key] { return number }
    let number = UInt32(voices.count)
    voiceOfKey[key] = number
    voices.append(
      Voice(
        proposal: proposal, circumstances: circumstances,
        id: likelyID(proposals[proposal], self.circumstances[Int(circumstances)])))
    return number
  }

  /// The id that a voice will have if nothing contradicts it.
  private func likelyID(_ proposal: Proposal, _ circumstances: Circumstances) -> String {
    let known = proposal.given ?? people.number(ofID: proposal.key.id)
    let id = known.map { people[$0].id } ?? keptIDs[proposal.key] ?? proposal.key.id
    let canonical = merges.canonical(id)
    let first = Set([canonical, merges.canonical(proposal.key.id)])
      .compactMap { likelySplits[$0]?.first(in: circumstances) }.min()
    if let first { return merges.canonical(merges.lines[first].decision.ids[1]) }
    return known == nil ? canonical : id
  }
}
