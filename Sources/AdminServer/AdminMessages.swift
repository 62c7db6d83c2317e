/// What somebody asks an admin server for.
package struct AdminRequest: Hashable, Sendable {
  /// The path, "/metrics", without its query.
  package var path: String
  /// The `Accept` header; nil without one.
  package var accept: String?

  package init(path: String, accept: String? = nil) {
    self.path = path
    self.accept = accept
  }
}

/// What an admin server answers.
package struct AdminResponse: Hashable, Sendable {
  /// The HTTP status.
  package var status: Int
  /// The body's media type.
  package var contentType: String
  /// Headers beside those that every answer has.
  package var headers: [String: String]
  /// The body; left out for HEAD.
  package var body: String

  package init(
    _ body: String, status: Int = 200, contentType: String = "text/plain; charset=utf-8",
    headers: [String: String] = [:]
  ) {
    self.status = status
    self.contentType = contentType
    self.headers = headers
    self.body = body
  }
}

/// What an admin server takes. It has few clients: a scraper, a health check, a person.
package struct AdminLimits: Hashable, Sendable {
  /// Bytes of a request, all of its head. Browsers send some 700; cookies of other ports on the same
  /// host come along.
  package var requestSize = 16 * 1024
  /// Connections open at once; one more ends the oldest.
  package var connections = 32
  /// Milliseconds from the connection to the end of the request's head.
  package var requestTime: Int64 = 10_000
  /// Milliseconds from the connection to its end, whoever is slow.
  package var totalTime: Int64 = 30_000

  package init() {}
}
