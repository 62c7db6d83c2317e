import RPC
import RPCServer
import Synchronization
import Testing

@testable import RPCClient

/// Calls with several requests that are made again (gRPC A6).
@Suite struct StreamingRetryTests {
  static let upload = MethodDescriptor(service: "test.Flaky", method: "Up", kind: .clientStreaming)
  static let chat = MethodDescriptor(
    service: "test.Flaky", method: "Chat", kind: .bidirectionalStreaming)

  /// Fails its first attempts after so many requests.
  final class Flaky: Service {
    let name = "test.Flaky"
    private let failures: Int
    /// Requests of a failing attempt that are read.
    private let reads: Int
    /// Whether a failing attempt answers before it fails.
    private let answersFirst: Bool
    let attempts = Counter()
    private let previous = Mutex<[[String]]>([])
    /// What each attempt said of those before it.
    var said: [[String]] { previous.withLock { $0 } }

    init(failures: Int, reads: Int = 1, answersFirst: Bool = false) {
      self.failures = failures
      self.reads = reads
      self.answersFirst = answersFirst
    }

    private func isFailing(_ context: ServerContext) -> Bool {
      previous.withLock { $0.append(context.metadata[text: "grpc-previous-rpc-attempts"]) }
      attempts.add()
      return attempts.value <= failures
    }

    var methods: [RPCServer.Method] {
      [
        .clientStreaming(StreamingRetryTests.upload, request: .bytes, response: .bytes) {
          requests, context in
          let fails = self.isFailing(context)
          var all: [UInt8] = []
          var count = 0
          for try await request in requests {
            all += request
            count += 1
            if fails, count == self.reads { throw RPCError(.unavailable, "not now") }
          }
          if fails { throw RPCError(.unavailable, "not now") }
          return all
        },
        .bidirectionalStreaming(StreamingRetryTests.chat, request: .bytes, response: .bytes) {
          requests, responses, context in
          let fails = self.isFailing(context)
          for try await request in requests {
            if fails {
              if self.answersFirst { try await responses.write(request) }
              throw RPCError(.unavailable, "not now")
            }
            try await responses.write(request)
          }
        },
      ]
    }
  }

  private func with(
    _ service: Flaky, bufferSize: Int = 256 * 1024,
    policy: RetryPolicy? = RetryPolicy(initialBackoff: .milliseconds(1)),
    _ body: (ClientChannel) async throws -> Void
  ) async throws {
    try await TestServer.with(also: [service]) { server in
      try await body(
        server.channel {
          $0.retryPolicy = policy
          $0.retryBufferSize = bufferSize
        })
    }
  }

  private func upload(
    _ channel: ClientChannel, _ messages: [[UInt8]], written: Counter = Counter()
  ) async throws -> [UInt8] {
    try await channel.clientStreaming(Self.upload, encoding: .bytes, decoding: .bytes) {
      for message in messages {
        try await $0.write(message)
        written.add()
      }
    }
  }

  @Test(
    "requests that were written before a failure are sent again, and the rest after them",
    arguments: [1, 3, 20])
  func uploads(reads: Int) async throws {
    let service = Flaky(failures: 2, reads: reads)
    let messages = (0..<20).map { [UInt8](repeating: UInt8($0), count: 1_000) }
    try await with(service) { channel in
      let written = Counter()
      let answer = try await upload(channel, messages, written: written)
      #expect(answer == messages.flatMap { $0 })
      #expect(written.value == messages.count)
    }
    #expect(service.said == [[], ["1"], ["2"]])
  }

  @Test("a writer that waits for its turn goes on with the attempt that succeeds")
  func conversation() async throws {
    let service = Flaky(failures: 1)
    try await with(service) { channel in
      let (turns, turn) = AsyncStream<UInt8>.makeStream()
      var responses = channel.bidirectionalStreaming(
        Self.chat, encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes
      ) { writer in
        for await number in turns { try await writer.write([number]) }
      }.makeAsyncIterator()
      for number in UInt8(1)...5 {
        turn.yield(number)
        let answer = try await responses.next()
        #expect(answer == [number])
      }
      turn.finish()
      let more = try await responses.next()
      #expect(more == nil)
    }
    #expect(service.attempts.value == 2)
  }

  @Test("a call that was answered is not made again, and its writer learns of the end")
  func answered() async throws {
    let service = Flaky(failures: 1, answersFirst: true)
    try await with(service) { channel in
      let ended = Counter()
      let responses = channel.bidirectionalStreaming(
        Self.chat, encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes
      ) { writer in
        do {
          while true {
            try await writer.write([1])
            try await Task.sleep(for: .milliseconds(1))
          }
        } catch {
          ended.add()
          throw error
        }
      }
      let error = await #expect(throws: RPCError.self) { for try await _ in responses {} }
      #expect(error?.code == .unavailable)
      #expect(await eventually { ended.value == 1 })
    }
    #expect(service.attempts.value == 1)
  }

  @Test("a call whose requests are more than is kept is not made again")
  func tooMuch() async throws {
    let service = Flaky(failures: 1, reads: 5)
    try await with(service, bufferSize: 4_000) { channel in
      let error = await #expect(throws: RPCError.self) {
        try await upload(channel, (0..<10).map { _ in [UInt8](repeating: 1, count: 1_000) })
      }
      #expect(error?.code == .unavailable)
    }
    #expect(service.attempts.value == 1)
  }

  @Test("without a policy, or with its attempts used up, the writer gets the call's error")
  func final() async throws {
    for policy in [nil, RetryPolicy(maximumAttempts: 2, initialBackoff: .milliseconds(1))] {
      let service = Flaky(failures: 10)
      let ended = Counter()
      let misled = Counter()
      try await with(service, policy: policy) { channel in
        let error = await #expect(throws: RPCError.self) {
          try await channel.clientStreaming(
            Self.upload, encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes
          ) { writer in
            do {
              while true {
                try await writer.write([1])
                try await Task.sleep(for: .milliseconds(1))
              }
            } catch {
              // Of a write it is the call's error; between two of them the task is cancelled.
              if let error = error as? RPCError, error.code != .unavailable { misled.add() }
              ended.add()
              throw error
            }
          }
        }
        #expect(error?.code == .unavailable)
        #expect(await eventually { ended.value == 1 })
        #expect(misled.value == 0)
      }
      #expect(service.attempts.value == (policy == nil ? 1 : 2))
    }
  }

  @Test("a reader that leaves while another attempt is due frees the writer")
  func left() async throws {
    let service = Flaky(failures: 10)
    let ended = Counter()
    let policy = RetryPolicy(initialBackoff: .seconds(60), maximumBackoff: .seconds(60))
    try await with(service, policy: policy) { channel in
      let call = Task {
        try await channel.clientStreaming(
          Self.upload, encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes
        ) { writer in
          defer { ended.add() }
          while true {
            try await writer.write([1])
            try await Task.sleep(for: .milliseconds(1))
          }
        }
      }
      #expect(await eventually { service.attempts.value == 1 })
      try await Task.sleep(for: .milliseconds(20))
      #expect(ended.value == 0)
      call.cancel()
      let error = await #expect(throws: RPCError.self) { try await call.value }
      // The failure may be on its way to the client still; then it stands.
      #expect(error?.code == .cancelled || error?.code == .unavailable)
      #expect(await eventually { ended.value == 1 })
    }
    #expect(service.attempts.value == 1)
  }
}
