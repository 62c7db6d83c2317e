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
