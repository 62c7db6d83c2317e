package import NIOCore
internal import Synchronization

/// Runs tasks on an event loop, so that an asynchronous handler costs no change of thread.
///
/// What a task leads to by itself, going on after it yielded for one, has a slice of the loop's time, and then
/// the loop looks at its sockets: what is given to a loop comes before these, and a task that goes on for long
/// would keep it to itself however often it yields.
package final class EventLoopTaskExecutor: TaskExecutor {
  /// Time of jobs that come of jobs between two looks at the sockets.
  private static let slice = TimeAmount.microseconds(300)
  /// Until they go on. What is due at once would come before the sockets.
  private static let pause = TimeAmount.microseconds(20)

  private struct State {
    /// A job runs.
    var isRunning = false
    /// Jobs that came of jobs.
    var jobs: CircularBuffer<UnownedJob> = []
    var isScheduled = false
  }

  private let eventLoop: any EventLoop
  private let isStopped = Atomic(false)
  private let state: NIOLoopBoundBox<State>

  package init(_ eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    state = .makeBoxSendingValue(State(), eventLoop: eventLoop)
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    guard !isStopped.load(ordering: .relaxed) else {
      globalConcurrentExecutor.enqueue(job)
      return
    }
    let job = UnownedJob(job)
    guard eventLoop.inEventLoop, state.value.isRunning else {
      eventLoop.execute { self.run(job) }
      return
    }
    state.value.jobs.append(job)
    guard !state.value.isScheduled else { return }
    state.value.isScheduled = true
    eventLoop.execute { self.runSlice() }
  }

  private func run(_ job: UnownedJob) {
    state.value.isRunning = true
    job.runSynchronously(on: asUnownedTaskExecutor())
    state.value.isRunning = false
  }

  private func runSlice() {
    let end = NIODeadline.now() + Self.slice
    while let job = state.value.jobs.popFirst() {
      run(job)
      guard NIODeadline.now() < end else { break }
    }
    state.value.isScheduled = !state.value.jobs.isEmpty
    if state.value.isScheduled { eventLoop.scheduleTask(in: Self.pause) { self.runSlice() } }
  }

  /// The event loop is about to end: handlers that outlive their connections end elsewhere.
  package func stop() {
    isStopped.store(true, ordering: .relaxed)
    eventLoop.execute {
      while let job = self.state.value.jobs.popFirst() {
        globalConcurrentExecutor.enqueue(ExecutorJob(job))
      }
    }
  }
}
