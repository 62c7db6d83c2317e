import HTTP2
import Synchronization
import TestSupport
import Testing

@testable import RPC

/// What interceptors of a server see, also of calls that go wrong.
@Suite struct InterceptorRulesTests {
  final class Recorder: ServerInterceptor {
    let refusal: RPCError?
    let events = Mutex<[String]>([])
    let summaries = Mutex<[CallSummary]>([])

    init(refusal: RPCError? = nil) { self.refusal = refusal }

    func callStarted(_ call: ServerCallInfo) throws(RPCError) {
      events.withLock { $0.append("started \(call.path)") }
      call.initialMetadata.append("early", for: "x-first")
      call.trailingMetadata.append("late", for: "x-last")
      if let refusal { throw refusal }
    }

    func callEnded(_ call: ServerCallInfo, _ summary: CallSummary) {
      events.withLock { $0.append("ended \(call.path) \(summary.status)") }
      summaries.withLock { $0.append(summary) }
    }

    var all: [String] { events.withLock { $0 } }
    var last: CallSummary? { summaries.withLock { $0.last } }
  }

  @Test(
    "an interceptor refuses a call with its status before a handler runs",
    arguments: ["Echo", "Single", "Relay"])
  func refuses(_ method: String) throws {
    let recorder = Recorder(refusal: RPCError(.unauthenticated, "who are you?"))
    let later = Recorder()
    let server = try ServerHarness([single], interceptors: [recorder, later])
    let stream = server.call("/test.Service/\(method)")
    #expect(server.status(stream) == StatusCode.unauthenticated.rawValue)
    #expect(server.reader.field("x-last", of: stream) == "late")
    #expect(server.reader.headers(of: stream).count == 1)
    #expect(
      recorder.all == [
        "started /test.Service/\(method)", "ended /test.Service/\(method) UNAUTHENTICATED",
      ])
    #expect(later.all.isEmpty)
  }

  @Test(
    "an interceptor adds metadata and counts messages and bytes, whoever answers",
    arguments: ["Echo", "Single", "Relay"])
  func counts(_ method: String) throws {
    let recorder = Recorder()
    let server = try ServerHarness([single], interceptors: [recorder])
    let stream = server.call("/test.Service/\(method)", body: MessageFrame.framed([1, 2, 3]))
    #expect(server.status(stream) == 0)
    #expect(server.reader.field("x-first", of: stream) == "early")
    #expect(server.reader.field("x-last", of: stream) == "late")
    let summary = try #require(recorder.last)
    #expect(summary.status == .ok)
    #expect(summary.requests.messages == 1)
    #expect(summary.requests.bytes == 8)
    #expect(summary.responses == summary.requests)
  }

  @Test("calls that no handler sees start and end for interceptors too")
  func refused() throws {
    let recorder = Recorder()
    let server = try ServerHarness(interceptors: [recorder])
    server.call("/test.Other/None")
    server.call("/test.Service/Echo", [("content-type", "text/html")])
    #expect(
      recorder.all == [
        "started /test.Other/None", "ended /test.Other/None UNIMPLEMENTED",
        "started /test.Service/Echo", "ended /test.Service/Echo INTERNAL",
      ])
  }

  @Test("a call that the client resets ends as CANCELLED for interceptors, and only once")
  func reset() throws {
    let recorder = Recorder()
    let server = try ServerHarness(interceptors: [recorder])
    let stream = server.call("/test.Service/Sleep", body: MessageFrame.framed([]))
    server.send([.reset(stream, 8)])
    #expect(recorder.all.last == "ended /test.Service/Sleep CANCELLED")
    #expect(recorder.all.count == 2)
  }

  @Test("a deadline that passes ends the call as DEADLINE_EXCEEDED for interceptors")
  func deadline() throws {
    let recorder = Recorder()
    let server = try ServerHarness(interceptors: [recorder])
    server.call("/test.Service/Sleep", [("grpc-timeout", "1S")])
    server.advance(.seconds(1))
    #expect(recorder.all.last == "ended /test.Service/Sleep DEADLINE_EXCEEDED")
  }

  @Test("traffic is counted alike wherever its bytes are cut", arguments: 1...40)
  func pieces(_ size: Int) {
    let messages: [[UInt8]] = [[], [1, 2, 3], Array(repeating: 7, count: 300), [], [9]]
    let bytes = messages.flatMap { MessageFrame.framed($0) }
    var counter = TrafficCounter()
    var index = 0
    while index < bytes.count {
      let end = min(bytes.count, index + size)
      bytes[index..<end].withUnsafeBytes { counter.count($0) }
      index = end
    }
    #expect(counter.traffic.messages == messages.count)
    #expect(counter.traffic.bytes == bytes.count)
  }
}
