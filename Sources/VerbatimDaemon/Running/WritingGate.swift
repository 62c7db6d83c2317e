internal import ArchiveWriting
internal import RPC

/// Lets nobody write from another machine, where nothing says who may.
struct WritingGate: ServerInterceptor {
  private static let methods = "/\(ArchiveWriterService.name)/"

  func callStarted(_ call: ServerCallInfo) throws(RPCError) {
    guard call.path.hasPrefix(Self.methods) else { return }
    let address = call.peer.address
    guard ["127.", "[::1]", "unix:"].contains(where: address.hasPrefix) else {
      throw RPCError(.permissionDenied, "this server takes writes from its own machine only")
    }
  }
}
