import Foundation

/// A blocking socket to a server on this machine.
package final class RawConnection: Sendable {
  private let descriptor: Int32

  /// A connection from 127.0.0.1, or another address of the loopback device by its last number.
  package init?(port: UInt16, receiveBuffer: Int32? = nil, from host: UInt32? = nil) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if var size = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    if let host {
      address.sin_addr.s_addr = (UInt32(0x7f00_0000) + host).bigEndian
      let isBound = withUnsafePointer(to: address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      guard isBound else { return nil }
    }
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    guard Self.connect(descriptor, address) else { return nil }
  }

  package init?(path: String) {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    guard Self.connect(descriptor, address) else { return nil }
  }

  deinit { close(descriptor) }

  private static func connect<Address>(_ descriptor: Int32, _ address: Address) -> Bool {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
      }
    }
  }

  package func send(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(
          descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Ends this side.
  package func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

  package func read(upTo limit: Int) -> Int {
    var piece = [UInt8](repeating: 0, count: limit)
    return max(0, recv(descriptor, &piece, limit, 0))
  }

  /// Everything up to the end of the connection, orderly or not.
  package func rest() -> String {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &piece, piece.count, 0)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += piece.prefix(count)
    }
  }

  package func exchange(_ request: String) -> String {
    _ = send(request)
    return rest()
  }

  /// Runs what blocks on a thread that may.
  package static func off<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
    }
  }
}
