public import RPC

/// An answer cannot go on, or not with what was asked for earlier: the server has another archive now, or
/// what was received last is no longer in it. What was received is not all of the answer.
public struct ArchiveChangedError: Error, Sendable, CustomStringConvertible {
  /// The id of what was received last; empty where nothing was, and for groups.
  public let lastID: String
  /// How many elements were received.
  public let received: UInt64
  /// What the server said: ABORTED for another archive, NOT_FOUND for one without `lastID`.
  public let cause: RPCError

  /// What happened and what to do, for people.
  public var description: String {
    let reason =
      cause.code == .notFound
      ? "the archive changed, and \(lastID) is no longer in it"
      : "the archive changed: the server serves other documents than it did, or others who spoke "
        + "(\(cause.message))"
    guard received > 0 else {
      return cause.code == .notFound
        ? "\(reason); ask anew"
        : "the server has another archive than the one that is asked for (\(cause.message))"
    }
    return "the answer broke off after \(received) and cannot go on: \(reason); ask anew"
  }
}
