internal import RPC
internal import TLS

extension ServerConfiguration {
  /// Throws INVALID_ARGUMENT for what would stop the server or its clients later, or mean nothing.
  func check() throws(RPCError) {
    guard inflationShare > 0, inflationShare <= 1 else {
      throw Self.wrong("inflationShare", "\(inflationShare)", "a number above 0, and at most 1")
    }
    guard handshakeShare > 0, handshakeShare <= 1 else {
      throw Self.wrong("handshakeShare", "\(handshakeShare)", "a number above 0, and at most 1")
    }
    for (name, value) in [("workerTurn", workerTurn), ("handshakeTimeout", handshakeTimeout)] {
      guard value > .zero else { throw Self.wrong(name, "\(value)", "a time above 0") }
    }
    let counts = [
      ("maximumConnections", maximumConnections), ("maximumOpenCalls", maximumOpenCalls),
      ("backlog", backlog),
    ]
    for (name, value) in counts where value < 1 {
      throw Self.wrong(name, "\(value)", "1 or more")
    }
    if case .tls(let tls) = security, tls.revocationListFile != nil, tls.clientCertificates == .none
    {
      throw RPCError(
        .invalidArgument,
        "revocationListFile is of certificates of clients, and clientCertificates asks for none")
    }
  }

  private static func wrong(_ name: String, _ value: String, _ due: String) -> RPCError {
    RPCError(.invalidArgument, "\(name) is \(value): it has to be \(due)")
  }
}
