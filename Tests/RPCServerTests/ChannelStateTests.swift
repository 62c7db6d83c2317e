import Foundation
import RPC
import RPCClient
import RPCServer
import Synchronization
import TLS
import TestSupport
import Testing

/// What a channel tells of its connections.
@Suite struct ChannelStateTests {
  /// Expects what a channel tells next; nil for the end.
  private func expect(
    _ states: inout AsyncStream<ClientChannel.State>.Iterator, _ expected: ClientChannel.State?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async {
    let state = await states.next()
    #expect(state == expected, sourceLocation: sourceLocation)
  }

  @Test(
    "a channel is idle, connects when told to, is ready, idle after its server, and ends shut down")
  func life() async throws {
    let server = try await TestServer.start()
    let channel = try server.channel()
    #expect(channel.state == .idle)
    var states = channel.states.makeAsyncIterator()
    await expect(&states, .idle)
    channel.connect()
    await expect(&states, .connecting)
    await expect(&states, .ready)
    #expect(channel.state == .ready)
    #expect(try await channel.echo([1]) == [1])
    await server.server.shutdown(grace: .seconds(60))
    await expect(&states, .idle)
    channel.close()
    await expect(&states, .shutdown)
    await expect(&states, nil)
    #expect(channel.state == .shutdown)
    var late = channel.states.makeAsyncIterator()
    await expect(&late, .shutdown)
    await expect(&late, nil)
  }

  @Test("a channel that reaches nobody says why, and does not take its attempts for more than that")
  func failure() async throws {
    let path = "\(NSTemporaryDirectory())/verbatim-\(UInt32.random(in: 0 ... .max)).sock"
    var configuration = ClientConfiguration(
      targets: [.unixSocket(path: path)], security: .insecurePlaintext)
    configuration.initialBackoff = .milliseconds(20)
    let channel = try ClientChannel(configuration)
    var states = channel.states.makeAsyncIterator()
    channel.connect()
    await expect(&states, .idle)
    await expect(&states, .connecting)
    guard case .transientFailure(let reason) = await states.next() else {
      Issue.record("it does not fail")
      return
    }
    #expect(reason.contains(path))
    let server = try await TestServer.start {
      $0.addresses = [.unixSocket(path: path)]
      $0.security = .insecurePlaintext
    }
    let answer = try await channel.unary(
      TestService.echo, [1], encoding: .bytes, decoding: .bytes,
      options: CallOptions(waitsForReady: true))
    #expect(answer == [1])
    await expect(&states, .ready)
    await server.server.shutdown(grace: .zero)
  }

  @Test("a channel that was told to connect tries until somebody is there, without any call")
  func triesOn() async throws {
    let path = "\(NSTemporaryDirectory())/verbatim-\(UInt32.random(in: 0 ... .max)).sock"
    var configuration = ClientConfiguration(
      targets: [.unixSocket(path: path)], security: .insecurePlaintext)
    configuration.initialBackoff = .milliseconds(20)
    configuration.maximumBackoff = .milliseconds(100)
    let channel = try ClientChannel(configuration)
    channel.connect()
    for await state in channel.states {
      if case .transientFailure = state { break }
    }
    let server = try await TestServer.start {
      $0.addresses = [.unixSocket(path: path)]
      $0.security = .insecurePlaintext
    }
    #expect(await eventually { channel.state == .ready })
    await server.server.shutdown(grace: .zero)
  }

  @Test("whoever stops listening, and a channel that goes, leave nothing behind")
  func gone() async throws {
    try await TestServer.with { server in
      var channel: ClientChannel? = try server.channel()
      let states = try #require(channel?.states)
      for _ in 0..<3 {
        var others = try #require(channel?.states).makeAsyncIterator()
        await expect(&others, .idle)
      }
      channel = nil
      let all = await states.reduce(into: []) { $0.append($1) }
      #expect(all == [.idle, .shutdown])
    }
  }

  @Test("a channel that connects again goes on with its TLS session")
  func resumed() async throws {
    try await TestServer.with { server in
      let channel = try server.channel { $0.idleTimeout = .seconds(2) }
      for round in 0..<3 {
        let isIdle = await eventually { channel.state == .idle }
        #expect(isIdle)
        #expect(try await channel.echo([1]) == [1])
        let counts = server.server.statistics.connections.ready
        #expect(counts.filter(\.key.isResumed).values.reduce(0, +) == round)
      }
    }
  }
}
