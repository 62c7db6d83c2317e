/// The head of a request: its method, where it goes, its fields, and how its body comes.
package struct HTTPRequest: Hashable, Sendable {
  package var method: String
  /// Path and query as they were sent.
  package var target: String
  /// Fields in order, their names in small letters.
  package var fields: [Field]
  /// Whether it is of HTTP/1.0, whose clients know neither chunks nor connections that stay.
  package var isOfHTTP10: Bool
  /// Whether it came by the loopback device, from a program of this machine: maybe for a page of somebody's.
  package var isToLoopback = false
  /// How the body comes.
  package var body = Body.none

  /// How long a body is.
  package enum Body: Hashable, Sendable {
    case none
    case length(Int)
    /// Each piece says how long it is: `ChunkedBody`.
    case chunked
  }

  package struct Field: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package init(
    method: String = "GET", target: String, fields: [Field] = [], isOfHTTP10: Bool = false
  ) {
    self.method = method
    self.target = target
    self.fields = fields
    self.isOfHTTP10 = isOfHTTP10
  }

  /// The value of a field, of several those that belong together by commas; nil without one.
  package func value(of name: String) -> String? {
    let values = fields.filter { $0.name == name }.map(\.value)
    return values.isEmpty ? nil : values.joined(separator: ", ")
  }

  /// Whether the client wants the connection to end with the answer.
  package var endsConnection: Bool {
    let options = (value(of: "connection") ?? "").lowercased().split(separator: ",").map {
      $0.filter { $0 != " " && $0 != "\t" }
    }
    // Clients of HTTP/1.0 that want it to stay are rare, and lose nothing.
    return isOfHTTP10 || options.contains("close")
  }
}
