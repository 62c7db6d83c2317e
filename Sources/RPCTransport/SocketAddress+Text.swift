internal import NIOCore

extension SocketAddress {
  /// "127.0.0.1:443", "[::1]:443" or "unix:/path".
  var text: String {
    guard let host = ipAddress, let port else { return pathname.map { "unix:\($0)" } ?? "unknown" }
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
