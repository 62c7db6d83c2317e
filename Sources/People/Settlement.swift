package import Transcripts

/// What ``PeopleIntake/settle()`` came to.
package struct Settlement: Sendable {
  /// Everybody who is known now.
  package internal(set) var people: People
  /// The person of each voice; `PeopleIntake.nobody` for those of documents that were forgotten.
  package internal(set) var numbers: [UInt32] = []
  /// Whether each voice has another id than the one it most likely had.
  package internal(set) var areRenamed: [Bool] = []
  /// Lines of the merge file that do nothing, or less than they say.
  package internal(set) var problems: [Problem] = []
  /// Names, roles and identifiers beyond ``People/Limits`` that are not kept, and the person who has
  /// most of them; their statements are.
  package internal(set) var droppedWordings = 0
  package internal(set) var mostDropped = ""
  /// People who share an identifier with so many others that they were not compared with all of them:
  /// they stay apart.
  package internal(set) var untriedCount = 0
  /// Identifiers that documents give to people whose names have nothing in common: they stay apart.
  package internal(set) var contradictedIdentifiers: [Speaker.Identifier] = []
  /// The people of each document that has several, one document after another.
  var companies: [UInt32] = []
  var companyEnds: [Int] = []

  /// Something in a merge file that deserves a look.
  package struct Problem: Hashable, Sendable {
    /// The line, from 1.
    package var line: Int
    package var problem: String
  }
}

extension PeopleIntake {
  /// Settles who everybody is:
  ///
  /// 1. The same source identifier is the same person, unless a document has both, or other
  ///    identifiers, two stated ids, or names that have nothing in common say otherwise.
  /// 2. The same provisional id is the same person, unless identifiers of one scheme contradict: then
  ///    each identified person has the identifier in the id, and the plain id is that of those about
  ///    whom none is known.
  /// 3. The merge file joins, splits and names.
  ///
  /// Who was settled earlier keeps number and id. Nothing is joined by likeness.
  /// - Complexity: O(n log n) in the number of proposals.
  package consuming func settle() -> Settlement {
    var intake = self
    intake.gather()
    var groups = PersonGroups(intake)
    groups.joinByIdentifier()
    groups.joinByID()
    groups.giveIDs()
    var decisions = MergeDecisions(groups)
    decisions.apply()
    return decisions.finish()
  }
}
