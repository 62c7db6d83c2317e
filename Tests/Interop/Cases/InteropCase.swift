package import RPCClient

/// One case of grpc/doc/interop-test-descriptions.md, run against whatever serves TestService.
package struct InteropCase: Sendable {
  /// The case's name in that document.
  package var name: String
  /// Throws when the server does not do what the document says.
  package var run: @Sendable (Peer) async throws -> Void

  /// The server that is tested.
  package struct Peer: Sendable {
    /// Makes a channel of its own to the server.
    package var connect: @Sendable () throws -> ClientChannel
    /// Calls that the soak cases make.
    package var soakIterations: Int

    package init(
      soakIterations: Int = 10, connect: @escaping @Sendable () throws -> ClientChannel
    ) {
      self.connect = connect
      self.soakIterations = soakIterations
    }
  }

  /// Every case that a server of TestService takes, in the document's order. Not here are
  /// cacheable_unary, which takes a caching proxy in between and the HTTP method GET, that gRPC has
  /// given up; the cases of Google's credentials, which take its cloud; and ORCA's load reports.
  package static let all =
    unaryCases + streamingCases + compressionCases + statusCases + endingCases + soakCases

  init(_ name: String, _ run: @escaping @Sendable (ClientChannel) async throws -> Void) {
    self.init(name: name) { peer in
      let channel = try peer.connect()
      defer { channel.close() }
      try await run(channel)
    }
  }

  init(name: String, peer run: @escaping @Sendable (Peer) async throws -> Void) {
    self.name = name
    self.run = run
  }
}

/// What a case expected and did not get.
package struct InteropFailure: Error, CustomStringConvertible {
  package var description: String

  static func unless(_ isAsExpected: Bool, _ description: @autoclosure () -> String) throws {
    if !isAsExpected { throw InteropFailure(description: description()) }
  }

  static func unless<Value: Equatable>(
    _ what: String, _ value: Value, is expected: Value
  ) throws {
    try unless(value == expected, "\(what): expected \(expected), got \(value)")
  }
}
