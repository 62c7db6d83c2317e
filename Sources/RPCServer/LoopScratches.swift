internal import NIOCore
internal import NIOPosix
internal import Protobuf
internal import RPC
internal import RPCTransport

/// What the connections of each event loop share.
struct LoopScratches: Sendable {
  private let byLoop: [ObjectIdentifier: Entry]

  private struct Entry: Sendable {
    let scratch: NIOLoopBoundBox<Scratch>
    let arena: NIOLoopBoundBox<MessageArena>
    let executor: EventLoopTaskExecutor
    let tally: ServerTally
    let calls: LoopCalls
    let traffic: LoopTraffic
    let turns: NIOLoopBoundBox<HandshakeTurns>
  }

  init(
    _ group: MultiThreadedEventLoopGroup, _ methods: MethodTable, handshakeShare: Double,
    onHandshakeWaiting: @escaping @Sendable (_ peer: String) -> Void
  ) {
    var byLoop: [ObjectIdentifier: Entry] = [:]
    for loop in group.makeIterator() {
      let scratch = Scratch()
      let traffic = scratch.traffic
      byLoop[ObjectIdentifier(loop)] = Entry(
        scratch: .makeBoxSendingValue(scratch, eventLoop: loop),
        arena: .makeBoxSendingValue(MessageArena(), eventLoop: loop),
        executor: EventLoopTaskExecutor(loop),
        tally: ServerTally(methods) { NIODeadline.now().uptimeNanoseconds }, calls: LoopCalls(),
        traffic: traffic,
        turns: .makeBoxSendingValue(
          HandshakeTurns(share: handshakeShare) { peer in
            traffic.delayedHandshakes.add()
            onHandshakeWaiting(peer)
          }, eventLoop: loop))
    }
    self.byLoop = byLoop
  }

  /// The scratch memory of a loop; called on that loop.
  func scratch(of loop: any EventLoop) -> Scratch {
    byLoop[ObjectIdentifier(loop)]?.scratch.value ?? Scratch()
  }

  /// Whose turn it is to shake hands on a loop; called on that loop.
  func turns(of loop: any EventLoop) -> HandshakeTurns? {
    byLoop[ObjectIdentifier(loop)]?.turns.value
  }

  /// The memory that immediate handlers of a loop unpack into; called on that loop.
  func arena(of loop: any EventLoop) -> MessageArena {
    byLoop[ObjectIdentifier(loop)]?.arena.value ?? MessageArena()
  }

  /// The open calls of a loop.
  func calls(of loop: any EventLoop) -> LoopCalls? { byLoop[ObjectIdentifier(loop)]?.calls }

  /// The open calls of each loop.
  var calls: [LoopCalls] { byLoop.values.map(\.calls) }

  /// What the sessions of a loop are counted in.
  func tally(of loop: any EventLoop) -> ServerTally? { byLoop[ObjectIdentifier(loop)]?.tally }

  /// Adds what all loops counted.
  func count(into statistics: inout ServerStatistics) {
    for entry in byLoop.values {
      statistics.add(entry.tally)
      statistics.receivedBytes += Int(entry.traffic.received.value)
      statistics.delayedHandshakes += Int(entry.traffic.delayedHandshakes.value)
      statistics.sentBytes += Int(entry.traffic.sent.value)
    }
  }

  /// Before the loops end.
  func stopExecutors() { for entry in byLoop.values { entry.executor.stop() } }

  func executor(of loop: any EventLoop) -> EventLoopTaskExecutor {
    byLoop[ObjectIdentifier(loop)]?.executor ?? EventLoopTaskExecutor(loop)
  }
}
