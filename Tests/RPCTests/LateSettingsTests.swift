import HTTP2
import TestSupport
import Testing

@testable import RPC

/// Requests that were begun with the windows that hold before a server has said what it takes, or with less.
@Suite("Requests and windows that open later")
struct LateSettingsTests {
  /// What opens windows, in an order.
  enum Opening: CaseIterable, Sendable {
    case settingsFirst, connectionFirst, connectionAndStream
  }

  private func open(_ opening: Opening, _ stream: Int32, on client: ClientHarness) {
    let settings = Frame.settings([(4, 400_000)])
    let connection = Frame.windowUpdate(0, 400_000)
    switch opening {
    case .settingsFirst:
      client.send([settings])
      client.send([connection])
    case .connectionFirst:
      client.send([connection])
      client.send([settings])
    case .connectionAndStream: client.send([connection, .windowUpdate(stream, 400_000)])
    }
  }

  private static func message(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 % 251) }
  }

  @Test(
    "a stream that has used up its window goes on when there is more, wherever it stopped",
    arguments: Opening.allCases, [1, 65_534, 65_535, 65_536, 200_000])
  func goesOn(_ opening: Opening, _ first: Int) throws {
    let client = try ClientHarness()
    let call = try #require(client.call(end: false))
    let message = Self.message(300_000)
    call.exchange.requests.append(Array(message.prefix(first)))
    client.run()
    #expect(client.reader.body(of: call.stream).count == min(first, 65_535))
    open(opening, call.stream, on: client)
    #expect(client.reader.body(of: call.stream).count == first)
    call.exchange.requests.append(Array(message.dropFirst(first)))
    client.run()
    #expect(client.reader.body(of: call.stream) == message)
    call.exchange.requests.finish()
    client.run()
    #expect(client.reader.frames(of: call.stream).last?.flags == 1)
  }

  @Test(
    "what is written while the window is used up leaves when there is more",
    arguments: Opening.allCases, [65_535, 100_000])
  func writtenMeanwhile(_ opening: Opening, _ first: Int) throws {
    let client = try ClientHarness()
    let call = try #require(client.call(end: false))
    let message = Self.message(300_000)
    call.exchange.requests.append(Array(message.prefix(first)))
    client.run()
    call.exchange.requests.append(Array(message.dropFirst(first)))
    client.run()
    #expect(client.reader.body(of: call.stream).count == 65_535)
    open(opening, call.stream, on: client)
    #expect(client.reader.body(of: call.stream) == message)
  }
}
