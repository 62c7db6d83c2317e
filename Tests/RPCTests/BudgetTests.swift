import HTTP2
import TestSupport
import Testing

@testable import RPC

/// What a client may do only so often.
@Suite struct BudgetTests {
  private func debugData(_ reader: FrameReader) -> [String] {
    reader.frames(.goAway).map { String(decoding: $0.payload.dropFirst(8), as: UTF8.self) }
  }

  /// Breaks the protocol on streams of their own, until the connection ends.
  private func breakStreams(_ server: ServerHarness, _ count: Int) -> Int {
    for number in 0..<count {
      if server.reader.goAwayCode != nil { return number }
      let stream = server.call("/test.Service/Relay", end: false)
      server.send([.windowUpdate(stream, 0x7fff_ffff)])
      server.advance(.milliseconds(1))
    }
    return count
  }

  @Test("streams that a client gives up with an error code are no errors of the protocol")
  func resetsOfTheClient() throws {
    let server = try ServerHarness()
    for number in 0..<1_000 {
      let stream = server.call("/test.Service/Relay", end: false)
      server.send([.data(stream, MessageFrame.framed([1]))])
      let code: HTTP2ErrorCode = number % 2 == 0 ? .enhanceYourCalm : .internalError
      server.send([.reset(stream, code.rawValue)])
      server.advance(.milliseconds(10))
    }
    #expect(server.reader.goAwayCode == nil)
    let other = server.call()
    #expect(server.status(other) == 0)
  }

  @Test("streams that break the protocol end the connection after a burst, which says why")
  func streamErrors() throws {
    let server = try ServerHarness()
    #expect((200...205).contains(breakStreams(server, 400)))
    #expect(server.reader.goAwayCode == HTTP2ErrorCode.enhanceYourCalm.rawValue)
    #expect(debugData(server.reader).contains("too_many_stream_errors"))
    #expect(server.exceededBudgets == [.streamErrors])
  }

  @Test("streams that break the protocol now and then do not add up for ever")
  func refill() throws {
    let server = try ServerHarness()
    for _ in 0..<10 {
      #expect(breakStreams(server, 100) == 100)
      server.advance(.seconds(30))
    }
    #expect(server.reader.goAwayCode == nil)
  }

  @Test("resets end the connection after a burst, which says why")
  func resets() throws {
    var limits = ServerLimits()
    limits.maximumResetShare = 1
    let server = try ServerHarness(limits: limits)
    for _ in 0..<1_100 where server.reader.goAwayCode == nil {
      server.send([.reset(server.call("/test.Service/Relay", end: false), 8)])
    }
    #expect(debugData(server.reader).contains("too_many_resets"))
    #expect(server.exceededBudgets == [.resets])
  }

  @Test("a share of streams that are reset at once ends the connection, which says why")
  func earlyResets() throws {
    let server = try ServerHarness()
    for _ in 0..<600 where server.reader.goAwayCode == nil {
      server.send([.reset(server.call("/test.Service/Relay", body: nil, end: false), 8)])
    }
    #expect(debugData(server.reader).contains("too_many_early_resets"))
    #expect(server.exceededBudgets == [.earlyResets])
  }
}
