import Archive
import Foundation
import Logging
import RPC
import RPCClient
import RPCServer
import TLS
import TestSupport
import Testing

@testable import AccessPolicy
@testable import VerbatimDaemon

/// Every method of the server against every kind of caller.
@Suite struct MethodAccessTests {
  /// Which right each method takes, written down once more: a method that nobody has thought of, and a row
  /// that was changed by mistake, fail here.
  static let rights: [String: String] = [
    "/verbatim.v1.Archive/GetMeeting": "read",
    "/verbatim.v1.Archive/GetStatement": "read",
    "/verbatim.v1.Archive/GetSpeaker": "read",
    "/verbatim.v1.Archive/ListMeetings": "read",
    "/verbatim.v1.Archive/ListSpeakers": "read",
    "/verbatim.v1.Archive/StreamStatements": "read",
    "/verbatim.v1.Archive/CountStatements": "read",
    "/verbatim.v1.Archive/SearchStatements": "read",
    "/verbatim.v1.Archive/FollowStatements": "read",
    "/verbatim.v1.Archive/ListRevisions": "read",
    "/verbatim.v1.ArchiveWriter/ImportDocuments": "import",
    "/verbatim.v1.ArchiveWriter/PutMeeting": "import",
    "/verbatim.v1.ArchiveWriter/DeleteMeeting": "delete",
    "/verbatim.v1.ArchiveWriter/MergeSpeakers": "people",
    "/verbatim.v1.ArchiveWriter/SplitSpeaker": "people",
    "/verbatim.v1.ArchiveWriter/KeepApart": "people",
    "/verbatim.v1.ArchiveWriter/NameSpeaker": "people",
    "/verbatim.v1.ArchiveWriter/UndoDecision": "people",
    "/verbatim.v1.ArchiveWriter/ListDecisions": "people",
    "/verbatim.v1.ArchiveWriter/BackUpArchive": "admin",
    "/grpc.health.v1.Health/Check": "nothing",
    "/grpc.health.v1.Health/List": "nothing",
    "/grpc.health.v1.Health/Watch": "nothing",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo": "read",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo": "read",
  ]

  /// Somebody who calls.
  private struct Caller {
    var name: String
    var authorization: [String] = []
    var certificate: TestAuthority.Issued?
    var rights: Set<String> = []
    /// How calls end that take a right which it lacks.
    var refusal = StatusCode.permissionDenied
    /// Whether what it shows is wrong, so that it may not what everybody may.
    var isWrong = false

    func outcome(_ right: String, everybody: Set<String>) -> StatusCode? {
      if right == "nothing" { return nil }
      if isWrong { return refusal }
      return rights.contains(right) || everybody.contains(right) ? nil : refusal
    }
  }

  @Test(
    "every method takes its right of every kind of caller", arguments: ["read", "nothing"])
  func table(anonymous: String) async throws {
    let authority = try TestAuthority()
    let tokens = (0..<3).map { _ in AccessToken.random() }
    let policy = """
      anonymous may \(anonymous)
      reader may read
      reader token \(tokens[0].digest)
      desk may read import
      desk token \(tokens[1].digest)
      desk token \(tokens[2].digest) until 2020-01-01
      clerk may delete
      clerk certificate uri spiffe://city.example/clerk
      registrar may people
      registrar certificate dns registrar.example
      keeper may admin import delete
      keeper certificate subject "CN=keeper,O=Example"
      """
    let callers = [
      Caller(name: "nobody", refusal: .unauthenticated),
      Caller(name: "reader", authorization: ["Bearer \(tokens[0].text)"], rights: ["read"]),
      Caller(
        name: "desk", authorization: ["Bearer \(tokens[1].text)"], rights: ["read", "import"]),
      Caller(
        name: "desk, too late", authorization: ["Bearer \(tokens[2].text)"],
        refusal: .unauthenticated, isWrong: true),
      Caller(
        name: "by URI",
        certificate: try authority.issue("x", names: "URI:spiffe://city.example/clerk"),
        rights: ["delete"]),
      Caller(
        name: "by DNS name",
        certificate: try authority.issue("y", names: "DNS:registrar.example"),
        rights: ["people"]),
      Caller(
        name: "by subject", certificate: try authority.issue("keeper", names: nil),
        rights: ["admin", "import", "delete"]),
      Caller(
        name: "by a certificate that the policy does not name",
        certificate: try authority.issue("z", names: "DNS:z.example"), refusal: .unauthenticated),
      Caller(
        name: "desk by the keeper's certificate", authorization: ["Bearer \(tokens[1].text)"],
        certificate: try authority.issue("keeper", names: nil), rights: ["read", "import"]),
      Caller(
        name: "wrong token", authorization: ["Bearer \(AccessToken.random().text)"],
        refusal: .unauthenticated, isWrong: true),
      Caller(
        name: "wrong token and a good certificate", authorization: ["Bearer vbt_no"],
        certificate: try authority.issue("keeper", names: nil), refusal: .unauthenticated,
        isWrong: true),
      Caller(
        name: "password", authorization: ["Basic a2VlcGVyOng="], refusal: .unauthenticated,
        isWrong: true),
      Caller(
        name: "two tokens",
        authorization: ["Bearer \(tokens[0].text)", "Bearer \(tokens[1].text)"],
        refusal: .unauthenticated, isWrong: true),
    ]
    try await withServer(policy: policy, authority) { server, port in
      #expect(
        Set(server.allMethods.map(\.path)).subtracting(Self.rights.keys).isEmpty,
        "a method has no row: give it one in MethodRights and here")
      for caller in callers {
        let channel = try ClientChannel(
          ClientConfiguration(
            host: "127.0.0.1", port: port,
            security: .tls(
              TLSClientConfiguration(
                trust: .file(authority.file),
                certificate: caller.certificate.map {
                  .init(certificateFile: $0.certificateFile, privateKeyFile: $0.privateKeyFile)
                }))))
        defer { channel.close() }
        for method in server.allMethods {
          let right = try #require(Self.rights[method.path])
          let expected = caller.outcome(right, everybody: anonymous == "read" ? ["read"] : [])
          let code = await self.code(of: method, on: channel, caller.authorization)
          if let expected {
            #expect(code == expected, "\(caller.name): \(method.path)")
          } else {
            #expect(
              code != .unauthenticated && code != .permissionDenied,
              "\(caller.name): \(method.path)")
          }
        }
      }
    }
  }

  @Test("without a policy everybody reads, and nobody writes, whatever they show")
  func withoutPolicy() async throws {
    let authority = try TestAuthority()
    try await withServer(policy: nil, authority) { server, port in
      let channel = try ClientChannel(
        ClientConfiguration(
          host: "127.0.0.1", port: port,
          security: .tls(TLSClientConfiguration(trust: .file(authority.file)))))
      defer { channel.close() }
      for method in server.allMethods {
        let isReading = ["read", "nothing"].contains(Self.rights[method.path])
        for header in [[], ["Bearer \(AccessToken.random().text)"]] {
          let code = await self.code(of: method, on: channel, header)
          #expect((code == .permissionDenied) == !isReading, "\(method.path): \(code)")
          #expect(code != .unauthenticated)
        }
      }
    }
  }

  /// How a call ends; `.ok` as soon as there is an answer.
  private func code(
    of method: MethodDescriptor, on channel: ClientChannel, _ authorization: [String]
  ) async -> StatusCode {
    var metadata = Metadata()
    for value in authorization { metadata.append(value, for: "authorization") }
    do {
      let answers = channel.serverStreaming(
        method, [], encoding: .bytes, decoding: .bytes,
        options: CallOptions(timeout: .seconds(20), metadata: metadata))
      for try await _ in answers { break }
      return .ok
    } catch {
      return (error as? RPCError)?.code ?? .unknown
    }
  }

  private func withServer(
    policy: String?, _ authority: TestAuthority,
    _ body: (Server, Int) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let own = try authority.issue("server")
    var flags: [String: [String]] = [
      "certificate": [own.certificateFile], "private-key": [own.privateKeyFile],
      "client-ca": [authority.file], "client-certificates": ["optional"],
      "listen": ["127.0.0.1:0"], "log-level": ["critical"],
    ]
    if let policy { flags["policy"] = [try folder.write("policy", policy)] }
    let settings = try Settings(flags: flags, environment: [:])
    let daemon = Daemon(settings)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let denials = DenialTally(logger, logLines: 1)
    let server = try daemon.makeServer(
      Archive(), nil, nil, Observers(denials: denials),
      try AccessControl.open(settings, denials, logger))
    do {
      guard case .host(_, let port)? = try await server.start().first else {
        throw RPCError(.internalError, "no port")
      }
      try await body(server, port)
    } catch {
      await server.shutdown(grace: .zero)
      throw error
    }
    await server.shutdown(grace: .zero)
  }
}
