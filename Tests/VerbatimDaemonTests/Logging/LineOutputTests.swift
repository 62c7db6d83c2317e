import Foundation
import Synchronization
import Testing

@testable import VerbatimDaemon

@Suite("Lines for a reader that may stall")
struct LineOutputTests {
  /// A pipe, and what was read from it in the end.
  private final class Reader: Sendable {
    private let ends: (read: Int32, write: Int32)
    private let text = Mutex("")
    private let done = DispatchGroup()
    var output: Int32 { ends.write }

    /// The number of fcntl(2)'s F_SETPIPE_SZ.
    private static let setSize: Int32 = 1031

    init() throws {
      var ends: [Int32] = [-1, -1]
      try #require(pipe(&ends) == 0)
      // The least that a pipe can hold.
      try #require(fcntl(ends[1], Self.setSize, 4096) >= 4096)
      self.ends = (ends[0], ends[1])
    }

    /// Reads from now on.
    func begin() {
      DispatchQueue.global().async(group: done) { [self] in
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(ends.read, &piece, piece.count), count > 0 {
          bytes += piece.prefix(count)
        }
        text.withLock { $0 = String(decoding: bytes, as: UTF8.self) }
      }
    }

    /// All lines up to the end, which is now.
    func lines() -> [Substring] {
      close(ends.write)
      done.wait()
      close(ends.read)
      return text.withLock { $0.split(separator: "\n") }
    }
  }

  @Test("lines of several threads come whole, each thread's in its order, and all of them")
  func order() throws {
    let reader = try Reader()
    let output = LineOutput(descriptor: reader.output)
    reader.begin()
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      for number in 0..<2000 { output.write("thread \(thread) line \(number)") }
    }
    #expect(output.waitUntilWritten(.seconds(60)))
    let found = reader.lines()
    #expect(found.count == 8000)
    for thread in 0..<4 {
      #expect(
        found.filter { $0.hasPrefix("thread \(thread) ") }
          == (0..<2000).map { "thread \(thread) line \($0)" })
    }
    #expect(output.droppedCount == 0)
  }

  @Test(
    "a reader that stalls keeps nobody waiting; what it missed is counted, and told in its place")
  func stalled() throws {
    let reader = try Reader()
    let output = LineOutput(descriptor: reader.output, capacity: 20_000)
    output.describeLoss { "lost \($0)" }
    let line = String(repeating: "x", count: 99)
    // 4 KiB in the pipe, 20 kB in the queue, a piece at the writer: the rest finds no room.
    for number in 0..<2000 { output.write("\(number) " + line) }
    let dropped = output.droppedCount
    #expect(dropped > 1500 && dropped < 1900)
    #expect(!output.waitUntilWritten(.milliseconds(10)))
    reader.begin()
    #expect(output.waitUntilWritten(.seconds(60)))
    output.write("last")
    #expect(output.waitUntilWritten(.seconds(60)))
    let found = reader.lines()
    #expect(found.last == "last")
    // In one place, or in several where the writer took a piece meanwhile.
    var next = 0
    var lost = 0
    for text in found.dropLast() {
      if text.hasPrefix("lost "), let count = Int(text.dropFirst(5)) {
        next += count
        lost += count
      } else {
        #expect(text == "\(next) " + line)
        next += 1
      }
    }
    #expect(next == 2000)
    #expect(lost == dropped)
    #expect(output.droppedCount == dropped)
  }

  @Test("a line that is longer than the room for lines is written where nothing waits")
  func longLine() throws {
    let reader = try Reader()
    let output = LineOutput(descriptor: reader.output, capacity: 10)
    output.write("a line of more than ten bytes")
    #expect(output.waitUntilWritten(.seconds(60)))
    reader.begin()
    #expect(reader.lines() == ["a line of more than ten bytes"])
  }
}
