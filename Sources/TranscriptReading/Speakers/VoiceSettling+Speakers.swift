import People
import Transcripts

extension VoiceSettling {
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
