import ReadingSupport
import Testing
import TranscriptReading
import Transcripts

@Suite struct PrintedWeekdayTests {
  private static let turns = "\n\nPetra Holm: The quay is closed.\n\nRuben Asker: Why is that?\n"

  @Test(
    "A day of the week that is another's is told, and the date is taken",
    arguments: [
      "Friday, 4 May 2023", "4 May 2023, Friday", "Freitag, 4. Mai 2023", "vendredi 4 mai 2023",
    ])
  func contradicted(day: String) throws {
    let (transcripts, report) = try read("Council of Lower Marsh\n\(day)" + Self.turns)
    #expect(transcripts[0].meeting.date == "2023-05-04")
    #expect(
      report.entries.contains {
        $0.severity == .warning && $0.explanation.contains("day of the week")
      })
  }

  @Test(
    "A day of the week that is the day's is nothing to tell",
    arguments: ["Thursday, 4 May 2023", "Donnerstag, 4. Mai 2023", "jeudi 4 mai 2023"])
  func right(day: String) throws {
    let (_, report) = try read("Council of Lower Marsh\n\(day)" + Self.turns)
    #expect(!report.entries.contains { $0.severity == .warning })
  }

  @Test(
    "A day that no month has is named where the day is asked for",
    arguments: ["31 April 2023", "29 February 2023", "June 31, 2023", "31.06.2023"])
  func impossible(day: String) throws {
    let error = #expect(throws: DocumentError.self) {
      try read("Council of Lower Marsh\n\(day)" + Self.turns)
    }
    #expect("\(try #require(error))".contains(day))
  }
}
