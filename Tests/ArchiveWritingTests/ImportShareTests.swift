import ArchiveWriting
import RPC
import Testing
import Transcripts
import VerbatimClient

@Suite("A share of the memory for what is imported")
struct ImportShareTests {
  @Test("is what a principal gets, however much there is, and comes back")
  func share() async throws {
    try await WritingServer.with(principal: "desk", importMemory: 200 << 10) {
      server async throws in
      var long = meeting("a")
      long.statements[0].paragraphs = Array(
        repeating: String(repeating: "word ", count: 2_000), count: 30)
      let error = await #expect(throws: RPCError.self) { try await server.client.put(long) }
      #expect(error?.code == .resourceExhausted)
      #expect(
        error?.message.hasPrefix("import-memory: the policy gives this principal 204800 ") == true)
      let words = String(repeating: "word ", count: 60_000)
      let refused = await #expect(throws: RPCError.self) {
        try await server.imports([document("a.txt", [("Ilse Brandvik", words)])])
      }
      #expect(refused?.code == .resourceExhausted)
      #expect(server.writing.tally.counts.outOfShare == 2)
      #expect(server.writing.tally.counts.outOfMemory == 0)
      #expect(server.writing.tally.counts.heldBytes == 0)
      for index in 0..<5 {
        let name = "m\(index)"
        let some = (0..<8).map {
          ("Ilse Brandvik", "\(name) \($0) " + String(repeating: "word ", count: 2_000))
        }
        let reports = try await server.imports([
          document("\(name).txt", title: name, some),
          document("\(name)b.txt", title: name + "b", some),
        ])
        #expect(reports.allSatisfy { $0.error == "" })
      }
      #expect(server.writing.tally.counts.heldBytes == 0)
    }
  }
}
