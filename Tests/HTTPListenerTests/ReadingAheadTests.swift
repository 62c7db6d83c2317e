import HTTP1
import NIOCore
import NIOEmbedded
import RPC
import Synchronization
import Testing

@testable import HTTPListener

/// What a listener takes of who sends more than is answered.
@Suite struct ReadingAheadTests {
  /// Does work when it is told to.
  private final class Workers: ServerWorkers {
    private let waiting = Mutex<[ServerWork]>([])

    func submit(_ work: ServerWork) -> WorkRefusal? {
      waiting.withLock { $0.append(work) }
      return nil
    }

    func forget(_ work: ServerWork) {}

    func runNext() {
      let work = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
      _ = work?.run()
    }
  }

  /// Stands where the socket is, and counts how often more is asked for.
  private final class Reads: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    var count = 0

    func read(context: ChannelHandlerContext) {
      count += 1
      context.read()
    }
  }

  @Test("requests that are sent ahead are left with the system until there are few of them")
  func ahead() throws {
    let channel = EmbeddedChannel()
    let workers = Workers()
    let reads = Reads()
    var limits = HTTPLimits()
    limits.requestSize = 1024
    try channel.pipeline.syncOperations.addHandlers([
      reads,
      HTTPConnection(limits: limits, workers: workers, tally: HTTPTally()) { _, _ in
        HTTPResponse(status: 200, "the page")
      },
    ])
    channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    channel.embeddedEventLoop.run()
    let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    let count = 2048 / request.utf8.count
    try channel.writeInbound(ByteBuffer(string: String(repeating: request, count: count)))
    reads.count = 0
    var left = count * request.utf8.count - request.utf8.count
    for _ in 0..<count {
      channel.read()
      #expect(reads.count == 0 || left <= 1024, "\(left)")
      reads.count = 0
      workers.runNext()
      channel.embeddedEventLoop.run()
      left -= request.utf8.count
      #expect(reads.count == 0 || left <= 1024, "\(left)")
    }
    #expect(reads.count > 0)
    _ = try? channel.finish()
  }
}
