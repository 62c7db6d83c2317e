import Foundation

/// Asks a server on this machine for a page by HTTP/1.1, off the pool's threads.
func httpGet(_ path: String, port: Int) async throws -> (status: Int, body: String) {
  try await httpGet(path) { connected(toPort: port) }
}

/// The same by a Unix domain socket.
func httpGet(_ path: String, socket: String) async throws -> (status: Int, body: String) {
  try await httpGet(path) { connected(toSocket: socket) }
}

private func httpGet(
  _ path: String, _ connect: @escaping @Sendable () -> Int32?
) async throws -> (status: Int, body: String) {
  let text = await withCheckedContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(returning: exchange(path, connect)) }
  }
  let parts = text.components(separatedBy: "\r\n\r\n")
  guard parts.count >= 2, let status = Int(text.split(separator: " ").dropFirst().first ?? "")
  else {
    return (0, text)
  }
  return (status, parts.dropFirst().joined(separator: "\r\n\r\n"))
}

private func connected(toPort port: Int) -> Int32? {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  return connected(descriptor, to: &address)
}

private func connected(toSocket path: String) -> Int32? {
  let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(103)) }
  return connected(descriptor, to: &address)
}

private func connected<Address>(_ descriptor: Int32, to address: inout Address) -> Int32? {
  let isConnected = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
    }
  }
  if !isConnected { close(descriptor) }
  return isConnected ? descriptor : nil
}

private func exchange(_ path: String, _ connect: () -> Int32?) -> String {
  guard let descriptor = connect() else { return "" }
  defer { close(descriptor) }
  let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
  guard write(descriptor, request, request.count) == request.count else { return "" }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = read(descriptor, &piece, piece.count)
    guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
    bytes += piece.prefix(count)
  }
}
