import Fuzzing
import TLS
import TestSupport

/// Two sessions of TLS, and somebody between them who changes what they say.
enum TLSRecords {
  // The fuzzer has one thread.
  nonisolated(unsafe) private static let contexts:
    (authority: TestAuthority, server: TLSContext, client: TLSContext) = {
      do {
        let authority = try TestAuthority()
        let issued = try authority.issue("server")
        return (
          authority,
          try TLSContext(
            TLSServerConfiguration(
              certificateFile: issued.certificateFile, privateKeyFile: issued.privateKeyFile,
              clientCertificates: .optional(.file(authority.file)), minimumVersion: .tls12)),
          try TLSContext(TLSClientConfiguration(trust: .file(authority.file)))
        )
      } catch {
        fatalError("\(error)")
      }
    }()

  /// Changes in fours: which flight, where in it (two bytes), what with. A flight of 255 and the rest of the
  /// input as it stands instead of the first one.
  static func check(_ bytes: [UInt8]) throws {
    var choices = Choices(bytes)
    var changes: [(flight: Int, place: Int, value: UInt8)] = []
    var replacement: [UInt8]?
    while !choices.rest.isEmpty, replacement == nil, changes.count < 64 {
      let flight = choices.next()
      if flight == 255 {
        replacement = Array(choices.rest)
      } else {
        let place = choices.next() << 8 | choices.next()
        changes.append((flight % 8, place, UInt8(choices.next())))
      }
    }
    let client = try TLSSession(context: contexts.client, serverName: "localhost")
    let server = try TLSSession(context: contexts.server)
    var isWhole = changes.allSatisfy { $0.value == 0 } && replacement == nil
    var flight = 0
    var errors = 0
    var open = (client: false, server: false)
    func step(_ session: TLSSession, _ input: [UInt8]) -> (output: [UInt8], isOpen: Bool) {
      var isOpen = false
      do throws(TLSError) {
        isOpen = try take(session, input)
      } catch {
        Fuzzing.require(!error.description.isEmpty, "an error without words")
        errors += 1
      }
      var output = pending(of: session)
      defer { flight += 1 }
      if flight == 0, let replacement { output = replacement }
      for change in changes where change.flight == flight && !output.isEmpty {
        output[change.place % output.count] ^= change.value
      }
      return (output, isOpen)
    }
    var output = step(client, []).output
    for _ in 0..<8 where errors == 0 {
      let answer = step(server, output)
      let next = step(client, answer.output)
      open = (next.isOpen, answer.isOpen)
      output = next.output
      if open.client, open.server, output.isEmpty { break }
    }
    isWhole = isWhole && errors == 0
    if changes.isEmpty, replacement == nil {
      Fuzzing.require(
        isWhole && open.client && open.server, "a handshake that nobody disturbs fails")
    }
  }

  private static func pending(of session: TLSSession) -> [UInt8] {
    let count = session.pendingOutputCount
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      used = session.takePendingOutput(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// True when the handshake is done; what comes after it is read and dropped.
  private static func take(_ session: TLSSession, _ bytes: [UInt8]) throws(TLSError) -> Bool {
    // A copy that is freed right after the loan, so that a dangling read would be found out.
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
    defer { copy.deallocate() }
    copy.copyBytes(from: bytes)
    session.lendInput(UnsafeRawBufferPointer(rebasing: copy[..<bytes.count]))
    defer { session.endInput() }
    guard try session.handshake() == .done else { return false }
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 20_000, alignment: 1)
    defer { space.deallocate() }
    while case .bytes = try session.read(into: space) {}
    return true
  }
}
