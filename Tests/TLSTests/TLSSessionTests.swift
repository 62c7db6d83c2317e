import COpenSSL
import TestSupport
import Testing

@testable import TLS

@Suite struct TLSSessionTests {
  let fixture: Fixture

  init() throws { fixture = try Fixture() }

  @Test("TLS 1.3 is spoken by default, with h2 and a cipher that has a standard name")
  func defaults() throws {
    let pair = try SessionPair.open(client: fixture.client(), server: fixture.server())
    for session in [pair.client, pair.server] {
      #expect(session.version == .tls13)
      #expect(session.negotiatedProtocol == "h2")
      #expect(session.cipher?.hasPrefix("TLS_") == true)
    }
    #expect(pair.server.peerIdentity == nil)
    #expect(pair.client.peerIdentity?.dnsNames == ["localhost"])
  }

  @Test(
    "plaintext arrives whole and in order, whatever its size and the size of the pieces",
    arguments: [1, 7, 1_500, .max], [1, 16_383, 16_384, 16_385, 300_000])
  func roundTrip(chunk: Int, size: Int) throws {
    let pair = try SessionPair(client: fixture.client(), server: fixture.server())
    pair.chunk = chunk
    let outcome = pair.handshake()
    #expect(outcome.client == nil && outcome.server == nil)

    let plaintext = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
    let ciphertext = try pair.server.send(plaintext)
    #expect(ciphertext.count <= TLSSession.ciphertextBound(for: size))
    #expect(pair.server.pendingOutputCount == 0)
    var received: [UInt8] = []
    var start = 0
    while start < ciphertext.count {
      let end = start + min(chunk, ciphertext.count - start)
      let closed = try pair.client.receive(Array(ciphertext[start..<end]), into: &received)
      #expect(!closed)
      start = end
    }
    #expect(received == plaintext)
  }

  @Test("what finds no room waits, keeps its place, and goes out before what is written later")
  func smallRoom() throws {
    let pair = try SessionPair.open(client: fixture.client(), server: fixture.server())
    let texts = [40_000, 1, 20_000, 5].map { size in (0..<size).map { UInt8($0 % 251) } }
    var wire: [UInt8] = []
    for (text, room) in zip(texts, [100, 0, 50_000, 3]) {
      wire += try pair.server.send(text, room: room)
    }
    #expect(pair.server.pendingOutputCount > 0)
    wire += pair.server.output(atMost: 10)
    wire += pair.server.output()
    #expect(pair.server.pendingOutputCount == 0)
    var received: [UInt8] = []
    _ = try pair.client.receive(wire, into: &received)
    #expect(received == texts.flatMap { $0 })
  }

  @Test("output that is not taken ends the session at its limit")
  func outputLimit() throws {
    let pair = try SessionPair.open(client: fixture.client(), server: fixture.server())
    let error = try failure {
      for _ in 0..<100 { _ = try pair.server.send([UInt8](repeating: 1, count: 10_000), room: 0) }
    }
    #expect(error.code == .outputLimit)
    #expect(pair.server.pendingOutputCount <= SessionIO.pendingLimit)
    #expect(try failure { try pair.server.send([1]) }.code == .outputLimit)
  }

  @Test("a key update is answered with the next write")
  func keyUpdate() throws {
    let (client, server) = try openRaw { _ in }
    var plaintext: [UInt8] = []
    _ = try server.receive(client.requestKeyUpdate(), into: &plaintext)
    let wire = try server.send([1, 2, 3])
    // A KeyUpdate record has 5 + 5 + 1 + 16 bytes.
    #expect(wire.count == 27 + 3 + 22)
    _ = client.advance(wire)
    #expect(client.read() == [1, 2, 3])
  }

  @Test("a peer that does nothing but change keys is stopped, also within what is lent at once")
  func keyUpdateFlood() throws {
    for isAtOnce in [false, true] {
      let (client, server) = try openRaw { _ in }
      var plaintext: [UInt8] = []
      var updates = 0
      let error = try failure {
        while updates < 10_000 {
          var wire: [UInt8] = []
          for _ in 0..<(isAtOnce ? 5_000 : 1) { wire += client.requestKeyUpdate() }
          updates += isAtOnce ? 5_000 : 1
          _ = try server.receive(wire, into: &plaintext)
        }
      }
      #expect(error.code == .tooManyKeyUpdates)
      #expect(updates <= (isAtOnce ? 5_000 : HandshakeMessages.limit + 1))
      #expect(server.pendingOutputCount < 16 * 1024)
    }
  }

  @Test("keys may be changed as long as data comes in between")
  func keyUpdatesWithData() throws {
    let (client, server) = try openRaw { _ in }
    let piece = [UInt8](repeating: 7, count: 64 * 1024)
    var plaintext: [UInt8] = []
    for round in 0..<400 {
      _ = try server.receive(client.requestKeyUpdate() + client.write(piece), into: &plaintext)
      _ = client.advance(try server.send([1]))
      #expect(plaintext.count == piece.count, "round \(round)")
      plaintext = []
    }
  }

  @Test(
    "groups that cost the server far more than its client are not agreed on, unless they are asked for"
  )
  func groups() throws {
    for (group, groups, isTaken) in [
      ("X25519", nil, true), ("P-384", nil, true), ("ffdhe2048", nil, false),
      ("ffdhe2048", ["ffdhe2048"], true), ("ffdhe2048", [], true), ("X25519", ["P-256"], false),
    ] as [(String, [String]?, Bool)] {
      let client = try RawClient { context in
        let list: [UInt8] = [2] + Array("h2".utf8)
        SSL_CTX_set_alpn_protos(context, list, UInt32(list.count))
        #expect(verbatim_SSL_CTX_set1_groups_list(context, group) == 1)
      }
      let server = try TLSSession(
        context: fixture.server { if let groups { $0.groups = groups } })
      var isDone = false
      do {
        for _ in 0..<10 where !(isDone && client.isDone) {
          isDone = try server.take(client.advance(server.output()))
        }
      } catch {
        isDone = false
      }
      #expect(isDone == isTaken, "\(group) of \(groups ?? TLSServerConfiguration.usualGroups)")
    }
    let error = try failure { try fixture.server { $0.groups = ["X25519", "none"] } }
    #expect(error.code == .invalidConfiguration)
    #expect(error.message.contains("X25519:none"))
  }

  @Test("of TLS 1.2 only forward secret suites with AEAD are spoken, by the server's choice")
  func suites() throws {
    for (suites, isTaken) in [
      ("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256", true),
      ("ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA:AES128-SHA:AES128-GCM-SHA256", false),
    ] {
      let client = try RawClient { context in
        let list: [UInt8] = [2] + Array("h2".utf8)
        SSL_CTX_set_alpn_protos(context, list, UInt32(list.count))
        _ = verbatim_SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION)
        #expect(SSL_CTX_set_cipher_list(context, suites) == 1)
      }
      let server = try TLSSession(context: fixture.server { $0.minimumVersion = .tls12 })
      var isDone = false
      do {
        for _ in 0..<10 where !(isDone && client.isDone) {
          isDone = try server.take(client.advance(server.output()))
        }
      } catch {
        isDone = false
      }
      #expect(isDone == isTaken, "\(suites)")
    }
  }

  @Test("a peer may ask for shorter records; what exceeds the bound for the room is not lost")
  func shortRecords() throws {
    let (client, server) = try openRaw {
      _ = SSL_CTX_set_tlsext_max_fragment_length($0, UInt8(TLSEXT_max_fragment_length_512))
    }
    let plaintext = (0..<100_000).map { UInt8($0 % 253) }
    let wire = try server.send(plaintext)
    #expect(server.pendingOutputCount > 0)
    _ = client.advance(wire + server.output())
    #expect(client.read() == plaintext)
  }

  @Test(
    "the bound for the room holds for each version and cipher",
    arguments: [
      "AES128-GCM", "ECDHE-ECDSA-CHACHA20-POLY1305",
    ])
  func bound(cipher: String) throws {
    let twelve = cipher.hasPrefix("ECDHE")
    let (client, server) = try openRaw(
      {
        guard twelve else { return }
        _ = verbatim_SSL_CTX_set_max_proto_version($0, TLS1_2_VERSION)
        SSL_CTX_set_cipher_list($0, cipher)
      }, minimumVersion: .tls12)
    #expect(server.version == (twelve ? .tls12 : .tls13))
    for size in [1, 100, 16_384, 16_385, 65_536] {
      let plaintext = [UInt8](repeating: 7, count: size)
      let wire = try server.send(plaintext)
      #expect(server.pendingOutputCount == 0)
      _ = client.advance(wire)
      #expect(client.read() == plaintext)
    }
  }

  @Test("after close the peer reads everything and then the end; the other way stays open")
  func closing() throws {
    let pair = try SessionPair.open(client: fixture.client(), server: fixture.server())
    var wire = try pair.server.send([1, 2, 3])
    pair.server.close()
    pair.server.close()
    wire += pair.server.output()
    var received: [UInt8] = []
    #expect(try pair.client.receive(wire, into: &received))
    #expect(received == [1, 2, 3])
    pair.client.inputEnded()
    #expect(try pair.client.receive([], into: &received), "a clean end stays one")
    #expect(try failure { try pair.server.send([4]) }.code == .notOpen)

    var back: [UInt8] = []
    #expect(try !pair.server.receive(pair.client.send([5]), into: &back))
    #expect(back == [5])
  }

  @Test("an end without close_notify is an error, after what came before it was read")
  func truncated() throws {
    let pair = try SessionPair.open(client: fixture.client(), server: fixture.server())
    let wire = try pair.server.send([1, 2, 3]) + pair.server.send([4, 5, 6])
    var received: [UInt8] = []
    _ = try pair.client.receive(Array(wire.dropLast(2)), into: &received)
    #expect(received == [1, 2, 3])
    pair.client.inputEnded()
    let error = try failure { try pair.client.receive([], into: &received) }
    #expect(error.code == .truncated)
    #expect(error.message.contains("close_notify"))
  }

  @Test("an end in the middle of the handshake is an error")
  func truncatedHandshake() throws {
    let pair = try SessionPair(client: fixture.client(), server: fixture.server())
    _ = try pair.client.handshake()
    let hello = pair.client.output()
    #expect(try !pair.server.take(Array(hello.prefix(20))))
    pair.server.inputEnded()
    #expect(try failure { try pair.server.handshake() }.code == .truncated)
  }

  @Test("a changed record is refused with an alert, which the peer hears, and the failure stays")
  func tampered() throws {
    let pair = try SessionPair.open(client: fixture.client(), server: fixture.server())
    let sound = try pair.server.send([1, 2, 3])
    var changed = try pair.server.send([4, 5, 6])
    changed[changed.count - 1] ^= 1
    var received: [UInt8] = []
    let error = try failure { try pair.client.receive(sound + changed, into: &received) }
    #expect(received == [1, 2, 3], "what was sound before it is given")
    #expect(error.code == .protocolViolation)
    #expect(try failure { try pair.client.send([1]) } == error)
    let heard = try failure { try pair.server.receive(pair.client.output(), into: &received) }
    #expect(heard.code == .peerAlert)
    #expect(heard.alert == 20)
    #expect(heard.message.contains("bad record mac"))
  }

  @Test("data before the handshake is done is refused")
  func early() throws {
    let session = try TLSSession(context: fixture.server())
    #expect(try failure { try session.send([1]) }.code == .notOpen)
    #expect(session.version == nil && session.cipher == nil && session.peerIdentity == nil)
    session.close()
    #expect(session.pendingOutputCount == 0)
  }

  @Test("input that was not read is counted at the end of its loan")
  func unread() throws {
    let pair = try SessionPair.open(client: fixture.client(), server: fixture.server())
    let first = try pair.server.send([1])
    let second = try pair.server.send([2])
    let both = first + second
    var space: [UInt8] = [0]
    let rest = try both.withUnsafeBytes { bytes in
      pair.client.lendInput(bytes)
      let result = try space.withUnsafeMutableBytes { try pair.client.read(into: $0) }
      #expect(result == .bytes(1))
      return pair.client.endInput()
    }
    #expect(rest == second.count)
    var received: [UInt8] = []
    _ = try pair.client.receive(Array(both.suffix(rest)), into: &received)
    #expect(space + received == [1, 2])
  }

  /// An open pair of a bare client and a server.
  private func openRaw(
    _ configure: (OpaquePointer) -> Void, minimumVersion: TLSVersion = .tls13
  ) throws -> (RawClient, TLSSession) {
    let client = try RawClient { context in
      let list: [UInt8] = [2] + Array("h2".utf8)
      SSL_CTX_set_alpn_protos(context, list, UInt32(list.count))
      configure(context)
    }
    let server = try TLSSession(context: fixture.server { $0.minimumVersion = minimumVersion })
    var done = false
    for _ in 0..<10 where !(done && client.isDone) {
      done = try server.take(client.advance(server.output()))
    }
    _ = client.advance(server.output())
    try #require(done && client.isDone)
    return (client, server)
  }
}
