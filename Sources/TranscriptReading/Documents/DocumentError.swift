/// Why a document could not be read: what was wrong, where, and what to do about it.
package struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of thing went wrong.
  package var code: Code
  /// The document's path, or the name it was given.
  package var document: String
  /// The line, from 1, if the error has one.
  package var line: Int?
  /// The byte of the document, from 0, if the error has one.
  package var byte: Int?
  /// What was wrong, as a sentence without its full stop.
  package var problem: String
  /// What to do about it, as a sentence without its full stop; empty when there is nothing to say.
  package var remedy: String
  /// What the remedy asks whoever reads documents for, in whichever way their program takes it.
  package var asked: Asked?

  /// Something that documents may not say, and that can be told beside them.
  package enum Asked: Hashable, Sendable {
    /// The document's format.
    case format
    /// The meeting's day.
    case date
    /// What the columns of a table hold.
    case columns
    /// Which of two numbers of a day is the day.
    case dayOrder
    /// The encoding, which may be this one.
    case encoding(String)
  }

  /// Creates an error.
  package init(
    _ code: Code, document: String, line: Int? = nil, byte: Int? = nil, problem: String,
    remedy: String = "", asked: Asked? = nil
  ) {
    self.code = code
    self.document = document
    self.line = line
    self.byte = byte
    self.problem = problem
    self.remedy = remedy
    self.asked = asked
  }

  /// Kinds of error.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    /// There is no such file.
    case notFound = "not-found"
    /// The file or folder may not be read.
    case noPermission = "no-permission"
    /// The system failed to read.
    case inputOutput = "input-output"
    /// The document has no bytes, or nothing but white space.
    case empty
    /// No reader takes it for a transcript.
    case notATranscript = "not-a-transcript"
    /// Bytes that are not text in the encoding the document claims.
    case invalidEncoding = "invalid-encoding"
    /// A limit of ``ReadingOptions`` was passed.
    case tooLarge = "too-large"
    /// Text that breaks the rules of its format.
    case malformed
    /// Something the meeting cannot do without is missing, its date for one.
    case incomplete
    /// Something this reader does on purpose not do, external entities for one.
    case refused
  }

  /// `FILE:LINE: problem; remedy`.
  package var description: String {
    var text = document
    if let line { text += ":\(line)" }
    text += ": \(problem)"
    if line == nil, let byte { text += " (at byte \(byte))" }
    if !remedy.isEmpty { text += "; \(remedy)" }
    return text
  }
}
