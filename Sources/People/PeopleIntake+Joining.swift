internal import HashTreeCollections
package import Transcripts

extension PeopleIntake {
  /// The numbers of those of some people who are proposed by what was taken in.
  package func proposed(of others: People) -> Set<UInt32> {
    var numbers: Set<UInt32> = []
    for proposal in proposals {
      if let number = others.numberOfProposal[proposal.key] { numbers.insert(number) }
    }
    return numbers
  }

  /// Two people of the archive who may come out as one.
  package struct Joining: Hashable, Sendable {
    /// The name of the speaker who joins them.
    package var speaker: String
    /// Their ids, in order.
    package var first: String
    package var second: String
  }

  /// Two people who are two so far and whom a transcript may join when everybody is settled anew: a speaker
  /// has an identifier of each, or one of the one and the name of the other. Nil where there are none, or it
  /// says what was said before.
  package func joining(by transcript: Transcript) -> Joining? {
    let provisional = ProvisionalIDs(
      transcript.speakers, stated: transcript.statedSpeakers, meetingID: transcript.meeting.id)
    for (index, speaker) in transcript.speakers.enumerated() {
      let key = ProposalKey(id: provisional.ids[index], identifiers: provisional.identifiers[index])
      guard people.numberOfProposal[key] == nil else { continue }
      let identified = Set(key.identifiers.compactMap { people.numberOfIdentifier[$0] }).sorted()
      guard let one = identified.first else { continue }
      if identified.count > 1 { return joining(speaker, one, identified[1]) }
      var named = people.numbersOfProposedID[text: key.id] ?? []
      if let holder = people.number(ofID: key.id) { named.append(holder) }
      guard !named.contains(one) else { continue }
      if let other = named.first(where: { !areToldApart(one, $0) }) {
        return joining(speaker, one, other)
      }
    }
    return nil
  }

  private func joining(_ speaker: Speaker, _ one: UInt32, _ other: UInt32) -> Joining {
    let ids = [people[one].id, people[other].id].sorted { $0.precedesExactly($1) }
    return Joining(speaker: speaker.name, first: ids[0], second: ids[1])
  }

  /// Whether both have identifiers of one scheme: those of one name are then no reason to join them.
  private func areToldApart(_ one: UInt32, _ other: UInt32) -> Bool {
    func schemes(_ number: UInt32) -> Set<ExactText> {
      Set(texts: people[number].identifiers.lazy.filter { !$0.isSettled }.map(\.scheme))
    }
    return !schemes(one).isDisjoint(with: schemes(other))
  }
}
