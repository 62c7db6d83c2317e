/// Which pages of others may call a server from a browser (https://fetch.spec.whatwg.org, "CORS protocol").
///
/// Calls carry no cookies, so that nobody's rights go with them but those of who holds a key.
package struct CrossOriginPolicy: Sendable {
  private let origins: [String]
  private let isOpen: Bool

  /// The policy of origins, "https://example.org", of which `*` means all; nil for none.
  package init?(origins: [String]) {
    guard !origins.isEmpty else { return nil }
    isOpen = origins.contains("*")
    self.origins = origins
  }

  /// The fields that let a page of an origin read an answer; `vary` also where it may not.
  func fields(for origin: String?) -> [(name: String, value: String)] {
    if isOpen {
      return [
        ("access-control-allow-origin", "*"), ("access-control-expose-headers", Self.exposed),
      ]
    }
    let vary = (name: "vary", value: "origin")
    // The setting's own text is sent, never the request's.
    guard let origin, let known = origins.first(where: { $0 == origin }) else { return [vary] }
    return [
      ("access-control-allow-origin", known), ("access-control-expose-headers", Self.exposed), vary,
    ]
  }

  /// Whether a page of this origin may call.
  func admits(_ origin: String) -> Bool { isOpen || origins.contains(origin) }

  /// The further fields of the answer to the question that comes before a call.
  static let preflight: [(name: String, value: String)] = [
    ("access-control-allow-methods", "GET, POST"),
    // All others by the star; authorization is never among those.
    (
      "access-control-allow-headers",
      "*, authorization, content-type, content-encoding, accept-encoding, connect-protocol-version, "
        + "connect-timeout-ms, connect-content-encoding, connect-accept-encoding, grpc-timeout, "
        + "grpc-encoding, grpc-accept-encoding, x-grpc-web, x-user-agent"
    ),
    ("access-control-max-age", "7200"),
  ]

  private static let exposed =
    "*, content-encoding, connect-content-encoding, grpc-status, grpc-message, "
    + "grpc-status-details-bin"
}
