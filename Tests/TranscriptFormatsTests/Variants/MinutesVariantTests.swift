import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Headings of minutes, which speak for nobody, and what stands behind a meeting's last words.
@Suite struct MinutesVariantTests {
  private static let headings = [
    "Present", "Apologies", "Resolved", "Action", "Motion", "Vote", "Item 3", "In attendance",
    "Agenda item 4 Budget", "Any other business", "TOP 3 Haushalt", "Beschluss", "Abstimmung",
    "Anwesend", "Abstimmungsergebnis", "Entschuldigt", "Tagesordnungspunkt 4", "Présents",
    "Ordre du jour", "Décision", "Excusés", "Point 3", "Presentes", "Orden del día", "Votación",
    "Acuerdo", "Punto 3", "Ordine del giorno", "Delibera", "Presenti", "Ordem do dia",
    "Deliberação",
    "Повестка дня", "Решение", "Порядок денний", "Рішення",
  ]

  @Test("A heading of minutes is nobody, and says so", arguments: headings)
  func heading(_ heading: String) throws {
    let text =
      "Meeting of the harbour board, 12 March 2024\n\nOrla Fenn: I open the meeting.\n\n"
      + "Perry Stolt: I was here first.\n\n\(heading): The quay is mended first.\n\n"
      + "Orla Fenn: Thank you.\n\nPerry Stolt: Not at all.\n"
    let (transcripts, report) = try read(text)
    let holder = try #require(
      transcripts.first?.statements.first { $0.paragraphs.contains { $0.contains("quay") } })
    #expect(holder.attribution.speakerID.isEmpty, "\(holder.attribution)")
    #expect(report.hasWarned(line: 7))
    let bold = try read(
      "# Meeting of the harbour board, 12 March 2024\n\n**Orla Fenn:** I open.\n\n"
        + "**Perry Stolt:** I was here.\n\n**\(heading):** The quay is mended first.\n\n"
        + "**Orla Fenn:** Thank you.\n", name: "sample.md"
    ).transcripts.first
    let second = try #require(
      bold?.statements.first { $0.paragraphs.contains { $0.contains("quay") } })
    #expect(second.attribution.speakerID.isEmpty, "\(second.attribution)")
  }

  @Test("Somebody whose name heads minutes, too, speaks")
  func name() throws {
    let text =
      "Meeting of the harbour board, 12 March 2024\n\nAndrew Motion: I open the meeting.\n\n"
      + "Perry Stolt: I was here first.\n\nMotion: The quay is mended first.\n\n"
      + "Perry Stolt: Thank you.\n"
    let statements = try #require(try read(text).transcripts.first).statements
    #expect(statements.count == 4)
    #expect(statements[2].attribution.speakerID == statements[0].attribution.speakerID)
  }

  private static let closings = [
    "The meeting adjourned at 5 pm.", "The meeting was adjourned at 17:00.",
    "END OF TRANSCRIPT", "Respectfully submitted,\n\nCarla Diaz, Clerk",
    "Minutes approved on 14 March 2024.", "Transcribed by Carla Diaz", "Whereupon, we went home.",
    "There being no further business, the meeting closed at 5.",
    "Ende der Aufnahme", "Die Sitzung wurde um 17 Uhr geschlossen.",
    "La séance est levée à dix-huit heures.", "Se levanta la sesión a las cinco.",
    "La seduta è tolta alle 17.", "A sessão foi encerrada às 17 horas.", "Конец записи",
    "The hearing was adjourned.\n\n* * *\n\nCarla Diaz\nClerk of the Board",
  ]

  @Test("What stands behind the last words is a mark", arguments: closings)
  func closing(_ closing: String) throws {
    for (name, label) in [("sample.txt", ""), ("sample.md", "**")] {
      let text =
        "Meeting of the harbour board, 12 March 2024\n\n\(label)Orla Fenn:\(label) I open it.\n\n"
        + "\(label)Perry Stolt:\(label) I was here.\n\n\(label)Orla Fenn:\(label) Thank you.\n\n"
        + "I have nothing more.\n\n\(closing)\n"
      let statements = try #require(try read(text, name: name).transcripts.first).statements
      let last = try #require(statements.last)
      #expect(last.paragraphs == ["Thank you.", "I have nothing more."])
      let marks = last.marks.map(\.wording).joined(separator: "\n")
      let lines = closing.split(separator: "\n").filter { $0.contains(where: \.isLetter) }
      for line in lines { #expect(marks.contains(line), "\(marks)") }
    }
  }

  private static let speeches = [
    "The meeting is adjourned.", "La séance est levée.", "Se levanta la sesión.",
    "The meeting will end at five, and we go home.", "Die Sitzung ist geschlossen.",
    "The minutes are before you.",
  ]

  @Test("What the chair says of the end is said", arguments: speeches)
  func speech(_ words: String) throws {
    let text =
      "Meeting of the harbour board, 12 March 2024\n\nOrla Fenn: I open it.\n\n"
      + "Perry Stolt: I was here.\n\nOrla Fenn: Thank you.\n\n\(words)\n"
    let last = try #require(try read(text).transcripts.first?.statements.last)
    #expect(last.paragraphs == ["Thank you.", words])
  }
}
