/// Why an archive's index cannot be read or written. The archive is none the worse for it.
package struct IndexProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package var code: Code
  /// What is wrong, to stand in a sentence.
  package var description: String

  /// Kinds of problems.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    /// There is none yet.
    case missing
    /// It is another archive's, or of a history of this one that was given up.
    case foreign
    /// Another program wrote it: an older or newer one, or one built otherwise.
    case otherProgram = "other program"
    /// People were settled otherwise since, or it is without words, or with them.
    case outdated
    /// It is cut, or its bytes are not those that were written.
    case damaged
    /// The system failed to read or write.
    case inputOutput = "input or output"
    /// Another server has it.
    case inUse = "in use"
  }

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
