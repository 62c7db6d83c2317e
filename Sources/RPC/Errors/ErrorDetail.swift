/// What a program can learn of an error beyond its code: one detail of a `google.rpc.Status`
/// (Proto/google/rpc/error_details.proto).
public enum ErrorDetail: Hashable, Sendable {
  /// Fields of the request that are at fault.
  case badRequest([FieldViolation])
  /// A reason in upper case, what it belongs to, and more of it.
  case errorInfo(reason: String, domain: String, metadata: [String: String] = [:])
  /// When the call may be made again.
  case retryInfo(delay: Duration)
  /// Any other message, by its type, "type.googleapis.com/google.rpc.Help", and encoded.
  case other(typeURL: String, value: [UInt8])

  /// A field of a request and what is wrong with it.
  public struct FieldViolation: Hashable, Sendable {
    /// The field's path, "filter.from".
    public var field: String
    /// What is wrong and what the field takes.
    public var description: String

    /// Names a field.
    public init(field: String, description: String) {
      self.field = field
      self.description = description
    }
  }
}
