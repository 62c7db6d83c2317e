internal import NIOCore
internal import RPC

/// Whose turn it is to shake hands on one event loop.
///
/// A handshake costs a server many times what a call does, before anybody was asked who they are. So the
/// handshakes of a loop get a share of its time. Those beyond it wait, the peers in turn and each peer's in
/// their order, and what else the loop has to do comes between them.
package final class HandshakeTurns {
  /// An address that connections come from.
  typealias Peer = [UInt8]

  private struct Line {
    /// In order; some may have left.
    var tickets: ArraySlice<Int> = []
    var live = 0
  }

  /// Time of handshakes, pauses between them included, that may come at once.
  private static let burst: UInt64 = 10_000_000
  /// The least time between those that wait, for the loop to look at its sockets.
  private static let leastPause: UInt64 = 20_000
  /// Bytes that a connection whose turn it is not may have sent; two ClientHellos of the largest kind.
  static let inputLimit = 64 * 1024

  private let share: Double
  private let onWait: (_ peer: String) -> Void
  private var lines: [Peer: Line] = [:]
  /// Those who have a line, the next one first.
  private var peers: ArraySlice<Peer> = []
  private var waiting: [Int: (peer: Peer, go: () -> Void)] = [:]
  private var lastTicket = 0
  /// When the handshakes so far have had their share.
  private var freeAt: UInt64 = 0
  private var isScheduled = false

  /// - Parameters:
  ///   - share: Of the loop's time, above 0 and at most 1.
  ///   - onWait: Is told whose handshake has to wait.
  package init(share: Double, onWait: @escaping (_ peer: String) -> Void = { _ in }) {
    self.share = share
    self.onWait = onWait
  }

  var isEmpty: Bool { waiting.isEmpty }

  /// Whether a handshake may go on at once.
  func isFree(now: UInt64) -> Bool { waiting.isEmpty && freeAt <= now }

  /// A step of a handshake took its time.
  func spend(from start: UInt64, to end: UInt64) {
    let time = Double(end - min(start, end)) / share
    freeAt = max(freeAt, end - min(end, Self.burst)).saturatingAdd(UInt64(min(time, 1e15)))
  }

  /// Puts a connection at the end of its peer's line; `go` is called when its turn has come.
  /// - Returns: What it can leave by.
  func wait(_ peer: Peer, address: String, go: @escaping () -> Void) -> Int {
    onWait(address)
    lastTicket += 1
    waiting[lastTicket] = (peer, go)
    if lines[peer] == nil { peers.append(peer) }
    lines[peer, default: Line()].tickets.append(lastTicket)
    lines[peer]?.live += 1
    return lastTicket
  }

  /// A connection that waits is gone.
  func leave(_ ticket: Int) {
    guard let peer = waiting.removeValue(forKey: ticket)?.peer else { return }
    lines[peer]?.live -= 1
    if let line = lines[peer], line.tickets.count > 2 * line.live + 32 {
      lines[peer]?.tickets.removeAll { waiting[$0] == nil }
    }
  }

  /// Takes out whose turn it is; nil when it is nobody's yet.
  func next(now: UInt64) -> (() -> Void)? {
    guard freeAt <= now else { return nil }
    while let peer = peers.popFirst(), var line = lines.removeValue(forKey: peer) {
      var go: (() -> Void)?
      while go == nil, let ticket = line.tickets.popFirst() {
        go = waiting.removeValue(forKey: ticket)?.go
      }
      if go != nil { line.live -= 1 }
      if line.live > 0 {
        lines[peer] = line
        peers.append(peer)
      }
      if let go { return go }
    }
    return nil
  }

  /// Lets those that wait have their turns, from now on until nobody waits.
  func run(on loop: any EventLoop) {
    guard !isScheduled, !waiting.isEmpty else { return }
    isScheduled = true
    let me = NIOLoopBound(self, eventLoop: loop)
    let soonest = NIODeadline.now().uptimeNanoseconds + Self.leastPause
    loop.scheduleTask(deadline: .uptimeNanoseconds(max(freeAt, soonest))) {
      me.value.isScheduled = false
      me.value.next(now: NIODeadline.now().uptimeNanoseconds)?()
      me.value.run(on: loop)
    }
  }
}

extension SocketAddress {
  /// Who a connection comes from, as far as an address tells: that of an IPv4 host, the network of an IPv6
  /// one, which has as many addresses there as it likes; nothing for Unix domain sockets.
  package var origin: [UInt8] {
    if case .unixDomainSocket = self { return [] }
    // Family and port; the address, which IPv6 has its flow before (RFC 3493, section 3.3).
    let bytes = withSockAddr { address, size in
      Array(UnsafeRawBufferPointer(start: address, count: size))
    }
    if case .v4 = self { return Array(bytes[4..<8]) }
    let host = bytes[8..<24]
    let isMapped = host.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255])
    return Array(isMapped ? host.suffix(4) : host.prefix(8))
  }
}
