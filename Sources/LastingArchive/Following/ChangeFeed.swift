import Archive
import Synchronization

/// What is served and the change it is of, in one; and what wakes those who follow.
///
/// Safe to use from any thread; nothing here waits.
package final class ChangeFeed: Sendable {
  /// What is served at one moment.
  struct Present: Sendable {
    /// The number of the last change that is on the disk and shown.
    var sequence: UInt64
    var snapshot: Snapshot
  }

  /// A step from one snapshot to the next.
  struct Step: Sendable {
    var old: Present
    var new: Present
    /// The meetings that it changed, each once, by their changes' numbers.
    var changes: [Change]
  }

  /// A change of a meeting, or of who is who.
  struct Change: Sendable {
    var sequence: UInt64
    /// Empty where people were settled otherwise.
    var meetingID: String
    /// The change before it that left the meeting there; 0 where it was not there.
    var previous: UInt64
  }

  private struct State {
    var present: Present
    /// The last steps, so that those who follow closely ask no disk; none while nobody follows.
    var steps: [Step] = []
    var followers: [Int: AsyncStream<Void>.Continuation] = [:]
    var nextFollower = 0
    var isOver = false
  }

  private let state: Mutex<State>

  /// Steps that are kept for those who follow closely.
  private static let keptSteps = 16
  /// Meetings of a step that is kept: larger ones are read from the file.
  static let meetingsPerStep = 4_096

  init(_ snapshot: Snapshot, sequence: UInt64) {
    state = Mutex(State(present: Present(sequence: sequence, snapshot: snapshot)))
  }

  var present: Present { state.withLock { $0.present } }

  /// How many follow.
  package var followerCount: Int { state.withLock { $0.followers.count } }

  /// Shows what there is now, and wakes who follows.
  /// - Parameter changes: What the step changed; nil where that is to be read from the file.
  func publish(_ new: Present, changes: [Change]?) {
    let (waiting, old) = state.withLock { state in
      let old = state.steps
      if let changes, !state.followers.isEmpty {
        if state.steps.count == Self.keptSteps { state.steps.removeFirst() }
        state.steps.append(Step(old: state.present, new: new, changes: changes))
      } else {
        state.steps = []
      }
      state.present = new
      return (Array(state.followers.values), old)
    }
    for follower in waiting { follower.yield() }
    // What nobody needs any more is not freed within the lock.
    withExtendedLifetime(old) {}
  }

  /// The step that a place lies in, or begins at; nil where it is not kept.
  func step(behind sequence: UInt64) -> Step? {
    state.withLock { state in
      state.steps.first { $0.old.sequence <= sequence && sequence < $0.new.sequence }
    }
  }

  /// Forgets steps: those who are not as far read from the file.
  package func dropSteps() {
    let old = state.withLock { state in
      defer { state.steps = [] }
      return state.steps
    }
    withExtendedLifetime(old) {}
  }

  // MARK: Followers

  /// One element at once, and one after each change since the last was taken; nil where so many follow
  /// already. It ends when the feed does.
  package func wakeUps(atMost maximum: Int) -> AsyncStream<Void>? {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let id = state.withLock { state -> Int? in
      guard state.followers.count < maximum else { return nil }
      state.nextFollower += 1
      if !state.isOver { state.followers[state.nextFollower] = continuation }
      return state.nextFollower
    }
    guard let id else { return nil }
    continuation.onTermination = { [weak self] _ in self?.leave(id) }
    continuation.yield()
    if isOver { continuation.finish() }
    return stream
  }

  /// Wakes everybody, who then see whether they have anything to say.
  package func wake() {
    for follower in state.withLock({ Array($0.followers.values) }) { follower.yield() }
  }

  /// Ends it for those who follow: nothing else will come.
  package func end() {
    let followers = state.withLock { state in
      state.isOver = true
      return Array(state.followers.values)
    }
    for follower in followers { follower.finish() }
  }

  package var isOver: Bool { state.withLock { $0.isOver } }

  private func leave(_ id: Int) {
    let old = state.withLock { state in
      state.followers[id] = nil
      guard state.followers.isEmpty else { return [Step]() }
      defer { state.steps = [] }
      return state.steps
    }
    withExtendedLifetime(old) {}
  }
}
