import Logging
import RPC
import RPCServer
import Testing
import Transcripts
import VerbatimClient

/// A server that knows nothing of fingerprints, and passes over the field that asks for one.
@Suite("A server of an older version") struct OlderServerTests {
  private struct Meetings: Service {
    let name = "verbatim.v1.Archive"
    var methods: [RPCServer.Method] {
      let descriptor = MethodDescriptor(
        service: name, method: "ListMeetings", kind: .serverStreaming)
      return [
        .serverStreaming(descriptor, request: .bytes, response: .bytes) { request, responses, _ in
          // Nothing where a place is asked for (field 3), otherwise a meeting "m".
          let date = [0x1a, 10] + Array("2031-03-01".utf8)
          if !request.contains(0x1a) { try await responses.write([0x0a, 1, 0x6d] + date) }
        }
      ]
    }
  }

  @Test("is not taken for the archive that is asked for, whether it answers something or nothing")
  func fingerprint() async throws {
    let server = try Server(
      ServerConfiguration(
        addresses: [.init(host: "127.0.0.1", port: 0)], security: .insecurePlaintext),
      services: [Meetings()], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let port = try await server.start()[0].port
    let client = try ArchiveClient(
      ClientConfiguration(host: "127.0.0.1", port: port, security: .insecurePlaintext))
    var ids: [String] = []
    for try await meeting in client.meetings() { ids.append(meeting.id) }
    #expect(ids == ["m"])
    for query in [MeetingQuery(archive: "f"), MeetingQuery(places: ["Hall"], archive: "f")] {
      let error = await #expect(throws: ArchiveChangedError.self) {
        for try await _ in client.meetings(matching: query) {}
      }
      #expect(error?.received == 0)
      #expect(error?.description.contains("does not tell which archive") == true)
    }
    client.close()
    await server.shutdown(grace: .zero)
  }
}
