internal import AccessPolicy
internal import RPC
internal import RPCServer

/// A service whose methods that take more than reading are refused to everybody: that of a server
/// without a policy, whose other calls then need not be asked who makes them.
struct ServiceWithoutWriting: Service {
  let name: String
  let methods: [Method]
  private let service: any Service

  init(_ service: any Service, _ tally: DenialTally) {
    self.service = service
    name = service.name
    methods = service.methods.map { method in
      let registered = method.registered
      let descriptor = registered.descriptor
      switch MethodRights.requirement(service: descriptor.service, method: descriptor.method) {
      case .nothing, .right(.read): return method
      case .right, nil: break
      }
      return Method(
        descriptor,
        .asynchronous { exchange in
          tally.note(.noPolicy, nil, path: descriptor.path, peer: exchange.peer)
          throw RPCError(.noPolicy, nil)
        }, json: registered.json)
    }
  }

  func end() { service.end() }
}
