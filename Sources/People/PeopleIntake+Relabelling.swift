package import Transcripts

extension PeopleIntake {
  /// Takes a transcript in and gives its people the ids they most likely have in the end: those of the
  /// document, as far as the merge file does not say otherwise.
  package mutating func relabel(_ transcript: Transcript) -> Transcript {
    let document = add(transcript)
    learn(document)
    var relabelled = transcript
    for (index, voice) in document.statements.enumerated() where voice != Self.nobody {
      relabelled.statements[index].attribution.speakerID = self[voice].id
    }
    for (index, voices) in document.candidates {
      relabelled.statements[index].attribution.candidateIDs = voices.map { self[$0].id }
    }
    relabelled.speakers = speakers(of: transcript, document)
    relabelled.statedSpeakers = []
    return relabelled
  }

  /// What the document says of each of its people.
  private func speakers(of transcript: Transcript, _ document: DocumentVoices) -> [Speaker] {
    var speakers: [Speaker] = []
    var positions: [String: Int] = [:]
    for (index, proposed) in transcript.speakers.enumerated() {
      let locals = document.localsOfSpeaker[index]
      for local in locals {
        let voice = document.voices[local]
        let id = self[voice.number].id
        var speaker = proposed
        speaker.id = id
        speaker.name = merges.names[id] ?? proposed.name
        speaker.identifiers.removeAll {
          $0.isSettled || document.sharedIdentifiers.contains($0)
        }
        if settledIDs.contains(id) || proposed.identifiers.contains(where: \.isSettled) {
          speaker.identifiers.insert(
            Speaker.Identifier(scheme: Speaker.Identifier.settledScheme, value: id), at: 0)
        }
        if locals.count > 1 { speaker.roles = voice.roles.dated }
        if let position = positions[id] {
          speakers[position].add(speaker)
        } else {
          positions[id] = speakers.count
          speakers.append(speaker)
        }
      }
    }
    return speakers
  }
}

extension Speaker {
  /// Takes over what is said of the same person under another name.
  fileprivate mutating func add(_ other: Speaker) {
    func join(_ list: [Dated], _ more: [Dated]) -> [Dated] {
      var joined = Wordings()
      for dated in list + more {
        joined.note(dated.wording, from: dated.from, to: dated.to, count: 0)
      }
      return joined.dated
    }
    names = join(names, other.names)
    roles = join(roles, other.roles)
    for identifier in other.identifiers where !identifiers.contains(identifier) {
      identifiers.append(identifier)
    }
  }
}
