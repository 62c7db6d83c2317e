import Newsroom
import Testing
import VerbatimTesting

struct QuotesTests {
  @Test("the first quote of a day names its meeting")
  func first() async throws {
    let archive = try await TestArchive([
      Transcript(
        title: "Meeting on the harbour", date: "2031-03-04",
        turns: [("Ilse Brandvik", "Good morning."), ("Aron Velt", "Is the basin deep?")])
    ])
    let quotes = Quotes(client: archive.client)
    let quote = try await quotes.first(by: "aron-velt", on: "2031-03-04")
    #expect(quote == "“Is the basin deep?” (Meeting on the harbour)")
    #expect(try await quotes.first(by: "aron-velt", on: "2031-03-05") == nil)
    await archive.stop()
  }
}
