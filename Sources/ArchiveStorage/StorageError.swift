/// Why an archive's file cannot be opened, read or written. Nothing of what was to be written is in it then.
package struct StorageError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure it is.
  package var code: Code
  /// The archive's file.
  package var path: String
  /// What is wrong, and what can be done about it.
  package var message: String

  package init(_ code: Code, path: String, _ message: String) {
    self.code = code
    self.path = path
    self.message = message
  }

  package var description: String { "the archive \(path.debugDescription): \(message)" }

  /// Kinds of failures.
  package enum Code: String, Hashable, Sendable, CaseIterable {
    /// The file is no database, or another program's.
    case foreign
    /// A newer version of this program made it.
    case newer
    /// Another server has it.
    case inUse
    /// It, or its folder, cannot be written.
    case readOnly
    /// It cannot be opened: no folder, no right.
    case unopenable
    /// The disk, or the room that is allowed, is full.
    case full
    /// What it holds contradicts itself.
    case damaged
    /// Another program holds a lock on it for longer than we wait.
    case busy
    /// The system failed to read or write.
    case inputOutput
    /// There is one already.
    case exists
    /// Nobody waits for it any more.
    case cancelled
    /// A mistake in this program.
    case unexpected
  }
}
