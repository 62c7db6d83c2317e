internal import ArchiveProtocol
import Synchronization
package import TextAnalysis

/// What searches may ask for and take, and how often that was not enough. Safe to use from any thread.
package final class SearchAllowance: Sendable {
  package let limits: SearchLimits
  private let tally = Mutex(Tally())

  private struct Tally {
    var strikes: [SearchLimit: UInt64] = [:]
    var stemBytes = 0
  }

  package init(_ limits: SearchLimits = SearchLimits()) { self.limits = limits }

  /// How often a limit struck.
  package func strikes(of limit: SearchLimit) -> UInt64 {
    tally.withLock { $0.strikes[limit, default: 0] }
  }

  /// Bytes of the tables that find inflected forms.
  package var stemByteCount: Int { tally.withLock { $0.stemBytes } }

  /// Notes that a limit struck.
  func note(_ limit: SearchLimit) { tally.withLock { $0.strikes[limit, default: 0] += 1 } }

  /// What a query is told that asks for more than a limit lets it.
  func refusal(_ limit: SearchLimit, _ field: String, _ message: String) -> QueryError {
    note(limit)
    return .invalid(field, "\(message) (the server's \(limit.rawValue))")
  }

  /// Takes memory of what tables may have; nil where that is not left, which is the caller's to note.
  func reserve(_ byteCount: Int) -> Reservation? {
    let isTaken = tally.withLock { tally in
      guard tally.stemBytes + byteCount <= limits[.stemMemory] else { return false }
      tally.stemBytes += byteCount
      return true
    }
    return isTaken ? Reservation(byteCount, of: self) : nil
  }

  /// Memory that was taken, given back with this.
  final class Reservation: Sendable {
    private let byteCount: Int
    private let owner: SearchAllowance

    fileprivate init(_ byteCount: Int, of owner: SearchAllowance) {
      self.byteCount = byteCount
      self.owner = owner
    }

    deinit { owner.tally.withLock { $0.stemBytes -= byteCount } }
  }
}
