public import RPC

/// A stream broke and cannot be taken up again: the archive changed meanwhile, and what was received
/// last is no longer in it. What was received is not all of the answer.
public struct ArchiveChangedError: Error, Sendable, CustomStringConvertible {
  /// The id of what was received last, which the archive does not know any more.
  public let lastID: String
  /// How many elements were received.
  public let received: UInt64
  /// What the server said.
  public let cause: RPCError

  /// What happened and what to do, for people.
  public var description: String {
    "the answer broke off after \(received) and cannot go on: the archive changed, and \(lastID) is "
      + "no longer in it; ask anew"
  }
}
