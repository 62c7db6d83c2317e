package import RPC

/// Bytes that went through the sockets of one event loop, TLS included.
package final class LoopTraffic: Sendable {
  package let received = LoopCounter()
  package let sent = LoopCounter()

  package init() {}
}
