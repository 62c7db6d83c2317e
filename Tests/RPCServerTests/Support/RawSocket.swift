import Dispatch

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A bare TCP connection, for peers that keep to no protocol.
final class RawSocket: Sendable {
  private let descriptor: Int32

  init(port: Int) {
    #if canImport(Glibc)
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  deinit { close(descriptor) }

  func write(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  /// Says that nothing more will be written.
  func endWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// All there is until the other side ends; nil if it does not within 20 s.
  func readToEnd() async -> [UInt8]? {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async { [self] in
        var all: [UInt8] = []
        var space = [UInt8](repeating: 0, count: 65_536)
        while true {
          let count = recv(descriptor, &space, space.count, 0)
          if count > 0 {
            all += space[..<count]
          } else {
            let isEnd = count == 0 || errno == ECONNRESET
            continuation.resume(returning: isEnd ? all : nil)
            return
          }
        }
      }
    }
  }
}
