/// Who changes an archive.
package struct Author: Hashable, Sendable {
  /// As the change log has it.
  package var name: String
  /// Whether it may say who is who, and not only propose people by what documents call them.
  package var maySettlePeople: Bool

  package init(name: String, maySettlePeople: Bool) {
    self.name = name
    self.maySettlePeople = maySettlePeople
  }
}

/// Why somebody may not write something: it says who is who, and they may only propose that.
package struct PeopleRefusal: Error, Hashable, CustomStringConvertible {
  package let problem: String

  package var description: String { problem + ": that takes the right “people”" }
}
