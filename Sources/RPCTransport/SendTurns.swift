internal import NIOCore

/// Whose turn it is to send on one event loop, of connections that have more to send than they may at once.
///
/// Between two turns the loop looks at its sockets, so that however many connections send all the time, somebody
/// with a small request waits for what is left of one turn. A time of their own for each would not do: while
/// one has its turn another's comes, and the loop would go from one to the next.
package final class SendTurns {
  /// Until the next turn. What is due at once would come before the sockets.
  private static let pause = TimeAmount.microseconds(20)

  /// In order; each is here once.
  private var line: CircularBuffer<ConnectionHandler> = []
  private var isScheduled = false

  package init() {}

  /// Puts a connection at the end of the line.
  func wait(_ connection: ConnectionHandler, on loop: any EventLoop) {
    line.append(connection)
    run(on: loop)
  }

  /// Whether nobody had a turn since the loop looked at its sockets.
  var isFree: Bool { !isScheduled }

  /// Has a connection take its turn at once; the next one's comes after a look at the sockets.
  func take(_ connection: ConnectionHandler, on loop: any EventLoop) {
    isScheduled = true
    _ = connection.takeTurn()
    schedule(on: loop)
  }

  private func run(on loop: any EventLoop) {
    guard !isScheduled, !line.isEmpty else { return }
    isScheduled = true
    schedule(on: loop)
  }

  private func schedule(on loop: any EventLoop) {
    let me = NIOLoopBound(self, eventLoop: loop)
    loop.scheduleTask(in: Self.pause) {
      me.value.isScheduled = false
      me.value.next()
      me.value.run(on: loop)
    }
  }

  /// Those that are over take no turn.
  private func next() {
    while let connection = line.popFirst() {
      if connection.takeTurn() { return }
    }
  }
}
