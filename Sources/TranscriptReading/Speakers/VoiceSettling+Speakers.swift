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

  /// Whether a role without a name is rather that of who presides than a guest's title, "President
  /// Moreau": the document's labels say where people are from, and it knows the guest by a surname.
  func isChairing(_ role: [String], _ holder: Int) -> Bool {
    !affiliations.isEmpty && people[holder].words.count == 1 && role.count == 1
      && people[holder].affiliation.isEmpty
  }

  /// Whether a label heads a notice or a part of minutes, and nobody has it for a name.
  func isHeading(_ label: String) -> Bool {
    let folded = FoldedText.fold(label)
    if LabelWords.headings.contains(folded) { return true }
    return MinutesHeading.isOne(label) && people.people(calledBy: folded).isEmpty
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

  /// Most roles that labels are compared with.
  static let mostRoles = 64
  /// Fewest letters of a label that a letter's difference leaves a role.
  private static let fewestLetters = 8

  /// Whether a label of one name, as far as it is one, is a role of the document but for a letter: "SENIOR
  /// ADMINISTRATION OFFICIL".
  func isMisprintedRole(_ label: String, _ anatomy: LabelAnatomy) -> Bool {
    guard anatomy.isPartialName, anatomy.address.isEmpty, !roleLabels.isEmpty,
      label.utf8.count >= Self.fewestLetters
    else { return false }
    let words = FoldedText.words(of: LabelAnatomy.splitNotes(label).core)
    return roleLabels.contains { NameVariants.isMisprint(words, $0) }
  }

  /// Of the people of a surname those whom a label may mean that says where somebody is from, or
  /// whether it is a man.
  func toldApart(_ found: [Int], _ anatomy: LabelAnatomy, surname: String) -> [Int] {
    var found = found
    let isMan = Self.isMan(anatomy)
    if let isMan { found = found.filter { people[$0].isMan ?? isMan == isMan } }
    let form = Self.form(anatomy)
    if form != .none {
      found = found.filter { people[$0].form == .none || people[$0].form == form }
    }
    guard anatomy.isPartialName, !anatomy.affiliation.isEmpty else { return found }
    let affiliation = FoldedText.fold(anatomy.affiliation)
    let same = found.filter { people[$0].affiliation == affiliation }
    guard same.isEmpty else { return same }
    // One of whom it is not said where from may be this one, unless there are two of the name.
    guard (affiliations[surname]?.count ?? 0) < 2 else { return [] }
    return found.filter { people[$0].affiliation.isEmpty }
  }
}
