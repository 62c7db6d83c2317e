internal import NIOCore
internal import NIOPosix
internal import RPCTransport

/// What the connections of each event loop share.
struct LoopScratches: Sendable {
  private let byLoop: [ObjectIdentifier: Entry]

  private struct Entry: Sendable {
    let scratch: NIOLoopBoundBox<Scratch>
    let executor: EventLoopTaskExecutor
  }

  init(_ group: MultiThreadedEventLoopGroup) {
    var byLoop: [ObjectIdentifier: Entry] = [:]
    for loop in group.makeIterator() {
      byLoop[ObjectIdentifier(loop)] = Entry(
        scratch: .makeBoxSendingValue(Scratch(), eventLoop: loop),
        executor: EventLoopTaskExecutor(loop))
    }
    self.byLoop = byLoop
  }

  /// The scratch memory of a loop; called on that loop.
  func scratch(of loop: any EventLoop) -> Scratch {
    byLoop[ObjectIdentifier(loop)]?.scratch.value ?? Scratch()
  }

  func executor(of loop: any EventLoop) -> EventLoopTaskExecutor {
    byLoop[ObjectIdentifier(loop)]?.executor ?? EventLoopTaskExecutor(loop)
  }
}
