internal import NIOPosix
internal import RPCServer

/// Threads for what takes long, at a lower priority than the event loops, in the order in which it comes. They
/// are their own: a thread that others use too would stay slow for them.
package final class BackgroundThreads: Sendable {
  private let pool: NIOThreadPool

  package init(count: Int) { pool = NIOThreadPool(numberOfThreads: max(1, count)) }

  deinit { pool.shutdownGracefully { [pool] _ in withExtendedLifetime(pool) {} } }

  /// Has a thread run a job when one is free. They are started with the first.
  package func run(_ job: @escaping @Sendable () -> Void) {
    pool.start()
    pool.submit { state in
      // Whoever waits for a job holds these threads: none is left when they end.
      guard state == .active else { return }
      ThreadPriority.yieldToLoops()
      job()
    }
  }
}
