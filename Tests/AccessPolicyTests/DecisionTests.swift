import Testing
import Transcripts

@testable import AccessPolicy

/// What the policy decides of calls, by what they bring.
@Suite struct DecisionTests {
  private let token = AccessToken.random()
  private let old = AccessToken.random()

  private func policy(_ anonymous: String = "read") throws -> AccessPolicy {
    try PolicyFile(
      """
      anonymous may \(anonymous)
      desk may import
      desk token \(token.digest)
      desk token \(old.digest) until 2026-11-28
      proxy may admin
      proxy certificate uri spiffe://city.example/proxy
      clerk may delete
      clerk certificate dns clerk.example
      chair may people
      chair certificate subject CN=chair
      """
    ).policy
  }

  private func decide(
    _ right: Right, _ credentials: AccessPolicy.Credentials, anonymous: String = "read",
    on day: String = "2026-11-29"
  ) throws -> AccessPolicy.Decision {
    try policy(anonymous).decide(right, credentials, today: try #require(CalendarDate(day)))
  }

  private func name(_ decision: AccessPolicy.Decision) -> String? {
    if case .granted(let principal) = decision { principal?.name ?? "nobody" } else { nil }
  }

  @Test("nobody reads where the policy lets everybody, and nothing else")
  func anonymous() throws {
    #expect(try decide(.read, .init()) == .granted(nil))
    for right in Right.allCases where right != .read {
      #expect(try decide(right, .init()) == .denied(.noCredential, nil))
    }
    #expect(try decide(.read, .init(), anonymous: "nothing") == .denied(.noCredential, nil))
  }

  @Test("a token is its principal's, who may what everybody may, too")
  func tokens() throws {
    let credentials = AccessPolicy.Credentials(authorization: ["Bearer \(token.text)"])
    #expect(name(try decide(.import, credentials)) == "desk")
    #expect(name(try decide(.read, credentials)) == "desk")
    guard case .denied(.lacksRight, let principal?) = try decide(.delete, credentials) else {
      return #expect(Bool(false), "desk may delete")
    }
    #expect(principal.name == "desk")
    guard
      case .denied(.lacksRight, _?) = try decide(.read, credentials, anonymous: "nothing")
    else { return #expect(Bool(false), "desk may read where nobody may") }
    let lower = AccessPolicy.Credentials(authorization: ["bearer   \(token.text)"])
    #expect(name(try decide(.import, lower)) == "desk")
  }

  @Test(
    "what is not one bearer token that the policy knows is refused, also where none is wanted",
    arguments: [
      (["Bearer vbt_wrong"], AccessPolicy.Denial.unknownToken),
      (["Basic ZGVzazpwYXNz"], .malformedCredential), (["Bearer"], .malformedCredential),
      (["Bearer "], .malformedCredential), ([""], .malformedCredential),
      (["Bearer a b"], .malformedCredential), (["Bearer a", "Bearer b"], .malformedCredential),
    ])
  func wrongTokens(headers: [String], denial: AccessPolicy.Denial) throws {
    for right in Right.allCases {
      #expect(try decide(right, .init(authorization: headers)) == .denied(denial, nil))
    }
    // Not by the certificate that came with it either.
    let both = AccessPolicy.Credentials(authorization: headers, subject: "CN=chair")
    #expect(try decide(.people, both) == .denied(denial, nil))
  }

  @Test("a token is good through its last day, and no longer")
  func expiry() throws {
    let credentials = AccessPolicy.Credentials(authorization: ["Bearer \(old.text)"])
    #expect(name(try decide(.import, credentials, on: "2026-11-28")) == "desk")
    guard case .denied(.expiredToken, _?) = try decide(.import, credentials) else {
      return #expect(Bool(false), "a token is good after its last day")
    }
  }

  @Test("a token that others could read on its way is refused, even a good one")
  func plaintext() throws {
    let credentials = AccessPolicy.Credentials(
      authorization: ["Bearer \(token.text)"], isReadByOthers: true)
    #expect(try decide(.import, credentials) == .denied(.tokenInPlaintext, nil))
  }

  @Test("a certificate is known by URI, DNS name or subject, in this order; a token goes before it")
  func certificates() throws {
    let proxy = "spiffe://city.example/proxy"
    #expect(name(try decide(.admin, .init(uris: ["x:y", proxy], subject: "CN=z"))) == "proxy")
    #expect(name(try decide(.delete, .init(dnsNames: ["CLERK.example"], subject: ""))) == "clerk")
    #expect(name(try decide(.people, .init(subject: "CN=chair"))) == "chair")
    #expect(
      name(
        try decide(
          .read, .init(uris: [proxy], dnsNames: ["clerk.example"], subject: "CN=chair"))) == "proxy"
    )
    #expect(
      name(
        try decide(
          .read, .init(authorization: ["Bearer \(token.text)"], uris: [proxy], subject: "CN=z")))
        == "desk")
    // Kinds are not mixed up.
    #expect(
      try decide(.delete, .init(uris: ["clerk.example"], subject: "clerk.example"))
        == .denied(.unknownCertificate, nil))
    #expect(try decide(.read, .init(subject: "CN=z")) == .granted(nil))
  }

  @Test("tokens differ, have 256 bits, and are known by their digest")
  func tokenForm() {
    let tokens = Set((0..<100).map { _ in AccessToken.random().text })
    #expect(tokens.count == 100)
    #expect(tokens.allSatisfy { $0.hasPrefix("vbt_") && $0.utf8.count == 47 })
    // printf %s vbt_one | sha256sum
    #expect(
      AccessToken(text: "vbt_one").digest
        == "sha256:c96e71a7c2db5a7713556c4b9252bb5fcc875932d3a997654b59aeaf08b5b716")
  }
}
