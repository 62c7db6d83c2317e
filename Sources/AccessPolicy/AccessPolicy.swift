package import Transcripts

/// Who may do what: principals, by what they are known, and what everybody may.
///
/// Makes decisions and does no I/O. A principal is known by a token or by a client certificate that the
/// server's trust has found good; a call that brings both is the token's, since a certificate may be that
/// of a proxy that many come through.
package final class AccessPolicy: Sendable {
  /// What those may who show nothing; a principal may it, too.
  package let everybody: Set<Right>
  private let principals: [Principal]
  private let tokens: [[UInt8]: TokenHolder]
  /// Numbers of principals.
  private let certificates: [CertificateName: Int]

  /// Whose a token is, and how long.
  struct TokenHolder: Hashable, Sendable {
    var principal: Int
    /// The last day, of UTC; nil for no end.
    var lastDay: CalendarDate?
  }

  /// A name in a client's certificate.
  package enum CertificateName: Hashable, Sendable {
    /// An alternative name that is a URI, to the letter.
    case uri(String)
    /// An alternative name that is a DNS name, in lower case.
    case dns(String)
    /// The subject's distinguished name as RFC 2253 writes it, to the letter.
    case subject(String)
  }

  init(
    everybody: Set<Right>, principals: [Principal], tokens: [[UInt8]: TokenHolder],
    certificates: [CertificateName: Int]
  ) {
    self.everybody = everybody
    self.principals = principals
    self.tokens = tokens
    self.certificates = certificates
  }

  package var principalCount: Int { principals.count }
  package var hasTokens: Bool { !tokens.isEmpty }
  package var hasCertificates: Bool { !certificates.isEmpty }

  /// The names of principals whom nothing makes known, so that nobody is them.
  package var unknowable: [String] {
    let known = Set(tokens.values.map(\.principal)).union(certificates.values)
    return principals.indices.filter { !known.contains($0) }.map { principals[$0].name }
  }

  /// What a call brings.
  package struct Credentials: Hashable, Sendable {
    /// The values of its `authorization` headers.
    package var authorization: [String]
    /// Alternative names of its connection's certificate that are URIs, in order.
    package var uris: [String]
    /// Those that are DNS names.
    package var dnsNames: [String]
    /// The certificate's subject; nil without a certificate.
    package var subject: String?
    /// Whether others may read what is sent, tokens too.
    package var isReadByOthers: Bool

    package init(
      authorization: [String] = [], uris: [String] = [], dnsNames: [String] = [],
      subject: String? = nil, isReadByOthers: Bool = false
    ) {
      self.authorization = authorization
      self.uris = uris
      self.dnsNames = dnsNames
      self.subject = subject
      self.isReadByOthers = isReadByOthers
    }
  }

  /// Why a call is refused; the raw values are those of the metric.
  package enum Denial: String, CaseIterable, Hashable, Sendable {
    /// It takes a principal, and nothing came that names one.
    case noCredential = "no_credential"
    /// `authorization` is not one bearer token.
    case malformedCredential = "malformed_credential"
    case unknownToken = "unknown_token"
    case expiredToken = "expired_token"
    /// A token that others could read on its way.
    case tokenInPlaintext = "token_in_plaintext"
    /// A certificate that the policy does not name.
    case unknownCertificate = "unknown_certificate"
    /// The principal lacks the right.
    case lacksRight = "lacks_right"
    /// The method has no row in `MethodRights`.
    case unlistedMethod = "unlisted_method"
    /// The server has no policy, so that nobody may write.
    case noPolicy = "no_policy"
    case callsPerSecond = "calls_per_second"
    case callsAtOnce = "calls_at_once"
    case workAtOnce = "work_at_once"
  }

  /// What is decided of a call.
  package enum Decision: Hashable, Sendable {
    /// Nil where nobody is known to call.
    case granted(Principal?)
    case denied(Denial, Principal?)
  }

  /// Decides of a call that takes something of its caller.
  ///
  /// A token that is wrong is refused where no token would do, too: whoever sends it believes to be
  /// somebody.
  package func decide(
    _ right: Right, _ credentials: Credentials, today: CalendarDate
  ) -> Decision {
    let principal: Principal?
    if credentials.authorization.isEmpty {
      principal = self.principal(ofCertificate: credentials)
    } else {
      switch self.principal(ofToken: credentials, today) {
      case .success(let holder): principal = holder
      case .failure(let refusal): return .denied(refusal.denial, refusal.principal)
      }
    }
    if everybody.contains(right) || principal?.rights.contains(right) == true {
      return .granted(principal)
    }
    guard principal == nil else { return .denied(.lacksRight, principal) }
    return .denied(credentials.subject == nil ? .noCredential : .unknownCertificate, nil)
  }

  private struct Refusal: Error {
    var denial: Denial
    var principal: Principal?
  }

  private func principal(
    ofToken credentials: Credentials, _ today: CalendarDate
  ) -> Result<Principal, Refusal> {
    guard !credentials.isReadByOthers else { return .failure(Refusal(denial: .tokenInPlaintext)) }
    guard credentials.authorization.count == 1,
      let token = AccessToken.bearer(credentials.authorization[0])
    else { return .failure(Refusal(denial: .malformedCredential)) }
    // Found by its digest: how long that takes tells nothing of the tokens that there are.
    guard let holder = tokens[AccessToken.digest(of: String(token))] else {
      return .failure(Refusal(denial: .unknownToken))
    }
    let principal = principals[holder.principal]
    if let last = holder.lastDay, last < today {
      return .failure(Refusal(denial: .expiredToken, principal: principal))
    }
    return .success(principal)
  }

  /// By a URI before a DNS name, and by that before the subject; of several the first in the certificate.
  private func principal(ofCertificate credentials: Credentials) -> Principal? {
    guard !certificates.isEmpty, let subject = credentials.subject else { return nil }
    let names =
      credentials.uris.lazy.map(CertificateName.uri)
      + credentials.dnsNames.lazy.map { .dns($0.lowercased()) } + [.subject(subject)]
    return names.lazy.compactMap { self.certificates[$0] }.first.map { principals[$0] }
  }
}
