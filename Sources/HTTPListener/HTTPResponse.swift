/// What is answered to a request.
package struct HTTPResponse: Sendable {
  package var status: Int
  /// Fields beside those that say how the body is sent.
  package var fields: [(name: String, value: String)]
  package var body: Body

  package enum Body: Sendable {
    case bytes([UInt8])
    /// Piece by piece, as the client takes it; the closure gives nil at the end, and is called by one
    /// thread at a time. What it throws ends the connection, so that nobody takes a part for the whole.
    case pieces(@Sendable (_ isCancelled: () -> Bool) throws -> [UInt8]?)
  }

  package init(status: Int = 200, fields: [(name: String, value: String)] = [], body: Body) {
    self.status = status
    self.fields = fields
    self.body = body
  }

  /// A line of text, for what has no page.
  package init(status: Int, _ text: String, fields: [(name: String, value: String)] = []) {
    self.init(
      status: status,
      fields: [
        ("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
      ] + fields, body: .bytes(Array((text + "\n").utf8)))
  }

  /// The value of the first field of a name, as tests look at it.
  package func value(of name: String) -> String? {
    fields.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// What a status is called (RFC 9110, section 15).
  static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 303: "See Other"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 410: "Gone"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 421: "Misdirected Request"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 503: "Service Unavailable"
    case 505: "HTTP Version Not Supported"
    default: "Status"
    }
  }
}
