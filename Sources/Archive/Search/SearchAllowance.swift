internal import ArchiveProtocol
import Synchronization
package import TextAnalysis

/// What searches may ask for and take, and how often that was not enough. Safe to use from any thread.
package final class SearchAllowance: Sendable {
  package let limits: SearchLimits
  private let tally = Mutex(Tally())

  private struct Tally {
    var strikes: [SearchLimit: UInt64] = [:]
    /// Bytes that are taken, by the limit that they count against.
    var bytes: [SearchLimit: Int] = [:]
  }

  package init(_ limits: SearchLimits = SearchLimits()) { self.limits = limits }

  /// How often a limit struck.
  package func strikes(of limit: SearchLimit) -> UInt64 {
    tally.withLock { $0.strikes[limit, default: 0] }
  }

  /// Bytes of the tables that find inflected forms.
  package var stemByteCount: Int { tally.withLock { $0.bytes[.stemMemory, default: 0] } }

  /// Notes that a limit struck.
  func note(_ limit: SearchLimit) { tally.withLock { $0.strikes[limit, default: 0] += 1 } }

  /// What a query is told that asks for more than a limit lets it.
  func refusal(_ limit: SearchLimit, _ field: String, _ message: String) -> QueryError {
    note(limit)
    return .invalid(field, "\(message) (the server's \(limit.rawValue))")
  }

  /// Takes memory of what a limit allows; nil where that is not left, which is the caller's to note.
  func reserve(_ byteCount: Int, of limit: SearchLimit) -> Reservation? {
    let isTaken = tally.withLock { tally in
      guard tally.bytes[limit, default: 0] + byteCount <= limits[limit] else { return false }
      tally.bytes[limit, default: 0] += byteCount
      return true
    }
    return isTaken ? Reservation(byteCount, limit, of: self) : nil
  }

  /// Takes memory for rows that words of a query mean.
  /// - Parameter field: Where the words stand in the request.
  /// - Throws: `QueryError`, `resourceExhausted`, where that is not left.
  func reserveForQuery(_ byteCount: Int, _ field: String) throws(QueryError) -> Reservation {
    if let reservation = reserve(byteCount, of: .queryMemory) { return reservation }
    note(.queryMemory)
    throw QueryError(
      code: .resourceExhausted, field: field,
      message: "mean too many words for the memory that is left (the server's "
        + "\(SearchLimit.queryMemory.rawValue)): leave some * and ~ out, or try again later")
  }

  /// Memory that was taken, given back with this.
  final class Reservation: Sendable {
    private let byteCount: Int
    private let limit: SearchLimit
    private let owner: SearchAllowance

    fileprivate init(_ byteCount: Int, _ limit: SearchLimit, of owner: SearchAllowance) {
      self.byteCount = byteCount
      self.limit = limit
      self.owner = owner
    }

    deinit { owner.tally.withLock { $0.bytes[limit, default: 0] -= byteCount } }
  }
}
