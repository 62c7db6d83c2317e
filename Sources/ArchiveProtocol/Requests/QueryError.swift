/// Why a query cannot be answered.
package struct QueryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Whether the query is wrong or asks for what is not there.
  package var code: Code
  /// The field at fault, as the schema names it.
  package var field: String
  /// What is wrong with the field and what it takes.
  package var message: String

  package init(code: Code, field: String, message: String) {
    self.code = code
    self.field = field
    self.message = message
  }

  package var description: String { "\(field) \(message)" }

  /// Kinds of fault, after the gRPC status that each one is.
  package enum Code: Hashable, Sendable {
    case invalidArgument
    case notFound
    /// The server keeps no index for it.
    case failedPrecondition
    /// More than is held at once.
    case resourceExhausted
    /// Nobody waits for the answer any more.
    case cancelled
    /// The archive is another one than what the query goes on with.
    case aborted
  }

  package static func invalid(_ field: String, _ message: String) -> QueryError {
    QueryError(code: .invalidArgument, field: field, message: message)
  }

  package static let cancelled = QueryError(
    code: .cancelled, field: "", message: "the query was cancelled")

  package static func otherArchive(_ field: String, now archive: String) -> QueryError {
    QueryError(
      code: .aborted, field: field,
      message: "is of another archive than the one that is served now, \(archive): begin anew")
  }

  package static func aborted(_ field: String, _ message: String) -> QueryError {
    QueryError(code: .aborted, field: field, message: message)
  }

  package static func notFound(_ field: String, _ message: String) -> QueryError {
    QueryError(code: .notFound, field: field, message: message)
  }
}

/// What a request may ask for. The schema documents these.
package enum QueryLimits {
  /// Values of a repeated field: more belong into several requests.
  package static let valuesPerField = 1_000
  /// Values of all fields of a request. What the schema lets one hold, full lists of everything in
  /// ListMeetings, are a little more than 8,000.
  package static let valuesPerRequest = 10_000
  /// Fields of a request that the schema does not have; a newer client's may be some.
  package static let unknownFieldsPerRequest = 1_000
  /// Bytes of a name, a place or a title: the longest printed ones are far shorter.
  package static let textByteCount = 500
  /// Bytes of an id: the longest there can be, a statement's.
  package static let idByteCount = 160
  /// Bytes of a page's token, which holds the keys of the page's last group.
  package static let pageTokenByteCount = 64 << 10
}
