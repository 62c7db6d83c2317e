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
  /// The proposals of each document that has several, one document after another.
  var companies: [Int32] = []
  var companyEnds: [Int] = []
  private var proposalOfKey: [ProposalKey: Int] = [:]
  /// What exports last listed of a proposal, which they do for meeting after meeting.
  private var lastListed: [Int: Listing] = [:]

  private struct Listing: Hashable {
    var names: [Speaker.Dated]
    var roles: [Speaker.Dated]
  }

  private var voiceOfKey: [VoiceKey: UInt32] = [:]

  /// - Parameters:
  ///   - people: Those who are known already.
  ///   - merges: What the archive's keeper has settled.
  package init(_ people: People = People(), merges: SpeakerMerges = SpeakerMerges()) {
    self.people = people
    self.merges = merges
  }

  /// A person as documents propose them under one id with the same identifiers.
  struct Proposal {
    var key: ProposalKey
    /// Whether a document states the id as the archive's.
    var isStated = false
    /// The names that documents give where they say that the keeper has settled who it is.
    var settledNames: Set<String> = []
    /// The first day on which it was proposed.
    var firstDay: CalendarDate
    /// Who it is, if that was settled earlier.
    var given: UInt32?
  }

  /// What was said by a proposed person, as far as one decision on splits covers it.
  package struct Voice: Sendable {
    var proposal: Int
    /// The lines of the merge file whose conditions fit, whomever they are about.
    var splits: [Int]
    /// The id it most likely has.
    package var id: String
    var names = Wordings()
    var roles = Wordings()
  }

  private struct VoiceKey: Hashable {
    var proposal: Int
    var splits: [Int]
  }

  /// A voice.
  package subscript(voice: UInt32) -> Voice { voices[Int(voice)] }

  /// Number of nobody.
  package static let nobody = UInt32.max

  /// Finds the voices of a document's statements. Nothing is learnt yet of what they were called.
  package mutating func add(_ transcript: Transcript) -> DocumentVoices {
    let provisional = ProvisionalIDs(
      transcript.speakers, stated: transcript.statedSpeakers, meetingID: transcript.meeting.id)
    var document = DocumentVoices(provisional.shared)
    document.proposals = transcript.speakers.indices.map { index in
      proposal(
        ProposalKey(id: provisional.ids[index], identifiers: provisional.identifiers[index]),
        isStated: provisional.areStated[index],
        settledName: transcript.speakers[index].identifiers.contains(where: \.isSettled)
          ? transcript.speakers[index].name : nil,
        day: transcript.meeting.date)
    }
    document.localsOfSpeaker = [[Int]](repeating: [], count: transcript.speakers.count)
    var finder = SplitFinder(merges, transcript.meeting)
    let indexOfKey = [String: Int](
      transcript.speakers.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    document.statements.reserveCapacity(transcript.statements.count)
    for (position, statement) in transcript.statements.enumerated() {
      let attribution = statement.attribution
      let splits = finder.splits(role: attribution.role, date: statement.date)
      if !attribution.speakerID.isEmpty, let index = indexOfKey[attribution.speakerID] {
        let local = localVoice(index, splits, &document)
        document.voices[local].note(statement)
        document.statements.append(document.voices[local].number)
      } else {
        document.statements.append(Self.nobody)
      }
      if !attribution.candidateIDs.isEmpty {
        document.candidates[position] = attribution.candidateIDs.compactMap { id in
          indexOfKey[id].map { document.voices[localVoice($0, splits, &document)].number }
        }
      }
    }
    // Who neither spoke nor may have is known all the same.
    let splits = finder.splits(role: "", date: transcript.meeting.date)
    for index in transcript.speakers.indices where document.localsOfSpeaker[index].isEmpty {
      _ = localVoice(index, splits, &document)
    }
    distribute(transcript, &document, &finder)
    return document
  }

  /// Learns what the voices of a document, which ``add(_:)`` gave, were called.
  package mutating func learn(_ document: DocumentVoices) {
    for voice in document.voices {
      voices[Int(voice.number)].names.add(voice.names)
      voices[Int(voice.number)].roles.add(voice.roles)
    }
    if document.proposals.count > 1 {
      for proposal in Set(document.proposals).sorted() { companies.append(Int32(proposal)) }
      companyEnds.append(companies.count)
    }
  }

  /// The document's voice of a speaker, which is made if it is not there.
  private mutating func localVoice(
    _ speaker: Int, _ splits: [Int], _ document: inout DocumentVoices
  ) -> Int {
    for local in document.localsOfSpeaker[speaker]
    where document.voices[local].splits == splits {
      return local
    }
    let local = document.voices.count
    let number = voice(document.proposals[speaker], splits)
    document.voices.append(
      DocumentVoices.Local(speaker: speaker, number: number, splits: splits))
    document.localsOfSpeaker[speaker].append(local)
    return local
  }

  /// Gives names and roles that the document lists to the voices they belong to.
  private mutating func distribute(
    _ transcript: Transcript, _ document: inout DocumentVoices, _ finder: inout SplitFinder
  ) {
    let first = transcript.meeting.date
    let last = max(first, transcript.meeting.endDate ?? first)
    for (index, speaker) in transcript.speakers.enumerated() {
      let locals = document.localsOfSpeaker[index]
      // An export lists a person with all names once, with the days that are known; elsewhere it may
      // give the name of a label alone.
      let isStated = transcript.statedSpeakers.contains(speaker.id)
      let isBare = isStated && speaker.names.isEmpty
      let isListed = speaker.names.contains { $0.wording == speaker.name }
      let days = isStated ? nil : (first, last)
      var isRepeated = false
      if isStated, !merges.hasSplits {
        // Arrays that are the same are found so at once.
        let listing = Listing(names: speaker.names, roles: speaker.roles)
        isRepeated = lastListed.updateValue(listing, forKey: document.proposals[index]) == listing
      }
      for local in locals {
        document.voices[local].names.note(
          speaker.name, from: isListed ? nil : first, to: isListed ? nil : last,
          count: isBare ? 0 : document.voices[local].statementCount)
        for name in speaker.names where !isRepeated {
          document.voices[local].names.note(
            name.wording, from: name.from ?? days?.0, to: name.to ?? days?.1, count: 0)
        }
      }
      for role in speaker.roles where !isRepeated {
        let splits = finder.splits(role: role.wording, date: first)
        let bearers = locals.filter { document.voices[$0].roles.contains(role.wording) }
        let owners =
          bearers.isEmpty
          ? [locals.first { document.voices[$0].splits == splits } ?? locals[0]] : bearers
        for local in owners {
          document.voices[local].roles.note(
            role.wording, from: role.from ?? days?.0, to: role.to ?? days?.1, count: 0)
        }
      }
    }
  }

  private mutating func proposal(
    _ key: ProposalKey, isStated: Bool, settledName: String?, day: CalendarDate
  ) -> Int {
    let index = proposalOfKey[key] ?? proposals.count
    if index == proposals.count {
      proposalOfKey[key] = index
      var proposal = Proposal(key: key, firstDay: day)
      proposal.given = people.numberOfProposal[key]
      proposals.append(proposal)
    }
    if isStated { proposals[index].isStated = true }
    if let settledName { proposals[index].settledNames.insert(settledName) }
    if day < proposals[index].firstDay { proposals[index].firstDay = day }
    return index
  }

  private mutating func voice(_ proposal: Int, _ splits: [Int]) -> UInt32 {
    let key = VoiceKey(proposal: proposal, splits: splits)
    if let number = voiceOfKey[key] { return number }
    let number = UInt32(voices.count)
    voiceOfKey[key] = number
    voices.append(
      Voice(proposal: proposal, splits: splits, id: likelyID(proposals[proposal], splits)))
    return number
  }

  /// The id that a voice will have if nothing contradicts it.
  private func likelyID(_ proposal: Proposal, _ splits: [Int]) -> String {
    let known = proposal.given ?? people.number(ofID: proposal.key.id)
    let id = known.map { people[$0].id } ?? proposal.key.id
    let canonical = merges.canonical(id)
    for line in splits {
      if case .split(let source, _, let new) = merges.lines[line].decision,
        source == id || source == proposal.key.id || merges.canonical(source) == canonical
      {
        return merges.canonical(new)
      }
    }
    return known == nil ? canonical : id
  }
}
