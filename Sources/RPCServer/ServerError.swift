/// Why a server could not start.
public struct ServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was wrong, where, and what to do.
  public var description: String

  package init(_ description: String) { self.description = description }
}
