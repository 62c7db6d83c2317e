import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Days, titles and places as people head their texts.
@Suite struct HeadVariantTests {
  private static let turns =
    "\n\nOrla Fenn: The sitting is open.\n\nPerry Stolt: I have two points.\n\nOrla Fenn: Go on.\n"

  private static let days: [(String, String)] = [
    ("Thursday, 3rd June 2021", "2021-06-03"), ("3 June 2021", "2021-06-03"),
    ("June 3, 2021", "2021-06-03"), ("June 3rd, 2021", "2021-06-03"),
    ("Thu, Jun 3, 2021", "2021-06-03"),
    ("Thursday 3 June 2021, 10.30 a.m.", "2021-06-03"), ("the 3rd of June, 2021", "2021-06-03"),
    ("2021-06-03", "2021-06-03"), ("2021-06-03T10:00:00Z", "2021-06-03"),
    ("2021/06/03", "2021-06-03"),
    ("3.6.2021", "2021-06-03"), ("30/6/2021", "2021-06-30"), ("6/30/2021", "2021-06-30"),
    ("Donnerstag, 3. Juni 2021", "2021-06-03"), ("Donnerstag, den 3. Juni 2021", "2021-06-03"),
    ("3. März 2021", "2021-03-03"), ("jeudi 3 juin 2021", "2021-06-03"),
    ("le 1er juin 2021", "2021-06-01"),
    ("jueves, 3 de junio de 2021", "2021-06-03"), ("3 de junio de 2021", "2021-06-03"),
    ("giovedì 3 giugno 2021", "2021-06-03"), ("quinta-feira, 3 de junho de 2021", "2021-06-03"),
    ("3 июня 2021 года", "2021-06-03"), ("четверг, 3 июня 2021 г.", "2021-06-03"),
    ("3 червня 2021 року", "2021-06-03"), ("May 31 – June 1, 2021", "2021-05-31"),
    ("Tue, Mar 5, 2024 3:14PM • 41:02", "2024-03-05"), ("Sept. 3, 2021", "2021-09-03"),
    ("March 1–3, 2021", "2021-03-01"), ("1er – 3 juin 2021", "2021-06-01"),
  ]

  @Test("A line that is a day is read in each language", arguments: days)
  func day(line: String, date: String) throws {
    let transcript = try read("Council of Tarnhaven\n\n\(line)\(Self.turns)").transcripts[0]
    #expect(transcript.meeting.date.description == date)
    #expect(transcript.meeting.title == "Council of Tarnhaven")
    #expect(
      transcript.statements.map(\.attribution.name) == ["Orla Fenn", "Perry Stolt", "Orla Fenn"])
    #expect(transcript.meeting.lead.isEmpty)
  }

  private static let titles = [
    "Meeting of the council, 3 June 2021", "Meeting of the council – 3 June 2021",
    "Meeting of the council (3 June 2021)", "Meeting of the council on June 3, 2021",
    "Meeting of the council, Thursday, June 3, 2021", "Meeting of the council | 2021-06-03",
    "Meeting of the council: June 3, 2021", "# Meeting of the council, 3 June 2021",
    "Meeting of the council of 3 June 2021", "Meeting of the council - 03.06.2021",
  ]

  @Test("A first line may be title and day", arguments: titles)
  func titleAndDay(line: String) throws {
    let transcript = try read(line + Self.turns).transcripts[0]
    #expect(transcript.meeting.date.description == "2021-06-03")
    #expect(transcript.meeting.title == "Meeting of the council")
    #expect(transcript.statements.count == 3)
  }

  private static let files = [
    "2021-06-03 talk.txt", "GMT20210603-100000_Recording.txt", "talk_20210603.txt",
    "2021_06_03.txt",
    "2021.06.03 talk.txt", "20210603.txt", "council-2021-06-03-final.txt",
    "talk 2021-06-03T1000.txt",
    "v2_2021-06-03.txt", "rec.2021-06-03.txt",
  ]

  @Test("A day may stand in the file’s name", arguments: files)
  func fileName(name: String) throws {
    let (transcripts, report) = try read("Talk" + Self.turns, name: name)
    #expect(transcripts[0].meeting.date.description == "2021-06-03")
    #expect(report.warningCount == 1)
  }

  private static let heads = [
    "Date: 2021-06-03\nTitle: Council\nPlace: Lindmark",
    "Title: Council\nDate: 3 June 2021\nLocation: Lindmark",
    "Titel: Council\nDatum: 3. Juni 2021\nOrt: Lindmark",
    "Titre : Council\nDate : 3 juin 2021\nLieu : Lindmark",
    "Título: Council\nFecha: 3 de junio de 2021\nLugar: Lindmark",
    "Тема: Council\nДата: 3 июня 2021 г.\nМесто: Lindmark",
    "---\ntitle: Council\ndate: 2021-06-03\nplace: Lindmark\n---",
    "---\ntitle: >-\n  Council\ndate: 2021-06-03  # the first\nspeakers:\n  - Orla Fenn\nplace: Lindmark\n---",
    "---\ntitle: 'Council'\ndate: 2021-06-03T10:00:00\nlocation: Lindmark\ntags: [a, b]\n---",
    "Meeting: Council\nDate: Thursday, June 3, 2021\nVenue: Lindmark\nPresent: Orla Fenn, Perry Stolt (chair)",
    "Council\n2021-06-03, Lindmark", "Council\nJune 3, 2021, Lindmark",
  ]

  @Test("A head of keys, of YAML or of lines says title, day and place", arguments: heads)
  func head(head: String) throws {
    let transcript = try read(head + Self.turns).transcripts[0]
    #expect(transcript.meeting.title == "Council")
    #expect(transcript.meeting.date.description == "2021-06-03")
    #expect(transcript.meeting.place == "Lindmark")
    #expect(statements(transcript).map { $0[0] } == ["Orla Fenn", "Perry Stolt", "Orla Fenn"])
  }

  @Test("A meeting of two days has both")
  func twoDays() throws {
    let transcript = try read("Sitting\n\nMay 31 – June 1, 2021, Lindmark" + Self.turns)
      .transcripts[0]
    #expect(transcript.meeting.endDate?.description == "2021-06-01")
  }

  @Test("A day that may be two is asked for")
  func ambiguousDay() throws {
    do {
      _ = try read("Title: Council\nDate: 3/6/2021" + Self.turns)
      Issue.record("3/6/2021 was taken for a day")
    } catch let error as DocumentError {
      #expect(error.code == .incomplete)
      #expect(error.description.contains("3/6/2021"))
    }
  }

  private static let doubtful = [
    ("Title: Council\nDate: 3/6/2021", 2), ("---\ntitle: Council\ndate: 3/6/2021\n---", 3),
    ("---\ntitle: Council\nday: in the spring of 2021\n---", 3),
    ("Title: Council\nPlace: Lindmark\nDate: soon after 1 May", 3),
  ]

  @Test(
    "A day that is not understood is said where the file’s name gives another", arguments: doubtful)
  func doubtfulDay(head: String, line: Int) throws {
    let (transcripts, report) = try read(head + Self.turns, name: "2021-06-03 council.md")
    #expect(transcripts[0].meeting.date.description == "2021-06-03")
    #expect(
      report.entries.contains {
        $0.rule == .header && $0.severity == .warning && $0.line == line
      })
  }

  private static let fuller: [(String, String)] = [
    ("Source: https://a.example/1\nSource: Town archive, box 4", "Source: Town archive, box 4"),
    ("Video: https://a.example/1\nAudio: https://a.example/2", "Audio: https://a.example/2"),
    ("Present: Orla Fenn (chair), Perry Stolt", "Present: Orla Fenn (chair), Perry Stolt"),
    (
      "Participants: Orla Fenn, 12 members of the public",
      "Participants: Orla Fenn, 12 members of the public"
    ),
  ]

  @Test("What a head says beyond its fields is kept", arguments: fuller)
  func remarks(lines: String, remark: String) throws {
    let transcript = try read("Title: Council\nDate: 2021-06-03\n" + lines + Self.turns)
      .transcripts[0]
    #expect(transcript.meeting.lead == [remark])
    #expect(transcript.statements.count == 3)
  }

  private static let placeless = [
    "---\ntitle: Council\ndate: 2021-06-03\nplace: 'https://x.example: see there'\n---",
    "Title: Council\nDate: 2021-06-03\nPlace: \(String(repeating: "a long sentence that is no place ", count: 10))",
    "---\ntitle: Council\ndate: 2021-06-03\n---\n\nBIP 8: https://x.example/bip\n\n## Introduction",
  ]

  @Test("What is no place is not made one", arguments: placeless)
  func noPlace(head: String) throws {
    let transcript = try read(head + Self.turns).transcripts[0]
    #expect(transcript.meeting.place.isEmpty)
  }

  @Test("A day with dots in an English text is asked for, unless it is told")
  func dottedDay() throws {
    let words = String(
      repeating: "We have to say that this is the way it was in the year. ", count: 8)
    func report(_ day: String, _ name: String = "x.txt") throws -> ReadingReport {
      try read(
        "Council\n\n\(day)\n\nAnn Vale: \(words)\n\nBo Lind: \(words)\n\nAnn Vale: Yes.\n",
        name: name
      ).report
    }
    do {
      _ = try report("3.6.2021")
      Issue.record("3.6.2021 was taken for a day")
    } catch let error as DocumentError {
      #expect(error.asked == .dayOrder)
    }
    for day in ["13.6.2021", "6.6.2021", "3 June 2021"] {
      #expect(try report(day).warningCount == 0)
    }
    #expect(try report("3.6.2021", "2021-06-03.txt").warningCount == 0)
  }
}
