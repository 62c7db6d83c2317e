/// Why a document could not be parsed: what was wrong, where, and what to do about it.
package struct MarkupError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of thing went wrong.
  package var code: Code
  /// The line, from 1; 0 when not known.
  package var line: Int
  /// The column in bytes, from 1; 0 when not known.
  package var column: Int
  /// What was wrong, as a sentence without its full stop.
  package var problem: String
  /// What to do about it; empty when there is nothing to say.
  package var remedy: String

  /// Creates an error.
  package init(
    _ code: Code, line: Int, column: Int = 0, problem: String, remedy: String = ""
  ) {
    self.code = code
    self.line = line
    self.column = column
    self.problem = problem
    self.remedy = remedy
  }

  /// Kinds of error.
  package enum Code: Hashable, Sendable, CaseIterable {
    /// The text breaks the rules of XML.
    case malformed
    /// The document ends before it is complete.
    case truncated
    /// Bytes that are not text in the encoding the document claims.
    case invalidEncoding
    /// A limit of ``MarkupLimits`` was passed.
    case tooLarge
    /// Something that is on purpose not done: external entities, parameter entities.
    case refused
    /// Memory ran out, or a parser was used after its end.
    case unusable
  }

  /// `LINE:COLUMN: problem; remedy`.
  package var description: String {
    "\(line):\(column): \(problem)" + (remedy.isEmpty ? "" : "; \(remedy)")
  }
}
