#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import NIOCore

/// Why a server could not start.
public struct ServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was wrong, where, and what to do.
  public var description: String

  package init(_ description: String) { self.description = description }
}

extension ServerError {
  /// Why an address cannot be listened on.
  package init(listeningOn address: ServerConfiguration.Address, _ error: any Error) {
    let what = "cannot listen on \(address)"
    guard let error = error as? IOError else {
      self.init("\(what): \(error)")
      return
    }
    switch error.errnoCode {
    case EADDRINUSE where address.port == 0:
      self.init("\(what): another server listens there, or the file is no socket")
    case EADDRINUSE:
      self.init("\(what): the port is in use; choose another or stop its user")
    case EACCES: self.init("\(what): no rights; ports below 1024 need them")
    case EADDRNOTAVAIL: self.init("\(what): this machine does not have the address")
    default: self.init("\(what): \(error)")
    }
  }
}
