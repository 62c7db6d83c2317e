import Testing

@testable import TLS

/// A client and a server session, and the bytes on the way between them.
final class SessionPair {
  let client: TLSSession
  let server: TLSSession
  /// The most bytes handed over at once.
  var chunk = Int.max

  init(client: TLSContext, server: TLSContext, serverName: String? = "localhost") throws {
    self.client = try TLSSession(context: client, serverName: serverName)
    self.server = try TLSSession(context: server)
  }

  /// What each side came to: done, or its error.
  struct Outcome {
    var client: TLSError?
    var server: TLSError?
  }

  /// Shakes hands until both are done or one has failed and the other has heard of it.
  func handshake() -> Outcome {
    var outcome = Outcome()
    var clientDone = false
    var serverDone = false
    for _ in 0..<100_000 {
      if outcome.client == nil {
        do { clientDone = try client.handshake() == .done } catch { outcome.client = error }
      }
      let toServer = client.output(atMost: chunk)
      if outcome.server == nil {
        do { serverDone = try server.take(toServer) } catch { outcome.server = error }
      }
      let toClient = server.output(atMost: chunk)
      if outcome.client == nil {
        do { clientDone = try client.take(toClient) } catch { outcome.client = error }
      }
      let silent =
        toServer.isEmpty && toClient.isEmpty && client.pendingOutputCount == 0
        && server.pendingOutputCount == 0
      if silent, (clientDone || outcome.client != nil) && (serverDone || outcome.server != nil) {
        return outcome
      }
      if silent, outcome.client != nil || outcome.server != nil { return outcome }
    }
    Issue.record("the handshake did not end")
    return outcome
  }

  /// A pair that has shaken hands.
  static func open(
    client: TLSContext, server: TLSContext, serverName: String? = "localhost"
  ) throws -> SessionPair {
    let pair = try SessionPair(client: client, server: server, serverName: serverName)
    let outcome = pair.handshake()
    if let error = outcome.client ?? outcome.server { throw error }
    return pair
  }
}

extension TLSSession {
  /// Takes at most so many bytes of pending output.
  func output(atMost limit: Int = .max) -> [UInt8] {
    let count = min(limit, pendingOutputCount)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      used = takePendingOutput(into: UnsafeMutableRawBufferPointer(rebasing: raw(buffer)[..<count]))
    }
  }

  /// Hands bytes over during the handshake, and, once done, those that follow it. True when done.
  func take(_ bytes: [UInt8]) throws(TLSError) -> Bool {
    try lending(bytes) { () throws(TLSError) in
      guard try handshake() == .done else { return false }
      var scratch: [UInt8] = []
      _ = try readAll(into: &scratch)
      precondition(scratch.isEmpty)
      return true
    }
  }

  /// Hands bytes over and reads all plaintext in them; true if the peer closed.
  func receive(_ bytes: [UInt8], into plaintext: inout [UInt8]) throws(TLSError) -> Bool {
    var collected: [UInt8] = []
    defer { plaintext += collected }
    return try lending(bytes) { () throws(TLSError) in try readAll(into: &collected) }
  }

  /// Encrypts, with room for all of it or for as much as is said.
  func send(_ plaintext: [UInt8], room: Int? = nil) throws(TLSError) -> [UInt8] {
    let size = room ?? (Self.ciphertextBound(for: plaintext.count) + pendingOutputCount)
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, size), alignment: 1)
    defer { space.deallocate() }
    let target = UnsafeMutableRawBufferPointer(rebasing: space[..<size])
    let result = plaintext.withUnsafeBytes { bytes in
      Result { () throws(TLSError) in try write(bytes, into: target) }
    }
    return Array(space[..<(try result.get())])
  }

  private func lending<Value>(
    _ bytes: [UInt8], _ body: () throws(TLSError) -> Value
  ) throws(TLSError) -> Value {
    // A copy that is freed right after the loan, so that a dangling read would be found out.
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
    defer { copy.deallocate() }
    copy.copyBytes(from: bytes)
    lendInput(UnsafeRawBufferPointer(rebasing: copy[..<bytes.count]))
    defer { endInput() }
    return try body()
  }

  private func readAll(into plaintext: inout [UInt8]) throws(TLSError) -> Bool {
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 20_000, alignment: 1)
    defer { space.deallocate() }
    while true {
      switch try read(into: space) {
      case .bytes(let count): plaintext += space[..<count]
      case .wouldBlock: return false
      case .closed: return true
      }
    }
  }
}

private func raw(_ buffer: UnsafeMutableBufferPointer<UInt8>) -> UnsafeMutableRawBufferPointer {
  UnsafeMutableRawBufferPointer(buffer)
}

/// Runs `body`, which must throw a `TLSError`, and returns it.
func failure<Value>(
  _ body: () throws -> Value, sourceLocation: SourceLocation = #_sourceLocation
) throws -> TLSError {
  do { _ = try body() } catch let error as TLSError { return error }
  Issue.record("nothing was thrown", sourceLocation: sourceLocation)
  throw Unthrown()
}

struct Unthrown: Error {}
