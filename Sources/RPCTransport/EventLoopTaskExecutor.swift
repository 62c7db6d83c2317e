package import NIOCore
internal import Synchronization

/// Runs tasks on an event loop, so that an asynchronous handler costs no change of thread.
package final class EventLoopTaskExecutor: TaskExecutor {
  private let eventLoop: any EventLoop
  private let isStopped = Atomic(false)

  package init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  package func enqueue(_ job: consuming ExecutorJob) {
    guard !isStopped.load(ordering: .relaxed) else {
      globalConcurrentExecutor.enqueue(job)
      return
    }
    let job = UnownedJob(job)
    eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }

  /// The event loop is about to end: handlers that outlive their connections end elsewhere.
  package func stop() { isStopped.store(true, ordering: .relaxed) }
}
