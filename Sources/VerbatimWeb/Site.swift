package import Archive
internal import ArchiveProtocol
internal import Digests
package import HTTP1
internal import Transcripts

/// The pages of an archive: a request in, a response out.
package struct Site: Sendable {
  private let archive: Archive
  private let version: String
  private let admission: @Sendable () -> Admission

  /// Who may read pages now. Nobody says who they are who asks for one.
  package enum Admission: Sendable {
    case everybody
    /// The archive does not hold yet what it is to hold.
    case loading
    /// Only who says who that is may read.
    case nobody
  }

  /// - Parameter version: Of the program: what was kept of another one's pages is fetched again.
  package init(
    _ archive: Archive, version: String = "",
    admission: @escaping @Sendable () -> Admission = { .everybody }
  ) {
    self.archive = archive
    self.version = version
    self.admission = admission
  }

  /// What a request may read: the one place where that is decided.
  private func archive(for request: HTTPRequest) throws(PageError) -> ReadableArchive {
    switch admission() {
    case .everybody: return ReadableArchive(archive.snapshot)
    case .loading: throw PageError(status: 503, text: .loading)
    case .nobody: throw PageError(status: 403, text: .forbidden)
    }
  }

  /// Answers GET and HEAD; takes as long as the page takes to make, up to its first piece.
  /// - Parameter isCancelled: Whether nobody waits for the answer any more.
  /// - Throws: `QueryError.cancelled`.
  package func respond(
    _ request: HTTPRequest, isCancelled: () -> Bool = { false }
  ) throws -> HTTPResponse {
    var response = try answer(request, isCancelled)
    let encodings = request.value(of: "accept-encoding")
    guard response.status != 304 else {
      response.vary()
      return response
    }
    return response.compressed(accepting: encodings)
  }

  private func answer(
    _ request: HTTPRequest, _ isCancelled: () -> Bool
  ) throws -> HTTPResponse {
    let texts = Texts.accepted(by: request.value(of: "accept-language"))
    guard let address = Address(target: request.target) else {
      return response(Self.failure(400, .badAddress, texts), texts)
    }
    if let asset = Asset.all.first(where: { $0.address == request.target }) {
      return asset.response(accepting: request.value(of: "accept-encoding"))
    }
    let archive: ReadableArchive
    do throws(PageError) {
      archive = try self.archive(for: request)
    } catch {
      var page = Self.failure(error.status, error.text, texts)
      if error.status == 503 { page.fields = [("Retry-After", "5")] }
      return response(page, texts)
    }
    // All pages follow from the archive, the language and the program.
    let tag = self.tag(archive, texts)
    if Self.holds(request.value(of: "if-none-match"), tag) {
      return HTTPResponse(
        status: 304,
        fields: [("ETag", tag), ("Vary", "Accept-Language"), ("Cache-Control", "no-cache")],
        body: .bytes([]))
    }
    return try withoutActuallyEscaping(isCancelled) { isCancelled in
      let reader = PageReader(
        address: address, texts: texts, archive: archive, isCancelled: isCancelled)
      do {
        switch try reader.answer() {
        case .page(var page):
          if page.status == 200 { page.fields.append(("ETag", tag)) }
          return response(page, texts)
        case .redirect(let status, let address):
          return HTTPResponse(
            status: status, fields: [("Location", "\(address)"), ("Cache-Control", "no-cache")],
            body: .bytes([]))
        case .response(var response):
          response.fields.append(("ETag", tag))
          return response
        }
      } catch let error as PageError {
        return response(Self.failure(error.status, error.text, texts, error.links), texts)
      } catch let error as QueryError where error.code != .cancelled {
        let status =
          switch error.code {
          case .notFound: 404
          case .resourceExhausted, .failedPrecondition: 503
          default: 400
          }
        return response(Self.failure(status, error.description, texts, []), texts)
      }
    }
  }

  private func tag(_ archive: ReadableArchive, _ texts: Texts) -> String {
    let made = "\(version) \(Asset.style.address) \(Asset.icon.address)"
    let digest = Base32.prefix(8, of: Digest.sha256(made.utf8))
    return "W/\"\(archive.fingerprint)-\(texts.language)-\(digest)\""
  }

  /// Whether a client holds what a tag is of already (RFC 9110, section 13.1.2).
  private static func holds(_ field: String?, _ tag: String) -> Bool {
    guard let field else { return false }
    return field.split(separator: ",").contains { part in
      let text = part.filter { $0 != " " && $0 != "\t" }
      return text == "*" || text == tag || "W/" + text == tag
    }
  }

  private func response(_ page: Page, _ texts: Texts) -> HTTPResponse {
    let body: HTTPResponse.Body
    let frame = PageFrame(page: page, texts: texts)
    if let rest = page.rest {
      let pieces = Pieces(opening: frame.opening.bytes, rest: rest, closing: frame.closing.bytes)
      body = .pieces { try pieces.next($0) }
    } else {
      body = .bytes(frame.opening.bytes + frame.closing.bytes)
    }
    return HTTPResponse(
      status: page.status,
      fields: [
        ("Content-Type", "text/html; charset=utf-8"), ("Content-Language", texts.language),
        ("Vary", "Accept-Language"),
        ("Cache-Control", page.status == 200 ? "no-cache" : "no-store"),
      ] + Self.safety + page.fields, body: body)
  }

  /// Nothing from elsewhere, no scripts, of styles only our own; no frame around it; and other sites learn
  /// from a link that is followed only that it was.
  static let safety: [(name: String, value: String)] = [
    (
      "Content-Security-Policy",
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'"
    ),
    ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
  ]

  private static func failure(
    _ status: Int, _ text: Texts.Key, _ texts: Texts, _ links: [PageError.Link] = []
  ) -> Page {
    failure(status, texts[text], texts, links)
  }

  private static func failure(
    _ status: Int, _ text: String, _ texts: Texts, _ links: [PageError.Link]
  ) -> Page {
    let title = texts[status == 404 ? .notFoundTitle : .errorTitle]
    let known = links.map { ($0.address, $0.text) } + [(Address.home, texts[.toHome])]
    let items = known.map { "<li><a href=\"\($0.0)\">\($0.1)</a></li>\n" as HTML }
    return Page(
      title: title,
      main: """
        <h1>\(title)</h1>
        <p class="lead">\(text)</p>
        <h2>\(texts[.tryThese])</h2>
        <ul class="plain">
        \(items)</ul>
        \(SearchForm(texts: texts).html)

        """, status: status)
  }
}

/// Why there is no page, and where to go on.
struct PageError: Error {
  var status: Int
  var text: Texts.Key
  var links: [Link] = []

  struct Link {
    var address: Address
    var text: String
  }

  static func notFound(_ text: Texts.Key, _ links: [Link] = []) -> PageError {
    PageError(status: 404, text: text, links: links)
  }
}
