internal import Synchronization

/// Keeps principals to the calls that the policy gives them. Usable from any thread; what a principal has
/// used stays when the policy is read anew.
package final class CallQuotas: Sendable {
  private struct Use {
    var underWay = 0
    /// Calls whose work takes long.
    var work = 0
    /// Calls that may begin at once, a fraction of one with them.
    var allowance = 0.0
    var allowanceAt: UInt64?
  }

  private let uses = Mutex<[String: Use]>([:])

  package init() {}

  /// Takes a call, or says which limit it is over. Where this returns nil, and the principal has a limit,
  /// `ended` is to be called once.
  /// - Parameter now: monotonic nanoseconds.
  package func began(_ principal: Principal, now: UInt64) -> AccessPolicy.Denial? {
    guard principal.callsPerSecond != nil || principal.callsAtOnce != nil else { return nil }
    return uses.withLock { uses in
      var use = uses[principal.name] ?? Use()
      defer { uses[principal.name] = use }
      if let most = principal.callsAtOnce, use.underWay >= most { return .callsAtOnce }
      if let most = principal.callsPerSecond {
        // A second's calls may come at once; then they come back evenly.
        let elapsed = use.allowanceAt.map { Double(now - min(now, $0)) / 1e9 } ?? 1
        use.allowance = min(Double(most), use.allowance + elapsed * Double(most))
        use.allowanceAt = now
        guard use.allowance >= 1 else { return .callsPerSecond }
        use.allowance -= 1
      }
      use.underWay += 1
      return nil
    }
  }

  /// A place among the calls whose work takes long; it is given back when nobody holds it any more.
  package final class WorkPlace: Sendable {
    private let quotas: CallQuotas
    private let name: String

    fileprivate init(_ quotas: CallQuotas, _ name: String) {
      self.quotas = quotas
      self.name = name
    }

    deinit { quotas.endedWork(name) }
  }

  /// A place for work that takes long; nil where the principal has as much under way as it may.
  package func beganWork(_ principal: Principal) -> WorkPlace? {
    let hasRoom = uses.withLock { uses in
      var use = uses[principal.name] ?? Use()
      if let most = principal.workAtOnce, use.work >= most { return false }
      use.work += 1
      uses[principal.name] = use
      return true
    }
    return hasRoom ? WorkPlace(self, principal.name) : nil
  }

  private func endedWork(_ name: String) { uses.withLock { $0[name]?.work -= 1 } }

  /// A call that was taken is over.
  package func ended(_ name: String) {
    uses.withLock { $0[name]?.underWay -= 1 }
  }
}
