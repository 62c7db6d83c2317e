import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Days as heads, titles and names of files print them.
@Suite struct DayVariantTests {
  private static let turns =
    "\n\nOrla Fenn: We meet again.\n\nPerry Stolt: I have two points.\n\nOrla Fenn: Go on.\n"

  private static let days: [(String, String)] = [
    ("am Donnerstag, dem 14. März 2024", "2024-03-14"),
    ("March 14th, 2024 (Thursday)", "2024-03-14"), ("14 mars 2024, 14 h 30", "2024-03-14"),
    ("Sitzung vom 14. März 2024", "2024-03-14"), ("Berlin, den 14. März 2024", "2024-03-14"),
    ("Protokoll der Sitzung vom Donnerstag, 14. März 2024, 19.30 Uhr", "2024-03-14"),
    ("Séance du mercredi 6 mars 2024", "2024-03-06"), ("Paris, le 6 mars 2024", "2024-03-06"),
    ("1er mars 2024", "2024-03-01"), ("14 mars 2024 à 10 heures", "2024-03-14"),
    ("Recorded 12 March 2024, Town Hall", "2024-03-12"),
    ("the 12th of March, 2024", "2024-03-12"), ("12-Mar-2024", "2024-03-12"),
    ("Held on Thursday, 14 March 2024 at 10:00 in the Town Hall", "2024-03-14"),
    ("Thursday, March 14, 2024, 10:02 a.m. EDT", "2024-03-14"),
    ("Thursday, March 14th, 2024 - 7:00 PM", "2024-03-14"),
    ("Aired March 14, 2024 - 20:00 ET", "2024-03-14"), ("(14 March 2024)", "2024-03-14"),
    ("14 March 2024 – 10:00 to 12:00", "2024-03-14"), ("2024/03/12", "2024-03-12"),
    ("2024.03.12", "2024-03-12"), ("20240314", "2024-03-14"), ("2024年3月14日", "2024-03-14"),
    ("2024-03-14T10:00:00+01:00", "2024-03-14"), ("Sesión del 6 de marzo de 2024", "2024-03-06"),
    ("Seduta di mercoledì 6 marzo 2024", "2024-03-06"),
    ("Giovedì 14 marzo 2024, ore 15", "2024-03-14"),
    ("Reunião de 6 de março de 2024", "2024-03-06"), ("1.º de março de 2024", "2024-03-01"),
    ("Заседание от 6 марта 2024 года", "2024-03-06"),
    ("засідання 6 березня 2024", "2024-03-06"), ("Москва, 14 марта 2024 г.", "2024-03-14"),
  ]

  @Test("A day is read as it is written, below a title and as the first line", arguments: days)
  func day(line: String, date: String) throws {
    for head in ["Harbour board\n\n\(line)", "Notes\nHarbour board of Lindmark\n\n\(line)", line] {
      let transcripts = try read(head + Self.turns).transcripts
      #expect(transcripts[0].meeting.date.description == date, "\(head)")
      #expect(transcripts[0].statements.count == 3)
    }
  }

  @Test("A head says its day in any language, in brackets, and beside the day of publishing")
  func heads() throws {
    for head in [
      "---\ntitel: Gespräch\ndatum: 14. März 2024\n---",
      "The Bridges Act\n\n(Senate - March 14, 2024)",
      "Notes of the call\nRecorded: 14 March 2024. Published: 19 March 2024",
    ] {
      let transcripts = try read(head + Self.turns).transcripts
      #expect(transcripts.first?.meeting.date.description == "2024-03-14", "\(head)")
    }
  }

  private static let ranges: [(String, String, String)] = [
    ("12 and 13 March 2024", "2024-03-12", "2024-03-13"),
    ("12.–13. März 2024", "2024-03-12", "2024-03-13"),
    ("12. und 13. März 2024", "2024-03-12", "2024-03-13"),
    ("30 April – 1 May 2024", "2024-04-30", "2024-05-01"),
    ("March 12 & 13, 2024", "2024-03-12", "2024-03-13"),
    ("12, 13 and 14 March 2024", "2024-03-12", "2024-03-14"),
    ("12th-13th March 2024", "2024-03-12", "2024-03-13"),
    ("du 12 au 14 mars 2024", "2024-03-12", "2024-03-14"),
    ("del 12 al 14 de marzo de 2024", "2024-03-12", "2024-03-14"),
    ("dal 12 al 14 marzo 2024", "2024-03-12", "2024-03-14"),
    ("de 12 a 14 de março de 2024", "2024-03-12", "2024-03-14"),
    ("с 12 по 14 марта 2024 года", "2024-03-12", "2024-03-14"),
    ("12 та 13 березня 2024", "2024-03-12", "2024-03-13"),
    ("2024-03-12 – 2024-03-13", "2024-03-12", "2024-03-13"),
    ("12.03.2024 - 13.03.2024", "2024-03-12", "2024-03-13"),
    ("Tuesday 12 March and Wednesday 13 March 2024", "2024-03-12", "2024-03-13"),
    ("31 December 2023 and 1 January 2024", "2023-12-31", "2024-01-01"),
    ("Meeting of the council, 12 and 13 March 2024", "2024-03-12", "2024-03-13"),
  ]

  @Test("A meeting of several days has the first and the last", arguments: ranges)
  func range(line: String, first: String, last: String) throws {
    for head in ["Harbour board\n\n\(line)", line] {
      let meeting = try read(head + Self.turns).transcripts[0].meeting
      #expect(meeting.date.description == first)
      #expect(meeting.endDate?.description == last)
    }
  }

  private static let files: [(String, String?)] = [
    ("council-12mar2024", "2024-03-12"), ("12 March 2024", "2024-03-12"),
    ("Board March 12, 2024", "2024-03-12"), ("Mar-12-2024", "2024-03-12"),
    ("meeting_12_march_2024", "2024-03-12"), ("13-03-2024", "2024-03-13"),
    ("sitzung-vom-14-maerz-2024", "2024-03-14"), ("14märz2024", "2024-03-14"),
    ("6-mars-2024", "2024-03-06"), ("20240312T1000", "2024-03-12"), ("3-6-2021", nil),
    ("12-03-2024 council", nil), ("march2024", nil), ("order-20249999", nil),
    ("12 March 2024 and 5 May 2024", nil), ("240312", nil),
  ]

  @Test("A file’s name gives a day that can be but one", arguments: files)
  func file(name: String, date: String?) throws {
    #expect(CalendarDate.inFileName(name + ".txt")?.description == date)
  }

  private static let others = [
    "Orla Fenn: As I said on 5 May 2019, the report was read on 12 March 2020.",
    "Orla Fenn: On 12 March 2020 we met.", "Approval of the minutes of 5 May 2019",
    "The minutes of the meeting held on 5 May 2019 were approved.", "Published 14 March 2024",
    "Council 12–14 March 2024 was fine",
  ]

  @Test("A day in speech, and one of something else, is not the meeting’s", arguments: others)
  func otherDay(line: String) throws {
    for head in [line, "Harbour board\n\n\(line)"] {
      do {
        let transcript = try read(head + Self.turns).transcripts[0]
        Issue.record("read as \(transcript.meeting.date)")
      } catch let error as DocumentError {
        #expect(error.code == .incomplete && error.asked == .date)
      }
    }
  }

  @Test("A day that is the page’s stands aside for the meeting’s")
  func published() throws {
    let meeting = try read(
      "Harbour board\n\nPosted April 2, 2024\n\nMeeting of March 12, 2024" + Self.turns
    ).transcripts[0].meeting
    #expect(meeting.date.description == "2024-03-12")
  }

  @Test("Which number is the day can be told", arguments: ["3/6/2021", "3.6.2021", "3-6-2021"])
  func order(day: String) throws {
    for (order, date) in [(DayOrder.dayFirst, "2021-06-03"), (.monthFirst, "2021-03-06")] {
      var options = ReadingOptions()
      options.dayOrder = order
      let meeting = try read("Harbour board\n\n\(day)" + Self.turns, options: options)
        .transcripts[0].meeting
      #expect(meeting.date.description == date)
    }
  }

  @Test(
    "A day that may be two is named where it is asked for, and told where something else gives one",
    arguments: [
      "Harbour board, 3/6/2021", "Harbour board\n\n3/6/2021", "Harbour board\nThursday, 3/6/2021",
      "Date: 3/6/2021",
      "---\ntitle: Harbour board\ndate: 3/6/2021\n---",
    ])
  func asked(head: String) throws {
    let error = try #require(throws: DocumentError.self) { try read(head + Self.turns) }
    #expect(error.asked == .dayOrder)
    #expect(error.problem.contains("3/6/2021"))
    #expect(
      error.line
        == (head.split(separator: "\n", omittingEmptySubsequences: false)
          .firstIndex { $0.contains("3/6/2021") } ?? -1) + 1)
    let (_, report) = try read(head + Self.turns, name: "2022-01-01.txt")
    #expect(report.hasWarned(line: error.line ?? 0))
  }

  private static let columns: [([String], [String]?)] = [
    (["12/03/2024", "13/03/2024"], ["2024-03-12", "2024-03-13"]),
    (["12/03/2024", "12/13/2024"], ["2024-12-03", "2024-12-13"]),
    (["12.03.2024", "12.13.2024"], ["2024-12-03", "2024-12-13"]), (["12/03/2024"], nil),
    (["12/03/2024", "13/03/2024", "03/13/2024"], nil),
    (["12/12/2024"], ["2024-12-12"]),
    (["2024-03-12", "2024/03/13"], ["2024-03-12", "2024-03-13"]),
  ]

  @Test("A column of days is settled by those that can be but one", arguments: columns)
  func column(days: [String], expected: [String]?) throws {
    let text =
      "date,speaker,text\n" + days.map { "\($0),Orla Fenn,We meet on this day.\n" }.joined()
    do {
      let (transcripts, _) = try read(text, name: "x.csv")
      #expect(transcripts.map(\.meeting.date.description) == expected)
    } catch let error as DocumentError {
      #expect(expected == nil && error.asked == .dayOrder)
    }
  }

  private static let encodings: [(String, [UInt8])] = [
    // "Орла Фенн: Гавань открыта." in each.
    (
      "WINDOWS-1251",
      [
        0xCE, 0xF0, 0xEB, 0xE0, 0x20, 0xD4, 0xE5, 0xED, 0xED, 0x3A, 0x20, 0xC3, 0xE0, 0xE2, 0xE0,
        0xED, 0xFC, 0x2E,
      ]
    ),
    (
      "KOI8-R",
      [
        0xEF, 0xD2, 0xCC, 0xC1, 0x20, 0xE6, 0xC5, 0xCE, 0xCE, 0x3A, 0x20, 0xE7, 0xC1, 0xD7, 0xC1,
        0xCE, 0xD8, 0x2E,
      ]
    ),
  ]

  @Test("Text of another encoding is asked for its name, and read by it", arguments: encodings)
  func encoding(name: String, line: [UInt8]) throws {
    let end = Array("\n\n".utf8)
    let text = Array("2024-03-05\n\n".utf8) + line + end + line + end + line + end
    do {
      _ = try read(text, name: "x.txt")
      Issue.record("read without its encoding")
    } catch let error as DocumentError {
      #expect(error.asked == .encoding(name))
    }
    var options = ReadingOptions()
    options.encoding = name
    let transcript = try read(text, name: "x.txt", options: options).transcripts[0]
    #expect(transcript.statements.map(\.attribution.label).first == "Орла Фенн")
  }

  @Test("UTF-16 is read with its mark and without", arguments: [true, false])
  func wide(isLittle: Bool) throws {
    for hasMark in [true, false] {
      let text = (hasMark ? "\u{FEFF}" : "") + "2024-03-05" + Self.turns
      let bytes = text.utf16.flatMap { unit in
        let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
        return isLittle ? [low, high] : [high, low]
      }
      #expect(try read(bytes, name: "x.txt").transcripts[0].statements.count == 3)
    }
  }
}
