internal import RPCTransport
internal import Synchronization

/// What became of a server's connections.
final class ConnectionTally: Sendable {
  private let counts = Mutex(ServerStatistics.Connections())

  /// All but `open`, which `Connections` knows.
  var value: ServerStatistics.Connections { counts.withLock { $0 } }

  func accepted() { counts.withLock { $0.accepted += 1 } }

  func refused(_ refusal: Connections.Refusal) {
    counts.withLock {
      $0.refused += 1
      if refusal == .originLimit { $0.refusedByAddress += 1 }
    }
  }

  func ready(_ version: String?, isResumed: Bool) {
    let handshake = ServerStatistics.Handshake(version: version ?? "none", isResumed: isResumed)
    counts.withLock { $0.ready[handshake, default: 0] += 1 }
  }

  func failed(_ failure: ConnectionFailure, wasReady: Bool) {
    let failure: ServerStatistics.Failure =
      switch failure.kind {
      case .tls(let code): .tls(code)
      case .http2: .http2
      case .timeout: .timeout
      case .handshakeShare: .handshakeShare
      case .socket: .socket
      }
    counts.withLock { counts in
      if wasReady {
        counts.broken[failure, default: 0] += 1
      } else {
        counts.failed[failure, default: 0] += 1
      }
    }
  }
}
