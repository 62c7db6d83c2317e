import Synchronization
import Testing

@testable import VerbatimCommands

struct TextOutputTests {
  @Test("What could not be written whole is not written again, and the failure is not forgotten")
  func noSecondTime() {
    let taken = Collected()
    let attempts = Mutex(0)
    let output = TextOutput(isTerminal: false) { bytes in
      attempts.withLock { $0 += 1 }
      // As a disk that is full after some bytes, and has room again later.
      taken.append(Array(bytes.prefix(3)))
      throw OutputError(description: "no space")
    }
    #expect(throws: Never.self) { try output.write("abcdef") }
    for _ in 0..<3 { #expect(throws: OutputError.self) { try output.flush() } }
    #expect(throws: OutputError.self) { try output.write("ghi") }
    #expect(taken.text == "abc")
    #expect(attempts.withLock { $0 } == 1)
  }

  @Test("A failure while something is waited for is thrown by the next write, or at the end")
  func whileWaiting() async {
    for writes in [true, false] {
      let (failed, continuation) = AsyncStream<Void>.makeStream()
      let output = TextOutput(isTerminal: false) { _ in
        continuation.yield()
        throw OutputError(description: "no space")
      }
      await #expect(throws: OutputError.self) {
        try await output.flushingRegularly {
          try output.write("abc")
          for await _ in failed { break }
          if writes { try output.write("def") }
        }
      }
    }
  }
}
