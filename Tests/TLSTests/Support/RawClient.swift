import COpenSSL
import Testing

/// A bare OpenSSL client, for what `TLSClientConfiguration` does not let one ask for.
final class RawClient {
  private let context: OpaquePointer
  private let ssl: OpaquePointer
  private let input: OpaquePointer
  private let output: OpaquePointer

  init(configure: (_ context: OpaquePointer) -> Void) throws {
    context = try #require(SSL_CTX_new(TLS_client_method()))
    configure(context)
    ssl = try #require(SSL_new(context))
    input = try #require(BIO_new(BIO_s_mem()))
    output = try #require(BIO_new(BIO_s_mem()))
    SSL_set_bio(ssl, input, output)
    SSL_set_connect_state(ssl)
  }

  deinit {
    SSL_free(ssl)
    SSL_CTX_free(context)
  }

  var isDone: Bool { SSL_is_init_finished(ssl) == 1 }

  /// Offers to go on with another's session, whose ticket was read.
  func resume(_ other: RawClient) {
    let session = SSL_get1_session(other.ssl)
    SSL_set_session(ssl, session)
    SSL_SESSION_free(session)
  }

  /// Asks for what the server's issuer says of its certificate.
  func askForStatus() {
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, Int(TLSEXT_STATUSTYPE_ocsp), nil)
  }

  /// Asks for a host name.
  func askFor(_ name: String) {
    var name = Array(name.utf8CString)
    SSL_ctrl(
      ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name), &name)
  }

  /// What was handed on of that.
  var status: [UInt8] {
    var bytes: UnsafeMutablePointer<UInt8>?
    let count = SSL_ctrl(ssl, SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, &bytes)
    return Array(UnsafeBufferPointer(start: bytes, count: max(0, count)))
  }

  /// Goes on with the handshake, or reads, and returns what there is to send.
  func advance(_ bytes: [UInt8] = []) -> [UInt8] {
    if !bytes.isEmpty { BIO_write(input, bytes, Int32(bytes.count)) }
    if !isDone { SSL_do_handshake(ssl) }
    ERR_clear_error()
    return taken()
  }

  /// Decrypts all there is.
  func read() -> [UInt8] {
    var plaintext: [UInt8] = []
    var space = [UInt8](repeating: 0, count: 20_000)
    while true {
      let got = SSL_read(ssl, &space, Int32(space.count))
      guard got > 0 else {
        ERR_clear_error()
        return plaintext
      }
      plaintext += space[..<Int(got)]
    }
  }

  /// Asks the peer for new keys, and says so with what is returned.
  func requestKeyUpdate() -> [UInt8] {
    SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED)
    SSL_do_handshake(ssl)
    ERR_clear_error()
    return taken()
  }

  /// Encrypts.
  func write(_ bytes: [UInt8]) -> [UInt8] {
    SSL_write(ssl, bytes, Int32(bytes.count))
    ERR_clear_error()
    return taken()
  }

  private func taken() -> [UInt8] {
    let count = Int(BIO_ctrl_pending(output))
    var bytes = [UInt8](repeating: 0, count: count)
    if count > 0 { BIO_read(output, &bytes, Int32(count)) }
    return bytes
  }
}
