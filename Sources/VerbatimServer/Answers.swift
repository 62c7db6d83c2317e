internal import Archive
internal import ArchiveProtocol
internal import Protobuf
internal import RPC

// What the archive answers with is what the RPC layer sends, without a step between.

extension StatementCursor: MessageSource {}
extension ListCursor: MessageSource {}

extension EncodedMessages {
  /// A stored message, sent from where it is.
  init(_ slice: FrameSlice) { self.init(owner: slice.owner, bytes: slice.frame) }
}

extension RPCError {
  /// INVALID_ARGUMENT for a field, named by its path in the request, and what is wrong with it.
  init(field: String, _ problem: String) {
    self.init(
      .invalidArgument, "\(field) \(problem)",
      details: [.badRequest([.init(field: field, description: problem)])])
  }

  /// The status of a query that cannot be answered.
  init(_ error: QueryError) {
    switch error.code {
    case .invalidArgument: self.init(field: error.field, error.message)
    case .notFound: self.init(.notFound, error.description)
    }
  }

  /// The status of a request that is not the method's message: INTERNAL when its bytes cannot be
  /// read, INVALID_ARGUMENT when the value of a field is at fault.
  init(_ error: ProtobufError) {
    switch error.code {
    case .invalidUTF8, .textHoldsNUL, .invalidValue: self.init(.invalidArgument, error.message)
    case .malformed, .tooLong, .expandsTooFar, .nestedTooDeeply:
      self.init(.internalError, error.message)
    }
  }
}
