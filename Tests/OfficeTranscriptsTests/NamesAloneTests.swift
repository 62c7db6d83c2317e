import ReadingSupport
import Testing
import TranscriptReading
import Transcripts

/// Names that are set off without a colon, where one of them stands only once.
@Suite struct NamesAloneTests {
  private static let turns = [
    ("Orla Fenn", "The harbour is open."), ("Perry Stolt", "I have a question: why?"),
    ("Hester Lowe", "I object."), ("Orla Fenn", "Because of rain."), ("Perry Stolt", "I see."),
  ]

  private static let settings: [(String, @Sendable (String, String) -> String)] = [
    ("bold above", { "<p><strong>\($0)</strong></p><p>\($1)</p>" }),
    ("bold above a line", { "<p><b>\($0)</b><br>\($1)</p>" }),
    ("bold and a dash", { "<p><b>\($0)</b> — \($1)</p>" }),
    ("bold and a stop", { "<p><b>\($0).</b> \($1)</p>" }),
    ("a class", { "<div><div class=\"name\">\($0)</div><div class=\"text\">\($1)</div></div>" }),
    ("a span", { "<div><span class=\"speaker\">\($0)</span><p>\($1)</p></div>" }),
    ("a time before", { "<p><a href=\"#t\">00:01</a> <b>\($0)</b> \($1)</p>" }),
    ("capitals above", { "<p>\($0.uppercased())</p><p>\($1)</p>" }),
  ]

  @Test("Every name that is set as the others are opens a statement", arguments: settings)
  func once(setting: String, turn: @Sendable (String, String) -> String) throws {
    let page =
      "<html><head><title>S</title></head><body><main><h1>Board</h1><p>14 September 2022</p>"
      + Self.turns.map(turn).joined() + "</main></body></html>"
    let transcript = try #require(try read(page, name: "page.html").transcripts.first)
    #expect(
      transcript.statements.map { $0.attribution.name.lowercased() }
        == Self.turns.map { $0.0.lowercased() })
    #expect(transcript.statements.map { $0.paragraphs.joined() } == Self.turns.map(\.1))
  }

  @Test("Initials keep their stop, and a role among names is a label")
  func initials() throws {
    let page =
      "<html lang=\"ru\"><body><main><h1>Заседание</h1><p>14 сентября 2022 года</p>"
      + "<p><b>Председатель.</b> Заседание открыто.</p><p><b>Громов П. А..</b> Когда?</p>"
      + "<p><b>Лесная А. И..</b> Завтра.</p><p><b>Громов П. А..</b> Хорошо.</p></main></body></html>"
    let transcript = try #require(try read(page, name: "page.html").transcripts.first)
    #expect(
      transcript.statements.map(\.attribution.label) == [
        "Председатель", "Громов П. А.", "Лесная А. И.", "Громов П. А.",
      ])
  }
}
