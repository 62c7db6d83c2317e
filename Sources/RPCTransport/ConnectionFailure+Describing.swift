internal import HTTP2
internal import RPC
internal import TLS

extension ConnectionFailure {
  /// The failure that an error of one of the layers means.
  static func describing(_ error: any Error) -> ConnectionFailure {
    switch error {
    case let failure as ConnectionFailure: failure
    case let error as TLSError: ConnectionFailure(.tls("\(error.code)"), "\(error)")
    case let error as HTTP2Error: ConnectionFailure(.http2, "\(error)")
    case let error as ConnectionGivenUp: ConnectionFailure(.timeout, error.description)
    default: ConnectionFailure(.socket, "\(error)")
    }
  }
}
