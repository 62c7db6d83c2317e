import Foundation
import TestSupport

/// An authority with a server's and a client's certificate, made once for all tests of a process.
struct Certificates {
  // Written once; nothing is issued after `init`.
  nonisolated(unsafe) static let shared = Result { try Certificates() }

  let authority: TestAuthority
  let server: TestAuthority.Issued
  let client: TestAuthority.Issued

  private init() throws {
    authority = try TestAuthority()
    server = try authority.issue("server")
    client = try authority.issue("reader", names: "URI:spiffe://example/reader")
    atexit {
      guard let folder = try? Certificates.shared.get().authority.folder else { return }
      try? FileManager.default.removeItem(at: folder)
    }
  }
}
