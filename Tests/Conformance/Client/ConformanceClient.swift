import ConformanceCalls
import ConformanceMessages
import Foundation
import RPC
import RPCClient
import TLS

/// A client under test for Connect's conformance suite: makes each call that it reads on standard input, and
/// says on standard output what came of it. It speaks gRPC over HTTP/2.
@main
struct ConformanceClient {
  static func main() async throws {
    while let message = try StandardStreams.next() {
      let request = try ClientCompatRequest(message)
      do {
        StandardStreams.write(request.result(try await ClientUnderTest(request).run()))
      } catch let error as ClientUnderTest.NotMade {
        StandardStreams.write(request.failure(error.description))
      }
    }
  }
}
