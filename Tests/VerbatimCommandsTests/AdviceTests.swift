import Testing
import Transcripts

@testable import VerbatimCommands

@Suite("Advice on what was typed wrongly") struct AdviceTests {
  @Test("names the command that is meant")
  func commands() async {
    for (typed, meant) in [
      ("serach", "`verbatim search`"), ("statement", "`verbatim statements`"),
      ("Speaker", "`verbatim speakers`"), ("ocunt", "`verbatim count`"),
    ] {
      let answer = await CommandResult.of([typed, "deficit"])
      #expect(answer.status == .usage)
      #expect(answer.messages.contains("no command “\(typed)”, but \(meant)"), "\(answer.messages)")
    }
    let nothing = await CommandResult.of(["xyzzy"])
    #expect(
      nothing.messages == "verbatim: there is no command “xyzzy”: `verbatim --help` lists all\n")
    #expect(await CommandResult.of(["help", "search"]).status == .success)
  }

  @Test("measures spelling by letters left out, put in, changed and swapped")
  func spelling() {
    for (one, other, distance) in [
      ("search", "search", 0), ("serach", "search", 1), ("sarch", "search", 1),
      ("seerch", "search", 1), ("searching", "search", nil), ("", "ab", 2), ("abc", "cba", 2),
    ] as [(String, String, Int?)] {
      #expect(Spelling.distance(Array(one), Array(other), atMost: 2) == distance, "\(one)")
    }
    #expect(Spelling.nearest(to: "ab", among: ["ac"]) == [])
  }

  @Test("says how words with a dash are given")
  func dashes() async {
    let search = await CommandResult.of(["search", "-tax"])
    #expect(search.status == .usage && search.messages.contains("verbatim search -- '-tax'"))
    let count = await CommandResult.of(["count", "--words", "-tax"])
    #expect(count.status == .usage && count.messages.contains("--words='-tax'"))
    let other = await CommandResult.of(["count", "--wrods", "tax"])
    #expect(other.status == .usage && !other.messages.contains("dash"))
  }

  @Test(
    "says of options that take numbers what they take",
    arguments: [
      ["search", "a", "--context", "x"], ["search", "a", "--width", "x"],
      ["search", "a", "--timeout", "x"], ["search", "a", "--limit", "x"],
      ["count", "--words", "a", "--relative", "--by", "year", "--minimum-words", "x"],
    ])
  func numbers(arguments: [String]) async {
    let answer = await CommandResult.of(arguments)
    let option = arguments[arguments.count - 2]
    #expect(answer.status == .usage)
    #expect(answer.messages.contains("\(option) takes "), "\(answer.messages)")
  }

  @Test("names speakers whose names are like one that fits nobody")
  func names() async throws {
    try await TestArchive.with { archive in
      for (typed, meant) in [
        ("maria sliva", "Maria Silva (maria-silva)"), ("Okafro", "Ada Okafor (ada-okafor)"),
      ] {
        let answer = await archive.run("statements", "--speaker", typed)
        #expect(answer.status == .nothingFound)
        #expect(answer.messages.contains("is it \(meant)?"), "\(answer.messages)")
      }
      let id = await archive.run("statements", "--speaker-id", "ada okafor")
      #expect(
        id.messages.contains(
          "“ada okafor” is a name, of Ada Okafor (ada-okafor): --speaker takes names"))
    }
  }

  @Test("says what single quotes, near and initials mean")
  func words() {
    for (query, advice) in [
      ("‘budget deficit’", "single quotes"), ("'budget deficit'", "single quotes"),
      ("budget near deficit", "write NEAR/5"), ("budget NEAR deficit", "write NEAR/5"),
      ("the U.S. budget", "finds the word “us”"), ("I.T.", "finds the word “it”"),
    ] {
      let lines = SearchAdvice.lines(for: query)
      #expect(lines.count == 1 && lines[0].contains(advice), "\(query): \(lines)")
    }
    for query in ["U.K.", "\"the U.S.\"", "near", "the states' rights", "o'clock", "3.5", "e.g."] {
      #expect(SearchAdvice.lines(for: query) == [], "\(query)")
    }
  }
}
