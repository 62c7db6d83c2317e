internal import NIOCore
internal import NIOPosix
internal import Protobuf
internal import RPCTransport

/// What the connections of each event loop share.
struct LoopScratches: Sendable {
  private let byLoop: [ObjectIdentifier: Entry]

  private struct Entry: Sendable {
    let scratch: NIOLoopBoundBox<Scratch>
    let arena: NIOLoopBoundBox<MessageArena>
    let executor: EventLoopTaskExecutor
  }

  init(_ group: MultiThreadedEventLoopGroup) {
    var byLoop: [ObjectIdentifier: Entry] = [:]
    for loop in group.makeIterator() {
      byLoop[ObjectIdentifier(loop)] = Entry(
        scratch: .makeBoxSendingValue(Scratch(), eventLoop: loop),
        arena: .makeBoxSendingValue(MessageArena(), eventLoop: loop),
        executor: EventLoopTaskExecutor(loop))
    }
    self.byLoop = byLoop
  }

  /// The scratch memory of a loop; called on that loop.
  func scratch(of loop: any EventLoop) -> Scratch {
    byLoop[ObjectIdentifier(loop)]?.scratch.value ?? Scratch()
  }

  /// The memory that immediate handlers of a loop unpack into; called on that loop.
  func arena(of loop: any EventLoop) -> MessageArena {
    byLoop[ObjectIdentifier(loop)]?.arena.value ?? MessageArena()
  }

  /// Before the loops end.
  func stopExecutors() { for entry in byLoop.values { entry.executor.stop() } }

  func executor(of loop: any EventLoop) -> EventLoopTaskExecutor {
    byLoop[ObjectIdentifier(loop)]?.executor ?? EventLoopTaskExecutor(loop)
  }
}
