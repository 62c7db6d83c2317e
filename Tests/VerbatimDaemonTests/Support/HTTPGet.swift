import Foundation

/// Asks a server on this machine for a page by HTTP/1.1, off the pool's threads.
func httpGet(_ path: String, port: Int) async throws -> (status: Int, body: String) {
  let text = await withCheckedContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(returning: exchange(path, port)) }
  }
  let parts = text.components(separatedBy: "\r\n\r\n")
  guard parts.count >= 2, let status = Int(text.split(separator: " ").dropFirst().first ?? "")
  else {
    return (0, text)
  }
  return (status, parts.dropFirst().joined(separator: "\r\n\r\n"))
}

private func exchange(_ path: String, _ port: Int) -> String {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
  let isConnected = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
  }
  let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
  guard isConnected, write(descriptor, request, request.count) == request.count else { return "" }
  var bytes: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = read(descriptor, &piece, piece.count)
    guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
    bytes += piece.prefix(count)
  }
}
