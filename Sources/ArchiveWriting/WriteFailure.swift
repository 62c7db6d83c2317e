internal import ArchiveProtocol
internal import ArchiveStorage
internal import LastingArchive
internal import Protobuf
internal import RPC

extension RPCError {
  /// The status of a write that was not done.
  init(writing error: any Error) {
    switch error {
    case let error as RPCError: self = error
    case let error as StorageError: self.init(storage: error)
    case let error as PeopleRefusal: self.init(.permissionDenied, error.description)
    case let error as DecisionError: self.init(decision: error)
    case let error as QueryError: self.init(field: error.field, error.message)
    case let error as ImportError: self.init(.invalidArgument, error.description)
    case let error as ProtobufError: self.init(protobuf: error)
    case is CancellationError: self.init(.cancelled, "the call was cancelled")
    default: self.init(.internalError, "\(error)")
    }
  }

  /// INVALID_ARGUMENT for a field, named by its path in the request, and what is wrong with it.
  init(field: String, _ problem: String) {
    self.init(
      .invalidArgument, "\(field) \(problem)",
      details: [.badRequest([.init(field: field, description: problem)])])
  }

  private init(decision error: DecisionError) {
    switch error {
    case .unknownSpeaker(let id): self.init(.notFound, "the archive has no speaker \(id)")
    case .unknownDecision(let number):
      self.init(.notFound, "no decision \(number) was written that stands")
    case .tooMany(let maximum):
      self.init(
        .resourceExhausted,
        "\(maximum) decisions stand already (maximum-decisions): put them into the merge file, or undo some"
      )
    case .refused(let problem):
      self.init(.failedPrecondition, "this is not decided: \(problem)")
    }
  }

  private init(storage error: StorageError) {
    switch error.code {
    case .full:
      self.init(
        .resourceExhausted,
        "the archive's disk is full, and nothing of this was kept: make room and do it again")
    case .busy, .inUse:
      self.init(.unavailable, "the archive's file is held by another program: \(error.message)")
    case .damaged: self.init(.dataLoss, "the archive's file is damaged: \(error.message)")
    case .cancelled: self.init(.cancelled, "the call was cancelled")
    case .exists, .foreign, .newer, .readOnly, .unopenable, .inputOutput, .unexpected:
      self.init(.internalError, "the archive's file cannot be written: \(error.message)")
    }
  }

  private init(protobuf error: ProtobufError) {
    switch error.code {
    case .invalidUTF8, .textHoldsNUL, .invalidValue, .tooManyFields:
      self.init(.invalidArgument, error.message)
    case .tooLong, .expandsTooFar: self.init(.resourceExhausted, error.message)
    case .malformed, .nestedTooDeeply: self.init(.internalError, error.message)
    }
  }
}
