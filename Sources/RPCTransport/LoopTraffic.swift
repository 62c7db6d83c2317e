package import RPC

/// What went through the sockets of one event loop: bytes, TLS included.
package final class LoopTraffic: Sendable {
  package let received = LoopCounter()
  package let sent = LoopCounter()
  /// Steps of handshakes that waited for their turn.
  package let delayedHandshakes = LoopCounter()

  package init() {}
}
