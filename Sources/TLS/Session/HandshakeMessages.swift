internal import COpenSSL

/// Counts steps of OpenSSL's handshake machine after the handshake: key updates and requests for them, each
/// of which costs as much as thousands of bytes and carries none (RFC 8446, section 4.6.3).
struct HandshakeMessages {
  /// How many steps are taken for each `refill` bytes of data; a key update that is answered takes a few.
  static let limit = 256
  /// Bytes of data with which the count begins anew. Keys have to be changed after some 2^24 records.
  static let refill = 1 << 20

  /// The handshake itself is over.
  var isCounting = false
  private var count = 0
  private var data = 0
  /// More came than are taken: the session has failed.
  private(set) var areTooMany = false

  /// OpenSSL takes a step.
  mutating func note() {
    guard isCounting else { return }
    count += 1
    if count > Self.limit { areTooMany = true }
  }

  /// Data came.
  @inline(__always)
  mutating func received(_ bytes: Int) {
    data += bytes
    guard data >= Self.refill else { return }
    data = 0
    count = 0
  }
}

/// OpenSSL's info callback, called for each step of its handshake machine, which runs for messages after
/// the handshake as well.
func countHandshakeMessages(_ ssl: OpaquePointer?, _ place: Int32, _ value: Int32) {
  guard place & SSL_CB_LOOP != 0, let ssl, let io = SessionIO.of(ssl: ssl) else { return }
  io.pointee.messages.note()
}
