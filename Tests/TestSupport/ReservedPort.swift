#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A port of 127.0.0.1 that nothing listens on, and that nobody else is given until this is let go of: one
/// that a server has left is soon another's on a machine where many tests run.
package final class ReservedPort {
  private let descriptor: CInt
  package let number: Int

  package init() throws {
    let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    self.descriptor = descriptor
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
      }
    }
    number = Int(UInt16(bigEndian: address.sin_port))
    guard result == 0 else { throw Unavailable(code: errno) }
  }

  deinit { close(descriptor) }

  package struct Unavailable: Error { var code: CInt }
}
