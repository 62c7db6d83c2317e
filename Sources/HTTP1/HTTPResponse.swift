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

  /// A field's value without what would end it.
  package static func inert(_ value: String) -> String {
    String(value.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
  }

  /// The value of the first field of a name, as tests look at it.
  package func value(of name: String) -> String? {
    fields.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// What a status is called (RFC 9110, section 15).
  package static func reason(_ status: Int) -> String {
    switch status {
    case 200: "OK"
    case 204: "No Content"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 303: "See Other"
    case 304: "Not Modified"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 410: "Gone"
    case 413: "Content Too Large"
    case 414: "URI Too Long"
    case 415: "Unsupported Media Type"
    case 417: "Expectation Failed"
    case 421: "Misdirected Request"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 499: "Client Closed Request"
    case 500: "Internal Server Error"
    case 501: "Not Implemented"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 505: "HTTP Version Not Supported"
    default: "Status"
    }
  }
}
