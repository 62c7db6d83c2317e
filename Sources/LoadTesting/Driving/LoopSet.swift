internal import NIOCore
internal import NIOPosix
internal import RPC

/// The event loops of a load test, seen from outside of them.
struct LoopSet: Sendable {
  private let loops: [NIOLoopBoundBox<LoadLoop>]

  init(_ group: MultiThreadedEventLoopGroup, _ shared: LoadShared) {
    let eventLoops = Array(group.makeIterator())
    loops = eventLoops.enumerated().map { index, loop in
      // Made here and touched on its loop alone from then on.
      NIOLoopBoundBox.makeBoxSendingValue(
        LoadLoop(loop, shared, index: index, of: eventLoops.count), eventLoop: loop)
    }
  }

  /// Opens every connection. Throws UNAVAILABLE with the reason when none can be had.
  func connect() async throws {
    let all = loops.map { bound in
      let promise = bound.eventLoop.makePromise(of: Void.self)
      bound.eventLoop.execute { bound.value.open(promise) }
      return promise.futureResult
    }
    for future in all { try await future.get() }
    var reason = "no connection could be made"
    for bound in loops {
      let state = try await bound.eventLoop.submit {
        (bound.value.isConnected, bound.value.lostReason)
      }.get()
      if state.0 { return }
      reason = state.1 ?? reason
    }
    throw RPCError(.unavailable, reason)
  }

  func begin(
    intervalLength: UInt64, _ makeRun: (_ part: Int, _ count: Int) -> sending StepRun
  ) throws -> [EventLoopFuture<StepPart>] {
    loops.enumerated().map { index, bound in
      let promise = bound.eventLoop.makePromise(of: StepPart.self)
      let run = NIOLoopBoundBox.makeBoxSendingValue(
        makeRun(index, loops.count), eventLoop: bound.eventLoop)
      bound.eventLoop.execute {
        bound.value.begin(run.value, intervalLength: intervalLength, promise)
      }
      return promise.futureResult
    }
  }

  func transport() async throws -> (version: String?, cipher: String?)? {
    for bound in loops {
      let found = try await bound.eventLoop.submit { bound.value.transport }.get()
      if let found { return found }
    }
    return nil
  }

  func isServerHere() async throws -> Bool {
    for bound in loops where try await bound.eventLoop.submit({ bound.value.isServerHere }).get() {
      return true
    }
    return false
  }

  func stop() async {
    for bound in loops {
      try? await bound.eventLoop.submit { bound.value.stop() }.get()
    }
  }
}
