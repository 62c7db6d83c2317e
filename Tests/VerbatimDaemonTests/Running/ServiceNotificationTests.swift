import Testing

@testable import VerbatimDaemon

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct ServiceNotificationTests {
  @Test("A service manager is told how far the program is, on the socket that it names")
  func told() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/notify"
    let end = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(end) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(end, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    func received() -> String {
      var bytes = [UInt8](repeating: 0, count: 1_000)
      let count = recv(end, &bytes, bytes.count, 0)
      return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
    let notification = ServiceNotification(path: path)
    #expect(notification.send(.status("reading\ndocuments")))
    #expect(received() == "STATUS=readingdocuments")
    #expect(notification.send(.ready))
    #expect(received().hasPrefix("READY=1"))
    #expect(notification.send(.reloading))
    #expect(received().contains("MONOTONIC_USEC="))
    #expect(notification.send(.stopping))
    #expect(received().hasPrefix("STOPPING=1"))
  }

  @Test(
    "Where nobody wants to know, or nobody is there, nothing happens",
    arguments: [
      nil, "", "/nowhere/at/all", String(repeating: "a", count: 200),
    ])
  func nobody(path: String?) {
    #expect(!ServiceNotification(path: path).send(.ready))
  }
}
