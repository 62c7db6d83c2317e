import People

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

  /// Some people as messages name them.
  func wording(of found: [Int]) -> String {
    let shown = found.prefix(8).map { index in
      let person = people[index]
      return person.lastRole.isEmpty ? person.name : "\(person.name) (\(person.lastRole))"
    }
    return shown.joined(separator: ", ") + (found.count > 8 ? " and others" : "")
  }

  /// Which of the forms of address of women, where they tell a mother from her daughter.
  static func form(_ anatomy: LabelAnatomy) -> MeetingPeople.Form {
    switch anatomy.address {
    case "mrs", "mme": .mrs
    case "miss", "mlle": .miss
    default: .none
    }
  }

  /// Whether a form of address is a man's; nil when there is none that tells.
  static func isMan(_ anatomy: LabelAnatomy) -> Bool? {
    if LabelWords.he.contains(anatomy.address) { return true }
    return LabelWords.she.contains(anatomy.address) ? false : nil
  }
}
