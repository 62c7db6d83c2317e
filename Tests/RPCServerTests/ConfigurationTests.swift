import Logging
import RPC
import RPCServer
import TLS
import Testing

/// What a server does not begin with.
@Suite struct ConfigurationTests {
  private func refusal(
    services: [any Service] = [], _ change: (inout ServerConfiguration) throws -> Void
  ) throws -> String? {
    var configuration = try TestServer.configuration()
    try change(&configuration)
    do {
      _ = try Server(configuration, services: services, logger: Logger(label: "t"))
      return nil
    } catch let error as RPCError {
      #expect(error.code == .invalidArgument)
      return error.message
    }
  }

  @Test("what would stop it or its clients later is refused by name")
  func wrong() throws {
    for share in [-1, 0, 1.5, .nan] {
      #expect(try refusal { $0.handshakeShare = share }?.contains("handshakeShare") == true)
      #expect(try refusal { $0.inflationShare = share }?.contains("inflationShare") == true)
    }
    #expect(try refusal { $0.workerTurn = .zero }?.contains("workerTurn") == true)
    #expect(try refusal { $0.maximumConnections = 0 }?.contains("maximumConnections") == true)
    let text = try refusal {
      var tls = try TestServer.tls
      tls.revocationListFile = "/nowhere"
      $0.security = .tls(tls)
    }
    #expect(text?.contains("clientCertificates asks for none") == true)
    #expect(try refusal { _ in } == nil)
  }

  @Test("a method that is there twice is refused, and stops nothing")
  func doublet() throws {
    let text = try refusal(services: [TestService(), TestService()]) { _ in }
    #expect(text?.contains("registered twice") == true)
  }
}
