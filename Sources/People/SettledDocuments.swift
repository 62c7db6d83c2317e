package import Transcripts

/// Gives documents, once it is settled who everybody is, the people they mean. They must be those that
/// were settled: they are shown once more, and nothing that they say is learnt again.
package struct SettledDocuments: Sendable {
  private var intake: PeopleIntake
  package let settlement: Settlement
  /// As messages have them, made once for each.
  private var speakers: [UInt32: Speaker] = [:]

  /// Settles the people of all documents that were taken in.
  package init(_ intake: PeopleIntake) {
    self.intake = intake
    self.intake.forgetAll()
    settlement = intake.settle()
  }

  /// A document with the ids of its people in the archive, and all that is known of them: no id is
  /// only likely.
  package mutating func relabel(_ transcript: Transcript) -> Transcript {
    let document = intake.add(transcript)
    intake.forgetAll()
    var relabelled = transcript
    for (index, voice) in document.statements.enumerated() where voice != PeopleIntake.nobody {
      relabelled.statements[index].attribution.speakerID = id(voice)
    }
    for (index, voices) in document.candidates {
      relabelled.statements[index].attribution.candidateIDs = voices.map(id)
    }
    relabelled.speakers = []
    relabelled.statedSpeakers = []
    var seen: Set<ExactText> = []
    for (index, proposed) in transcript.speakers.enumerated() {
      for local in document.localsOfSpeaker[index] {
        let voice = document.voices[local].number
        guard seen.insert(id(voice)).inserted else { continue }
        relabelled.speakers.append(speaker(voice, proposed, document.sharedIdentifiers))
      }
    }
    return relabelled
  }

  private func number(_ voice: UInt32) -> UInt32? {
    guard settlement.numbers.indices.contains(Int(voice)) else { return nil }
    let number = settlement.numbers[Int(voice)]
    return number == PeopleIntake.nobody ? nil : number
  }

  /// The id of a voice; the likely one where all that proposed it is forgotten.
  private func id(_ voice: UInt32) -> String {
    number(voice).map { settlement.people[$0].id } ?? intake[voice].id
  }

  private mutating func speaker(
    _ voice: UInt32, _ proposed: Speaker, _ shared: [Speaker.Identifier]
  ) -> Speaker {
    guard let number = number(voice) else {
      var speaker = proposed
      speaker.id = intake[voice].id
      speaker.identifiers.removeAll(where: shared.contains)
      return speaker
    }
    var speaker = speakers[number] ?? settlement.people[number].speaker
    speakers[number] = speaker
    // What an export states of the whole archive.
    speaker.statementCount = proposed.statementCount
    speaker.firstDate = proposed.firstDate
    speaker.lastDate = proposed.lastDate
    return speaker
  }
}
