/// The queues whose readers wait for what a burst of received bytes brings them.
struct WaitingReaders {
  private var queues: [InboundQueue] = []

  mutating func append(_ queue: InboundQueue) {
    if queues.last !== queue { queues.append(queue) }
  }

  mutating func deliver() {
    guard !queues.isEmpty else { return }
    for queue in queues { queue.deliver() }
    queues.removeAll(keepingCapacity: true)
  }
}
