internal import COpenSSL

/// What a server notes of a ClientHello (RFC 8446 section 4.1.2) to explain a refusal by it.
struct ClientHelloNotes {
  /// The highest version offered, as on the wire; 0 before a ClientHello came.
  var highestVersion: Int32 = 0
  /// Why the server refuses it.
  var refusal: Refusal?

  enum Refusal {
    /// It has no ALPN extension.
    case noALPN
    /// Its ALPN extension names none of the server's protocols; the names, escaped and cut.
    case noSharedALPN(offered: String)
  }
}

/// OpenSSL's client hello callback: refuses one without ALPN where the server needs it. OpenSSL
/// itself would not call the ALPN callback and go on.
func examineClientHello(
  _ ssl: OpaquePointer?, _ alert: UnsafeMutablePointer<Int32>?, _ context: UnsafeMutableRawPointer?
) -> Int32 {
  guard let ssl, let context, let io = SessionIO.of(ssl: ssl) else { return SSL_CLIENT_HELLO_ERROR }
  let owner = Unmanaged<TLSContext>.fromOpaque(context).takeUnretainedValue()

  var highest = Int32(SSL_client_hello_get0_legacy_version(ssl))
  var content: UnsafePointer<UInt8>?
  var count = 0
  if SSL_client_hello_get0_ext(ssl, UInt32(TLSEXT_TYPE_supported_versions), &content, &count) == 1 {
    let bytes = UnsafeBufferPointer(start: content, count: count)
    for index in stride(from: 1, to: max(1, bytes.count - 1), by: 2) {
      let version = Int32(bytes[index]) << 8 | Int32(bytes[index + 1])
      // Others are GREASE (RFC 8701) or to come.
      if (SSL3_VERSION...TLS1_3_VERSION).contains(version) { highest = max(highest, version) }
    }
  }
  io.pointee.hello.highestVersion = highest
  // OpenSSL answers it with protocol_version, which says more.
  if highest < owner.minimumVersion { return SSL_CLIENT_HELLO_SUCCESS }

  let hasALPN = SSL_client_hello_get0_ext(
    ssl, UInt32(TLSEXT_TYPE_application_layer_protocol_negotiation), &content, &count)
  if hasALPN != 1, owner.requiresProtocol, !owner.protocolList.isEmpty {
    io.pointee.hello.refusal = .noALPN
    alert?.pointee = Alert.noApplicationProtocol
    return SSL_CLIENT_HELLO_ERROR
  }
  return SSL_CLIENT_HELLO_SUCCESS
}

/// OpenSSL's ALPN callback: picks the server's first protocol that the client offers.
func selectApplicationProtocol(
  _ ssl: OpaquePointer?, _ selected: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
  _ selectedCount: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?,
  _ offeredCount: UInt32, _ context: UnsafeMutableRawPointer?
) -> Int32 {
  guard let ssl, let selected, let selectedCount, let offered, let context else {
    return SSL_TLSEXT_ERR_ALERT_FATAL
  }
  let owner = Unmanaged<TLSContext>.fromOpaque(context).takeUnretainedValue()
  let list = UnsafeBufferPointer(start: offered, count: Int(offeredCount))
  for wanted in owner.applicationProtocols {
    var index = 0
    while index < list.count {
      let start = index + 1
      let end = start + Int(list[index])
      guard end <= list.count else { break }
      if list[start..<end].elementsEqual(wanted.utf8) {
        selected.pointee = offered + start
        selectedCount.pointee = list[index]
        return SSL_TLSEXT_ERR_OK
      }
      index = end
    }
  }
  SessionIO.of(ssl: ssl)?.pointee.hello.refusal = .noSharedALPN(offered: readable(list))
  return SSL_TLSEXT_ERR_ALERT_FATAL
}

/// An ALPN list as an error shows it: names in quotes, at most eight, bytes outside ASCII escaped.
private func readable(_ list: UnsafeBufferPointer<UInt8>) -> String {
  var names: [String] = []
  var index = 0
  while index < list.count {
    let end = min(list.count, index + 1 + Int(list[index]))
    guard names.count < 8 else { return names.joined(separator: ", ") + ", …" }
    let name = list[min(index + 1, end)..<end].prefix(32).map { byte in
      (0x20..<0x7F).contains(byte)
        ? String(Unicode.Scalar(byte)) : "\\x" + String(byte, radix: 16)
    }
    names.append("\"" + name.joined() + "\"")
    index = end
  }
  return names.joined(separator: ", ")
}
