internal import Synchronization

/// Whether a connection still takes signals from other threads.
final class SignalGate: Sendable {
  private let state = Atomic(true)

  var isOpen: Bool { state.load(ordering: .acquiring) }

  func close() { state.store(false, ordering: .releasing) }
}
