internal import COpenSSL

/// Where OpenSSL reads ciphertext from and writes it to: memory lent by the session's driver, and a
/// buffer of its own for what comes while none is lent. Lives on the heap, owned by the session, and
/// reached by OpenSSL through the BIO's data pointer.
struct SessionIO {
  // Input lent by the driver.
  var input: UnsafeRawPointer?
  var inputCount = 0
  /// No more input will come.
  var inputEnded = false

  // Room lent by the driver for one write.
  var room: UnsafeMutableRawPointer?
  var roomCount = 0

  // Output that found no room: `pending[head..<head + count]`.
  var pending: UnsafeMutableRawPointer?
  var pendingCapacity = 0
  var pendingHead = 0
  var pendingCount = 0
  /// The pending buffer's limit was reached, and output is lost: the session has failed.
  var overflowed = false

  /// The first bytes received, which tell other protocols from TLS, lowest byte first.
  var opening: UInt64 = 0
  var openingCount = 0

  var messages = HandshakeMessages()
  var hello = ClientHelloNotes()
  var verification = VerificationNotes()
  /// The server as whose a client's next sessions are kept; nil where none are.
  var resumedAs: String?

  /// The most pending output: a handshake flight with the longest chain that OpenSSL takes by default
  /// (100 KiB), and the rest of a 256 KiB write that was lent no room. A driver that sends what is
  /// pending never comes near it; a peer that asks for key updates and does not read the answers does.
  static let pendingLimit = 512 << 10

  /// The state of the session that OpenSSL calls back for. Set on its read side, which, unlike the
  /// write side, OpenSSL never puts a buffer before.
  static func of(ssl: OpaquePointer) -> UnsafeMutablePointer<SessionIO>? {
    guard let bio = SSL_get_rbio(ssl), let data = BIO_get_data(bio) else { return nil }
    return data.assumingMemoryBound(to: SessionIO.self)
  }

  /// Puts bytes into the lent room, and what does not fit behind what is already pending. False if
  /// the limit is reached.
  @inline(__always)
  mutating func put(_ bytes: UnsafeRawPointer, _ count: Int) -> Bool {
    if pendingCount == 0, count <= roomCount, let room {
      room.copyMemory(from: bytes, byteCount: count)
      self.room = room + count
      roomCount -= count
      return true
    }
    return putSlowly(bytes, count)
  }

  @inline(never)
  private mutating func putSlowly(_ bytes: UnsafeRawPointer, _ count: Int) -> Bool {
    var rest = count
    var from = bytes
    if pendingCount == 0, let room, roomCount > 0 {
      let fits = min(roomCount, rest)
      room.copyMemory(from: from, byteCount: fits)
      self.room = room + fits
      roomCount -= fits
      from += fits
      rest -= fits
    }
    guard rest > 0 else { return true }
    guard pendingCount + rest <= Self.pendingLimit else {
      overflowed = true
      return false
    }
    if pendingHead + pendingCount + rest > pendingCapacity {
      let capacity = max(1024, (pendingCount + rest) * 2)
      let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
      if let pending {
        larger.copyMemory(from: pending + pendingHead, byteCount: pendingCount)
        pending.deallocate()
      }
      pending = larger
      pendingCapacity = capacity
      pendingHead = 0
    }
    (pending! + pendingHead + pendingCount).copyMemory(from: from, byteCount: rest)
    pendingCount += rest
    return true
  }

  /// Moves pending bytes out, the oldest first, and returns how many. Once empty the buffer is freed:
  /// an idle session keeps none.
  mutating func takePending(into target: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(pendingCount, target.count)
    guard count > 0, let pending, let base = target.baseAddress else { return 0 }
    base.copyMemory(from: pending + pendingHead, byteCount: count)
    pendingHead += count
    pendingCount -= count
    if pendingCount == 0 { release() }
    return count
  }

  /// Frees the pending buffer.
  mutating func release() {
    pending?.deallocate()
    pending = nil
    pendingCapacity = 0
    pendingHead = 0
    pendingCount = 0
  }

  @inline(never)
  fileprivate mutating func noteOpening(_ bytes: UnsafeRawPointer, _ count: Int) {
    for index in 0..<min(count, 8 - openingCount) {
      let byte = bytes.load(fromByteOffset: index, as: UInt8.self)
      opening |= UInt64(byte) << UInt64(8 * openingCount)
      openingCount += 1
    }
  }
}

/// What failed first when a peer's certificate was checked.
struct VerificationNotes {
  /// X509_V_ERR_…, or 0.
  private(set) var error: Int32 = 0
  /// 0 for the peer's own certificate, 1 for its issuer's, …
  private(set) var depth: Int32 = 0
  private(set) var certificate: Certificate?

  mutating func note(error: Int32, depth: Int32, certificate: OpaquePointer?) {
    guard self.error == 0 else { return }
    self.error = error
    self.depth = depth
    if let certificate, X509_up_ref(certificate) == 1 {
      self.certificate = Certificate(owned: certificate)
    }
  }
}

/// The kind of BIO (bio(7)) that reads and writes a `SessionIO`.
enum SessionBIO {
  // Made once, on first use, and only read afterwards; never freed.
  nonisolated(unsafe) private static let method: OpaquePointer? = {
    guard let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "verbatim session")
    else { return nil }
    BIO_meth_set_read_ex(method, readInput)
    BIO_meth_set_write_ex(method, writeOutput)
    BIO_meth_set_ctrl(method, control)
    return method
  }()

  /// A BIO over `io`, which must outlive it. The caller owns the one reference.
  static func make(over io: UnsafeMutablePointer<SessionIO>) -> OpaquePointer? {
    guard let method, let bio = BIO_new(method) else { return nil }
    BIO_set_data(bio, io)
    BIO_set_init(bio, 1)
    return bio
  }
}

private let retryFlags =
  BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_IO_SPECIAL | BIO_FLAGS_SHOULD_RETRY

private func readInput(
  _ bio: OpaquePointer?, _ target: UnsafeMutablePointer<CChar>?, _ wanted: Int,
  _ got: UnsafeMutablePointer<Int>?
) -> Int32 {
  BIO_clear_flags(bio, retryFlags)
  got?.pointee = 0
  guard let data = BIO_get_data(bio), let target, let got else { return 0 }
  let io = data.assumingMemoryBound(to: SessionIO.self)
  // Not a retry: the session ends, in the middle of what was lent.
  if io.pointee.messages.areTooMany { return 0 }
  let count = min(wanted, io.pointee.inputCount)
  guard count > 0, let input = io.pointee.input else {
    if !io.pointee.inputEnded { BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY) }
    return 0
  }
  if io.pointee.openingCount < 8 { io.pointee.noteOpening(input, count) }
  UnsafeMutableRawPointer(target).copyMemory(from: input, byteCount: count)
  io.pointee.input = input + count
  io.pointee.inputCount -= count
  got.pointee = count
  return 1
}

private func writeOutput(
  _ bio: OpaquePointer?, _ bytes: UnsafePointer<CChar>?, _ count: Int,
  _ written: UnsafeMutablePointer<Int>?
) -> Int32 {
  BIO_clear_flags(bio, retryFlags)
  written?.pointee = 0
  guard let data = BIO_get_data(bio), let bytes, let written else { return 0 }
  let io = data.assumingMemoryBound(to: SessionIO.self)
  // Not a retry: what does not fit within the limit ends the session.
  guard io.pointee.put(bytes, count) else { return 0 }
  written.pointee = count
  return 1
}

private func control(
  _ bio: OpaquePointer?, _ command: Int32, _ number: Int, _ argument: UnsafeMutableRawPointer?
) -> Int {
  guard let data = BIO_get_data(bio) else { return 0 }
  let io = data.assumingMemoryBound(to: SessionIO.self)
  switch command {
  case BIO_CTRL_FLUSH: return 1
  case BIO_CTRL_EOF: return io.pointee.inputEnded && io.pointee.inputCount == 0 ? 1 : 0
  case BIO_CTRL_PENDING: return io.pointee.inputCount
  default: return 0
  }
}
