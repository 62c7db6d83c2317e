import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Tables that are not set as they should be, and columns of which the records tell the meaning.
@Suite struct TableVariantTests {
  /// What reading a table fails with.
  private func failure(
    _ text: String, name: String = "x.csv", options: ReadingOptions = ReadingOptions()
  ) throws -> DocumentError {
    try #require(throws: DocumentError.self) { try read(text, name: name, options: options) }
  }

  private static let surplus: [(String, String, Int)] = [
    ("date,speaker,text\n2024-03-05,Ann Vale,Hello, everyone and welcome\n", "x.csv", 2),
    (
      "date;speaker;text\n2024-03-05;Bo Lind;Thanks.\n2024-03-05;Ann Vale;Hello; welcome\n",
      "x.csv", 3
    ),
    ("date\tspeaker\ttext\n2024-03-05\tAnn Vale\tHello\twelcome\n", "x.tsv", 2),
    ("date|speaker|text|place\n2024-03-05|Ann Vale|Hello|Hall|one|two\n", "x.csv", 2),
    ("speaker,text\n\"Ann Vale\",\"Hello\", everyone\n", "2024-03-05.csv", 2),
  ]

  @Test("A record with more fields than the head is refused, by its line", arguments: surplus)
  func refused(text: String, name: String, line: Int) throws {
    let error = try failure(text, name: name)
    #expect(error.code == .malformed)
    #expect(error.line == line)
    #expect(error.remedy.contains("quotation marks"))
  }

  @Test("Empty fields behind the last column are no words")
  func emptySurplus() throws {
    let text = "date,speaker,text\n2024-03-05,Ann Vale,Hello,, \n"
    #expect(try statements(read(text, name: "x.csv").transcripts[0]) == [["Ann Vale", "Hello"]])
  }

  private static let quoted: [(String, String)] = [
    (#"Bo Lind, "Thanks, Ann""#, "Thanks, Ann"),
    (#"Bo Lind,   "Thanks, Ann"  "#, "Thanks, Ann"),
    (#"Bo Lind,"Thanks, Ann""#, "Thanks, Ann"),
    (#"Bo Lind,"He said ""no"", twice""#, #"He said "no", twice"#),
    (#"Bo Lind,"Thanks" was all"#, #""Thanks" was all"#),
    (#"Bo Lind, "Thanks" was all"#, #""Thanks" was all"#),
    (#"Bo Lind,He said "no" twice"#, #"He said "no" twice"#),
  ]

  @Test("Quotation marks are those of the field, or printed", arguments: quoted)
  func quotation(record: String, words: String) throws {
    let transcript = try read("speaker,text\n\(record)\n", name: "2024-03-05.csv").transcripts[0]
    #expect(statements(transcript) == [["Bo Lind", words]])
  }

  @Test("A field that ends within words that need its marks is refused")
  func closedWithin() throws {
    let error = try failure(
      "speaker,text\nAnn Vale,\"Hello\nBo Lind,\"Thanks\"\n", name: "2024-03-05.csv")
    #expect(error.code == .malformed)
    #expect(error.line == 2)
  }

  private static let broken = [
    "speaker,text\nAnn Vale,Hello there\nand welcome\n",
    "date,speaker,text\n2024-03-05,Ann Vale,Hello there\nand welcome\n",
    "text,speaker\nHello there\nand welcome,Ann Vale\n",
    "speaker,text,place\nAnn Vale,Hello there\nand welcome,Hall\n",
    "speaker;text\nAnn Vale;Hello there\nand welcome;\n",
  ]

  @Test("A line break in a text without marks is told", arguments: broken)
  func brokenLine(text: String) throws {
    let (_, report) = try read(text, name: "2024-03-05.csv")
    #expect(report.entries.contains { $0.severity == .warning && $0.line ?? 0 >= 2 })
  }

  @Test("Records of nothing are left out without a warning")
  func blank() throws {
    let text = "speaker,text\nAnn Vale,Hello\n,\n\nBo Lind,Thanks\n"
    let (transcripts, report) = try read(text, name: "2024-03-05.csv")
    #expect(statements(transcripts[0]) == [["Ann Vale", "Hello"], ["Bo Lind", "Thanks"]])
    #expect(report.warningCount == 0)
  }

  @Test("Any line break between marks parts paragraphs", arguments: ["\n", "\r\n", "\r", "\n\n"])
  func lineBreaks(mark: String) throws {
    let text = "speaker,text\r\nAnn Vale,\"Good evening.\(mark)We begin.\"\r\nBo Lind,Thanks\r\n"
    let transcript = try read(text, name: "2024-03-05.csv").transcripts[0]
    #expect(
      statements(transcript) == [
        ["Ann Vale", "Good evening.", "We begin."], ["Bo Lind", "Thanks"],
      ])
    #expect(transcript.statements[1].lines?.lowerBound == (mark == "\n\n" ? 5 : 4))
  }

  @Test("Statements stand in the order of their numbers")
  func ordinals() throws {
    let text = "ordinal,speaker,text\n2,Ann Vale,Third\n0,Bo Lind,First\n1,Ann Vale,Second\n"
    let transcript = try read(text, name: "2024-03-05.csv").transcripts[0]
    #expect(transcript.statements.map(\.paragraphs) == [["First"], ["Second"], ["Third"]])
  }

  @Test("Numbers that are no order are not followed, and that is said", arguments: ["0", "x", ""])
  func noOrder(number: String) throws {
    let text =
      "ordinal,speaker,text\n5,Ann Vale,First\n0,Bo Lind,Second\n\(number),Ann Vale,Third\n"
    let (transcripts, report) = try read(text, name: "2024-03-05.csv")
    #expect(transcripts[0].statements.map(\.paragraphs) == [["First"], ["Second"], ["Third"]])
    #expect(report.entries.contains { $0.severity == .warning && $0.line == 4 })
  }

  @Test("Notes are marks, those within the words once")
  func notes() throws {
    let text =
      "speaker,text,notes\nAnn Vale,Hello (laughter) all,\"(laughter)\n[Applause]\nThe chair left.\"\n"
    let statement = try read(text, name: "2024-03-05.csv").transcripts[0].statements[0]
    #expect(statement.paragraphs == ["Hello (laughter) all"])
    #expect(statement.marks.map(\.wording) == ["(laughter)", "[Applause]", "The chair left."])
    #expect(statement.marks.map(\.paragraph) == [0, 1, 1])
  }

  private static let times: [([String], [String], String)] = [
    (["0:05", "0:42", "14:30"], ["00:00:05.000", "00:00:42.000", "00:14:30.000"], ""),
    (["00:00:01", "00:10:00", "01:00:00"], ["00:00:01.000", "00:10:00.000", "01:00:00.000"], ""),
    (["0", "12.5", "90"], ["00:00:00.000", "00:00:12.500", "00:01:30.000"], ""),
    (["14:30", "14:31", "15:00"], ["14:30:00", "14:31:00", "15:00:00"], "14:30"),
    (["14:30:05", "14:31:10", "15:00:00"], ["14:30:05", "14:31:10", "15:00:00"], "14:30:05"),
    (["9:00", "9:05", "10:00"], ["09:00:00", "09:05:00", "10:00:00"], "09:00"),
    (["2:30 PM", "2:31 PM", "3 PM"], ["14:30:00", "14:31:00", "15:00:00"], "14:30"),
    (
      ["2024-03-05T14:30:00Z", "", "2024-03-05T14:31:00Z"], ["14:30:00", "", "14:31:00"], "14:30:00"
    ),
    (["23:50", "23:59", "0:10"], ["23:50:00", "23:59:00", "00:10:00"], "23:50"),
  ]

  @Test("A time is one of the recording where times ascend from its beginning", arguments: times)
  func timing(printed: [String], expected: [String], start: String) throws {
    let records = printed.enumerated().map { "Ann Vale,\"\($0.element)\",Words \($0.offset)\n" }
    let text = "speaker,time,text\n" + records.joined()
    let transcript = try read(text, name: "2024-03-05.csv").transcripts[0]
    #expect(transcript.statements.map { $0.timing?.start ?? "" } == expected)
    #expect(transcript.meeting.startTime == start)
  }

  private static let starts: [([String], [String], String)] = [
    (["0.0", "2.5"], ["00:00:00.000", "00:00:02.500"], "00:00:02.500"),
    (["700.0", "702.5"], ["00:11:40.000", "00:11:42.500"], "00:11:42.500"),
    (["00:12:10.000", "00:12:15.000"], ["00:12:10.000", "00:12:15.000"], "00:12:15.000"),
    (["12:10.5", "12:15"], ["00:12:10.500", "00:12:15.000"], "00:12:15.000"),
    (["14:30", "14:45"], ["14:30:00", "14:45:00"], "14:45:00"),
  ]

  @Test("A beginning is one of the recording unless it is hours and minutes", arguments: starts)
  func beginnings(printed: [String], expected: [String], end: String) throws {
    let text =
      "speaker,start,end,text\nAnn Vale,\(printed[0]),\(printed[1]),Hello\nBo Lind,\(printed[1]),,Thanks\n"
    let transcript = try read(text, name: "2024-03-05.csv").transcripts[0]
    #expect(transcript.statements.map { $0.timing?.start ?? "" } == expected)
    #expect(transcript.statements[0].timing?.end == end)
  }

  @Test("A time that is none is told")
  func noTime() throws {
    let text = "speaker,time,text\nAnn Vale,14:30,Hello\nBo Lind,later,Thanks\n"
    let (_, report) = try read(text, name: "2024-03-05.csv")
    #expect(report.entries.contains { $0.severity == .warning && $0.wording == "later" })
  }

  @Test("What the table does not say is asked for")
  func asking() throws {
    let dayless = try failure("speaker,text\nAnn Vale,Hello\n")
    #expect(dayless.code == .incomplete)
    #expect(dayless.asked == .date)
    let headless = try #require(throws: DocumentError.self) {
      try read("a,b\nAnn Vale,Hello\n", name: "x.csv", format: "table")
    }
    #expect(headless.asked == .columns)
    let wrong = try failure("date,speaker,text\nyesterday,Ann Vale,Hello\n")
    #expect(wrong.code == .malformed)
    #expect(wrong.line == 2)
    let many = try failure(
      "speaker,text\nAnn Vale,Hello\nBo Lind,Thanks\n", name: "2024-03-05.csv",
      options: ReadingOptions(maximumStatements: 1))
    #expect(many.code == .tooLarge)
  }
}

/// Tables whose heads do not say what their columns hold, and meetings of several days.
@Suite struct GivenColumnTests {
  private static let foreign =
    "Wer;Was;Tag;Amtlich\nAnn Vale;Guten Abend.;2024-03-05;Bürgermeisterin\nBo Lind;Danke.;2024-03-05;\n"

  static let given = [
    "speaker=Wer,text=Was,date=Tag", "speaker=wer, text=was", "speaker=1,text=2",
    "speaker=Wer,text=2,role=Amtlich", "text=Was,speaker=Wer,date=3",
  ]

  @Test("Columns that are named are read", arguments: given)
  func columns(given: String) throws {
    var options = ReadingOptions()
    options.columns = try TableHeads(given)
    let (transcripts, report) = try read(Self.foreign, name: "x.csv", options: options)
    #expect(report.format == "table")
    #expect(transcripts[0].statements.map(\.attribution.name) == ["Ann Vale", "Bo Lind"])
    #expect(transcripts[0].statements.map(\.paragraphs) == [["Guten Abend."], ["Danke."]])
    #expect(transcripts[0].meeting.date.description == "2024-03-05")
  }

  @Test("Other documents are read as before where columns are named")
  func others() throws {
    var options = ReadingOptions()
    options.columns = try TableHeads("speaker=Wer,text=Was")
    let text = "Council\n2024-03-05\n\nAnn Vale: Good evening.\n\nBo Lind: Thank you.\n"
    #expect(try read(text, options: options).transcripts[0].statements.count == 2)
  }

  @Test("A table whose columns are not known says what to do, with its head")
  func unknown() throws {
    for options in [ReadingOptions(), try Self.options("speaker=Who,text=What")] {
      let error = try #require(throws: DocumentError.self) {
        try read(Self.foreign, name: "x.csv", options: options)
      }
      #expect(error.asked == .columns && error.problem.contains("Wer;Was"))
    }
  }

  private static func options(_ columns: String) throws -> ReadingOptions {
    var options = ReadingOptions()
    options.columns = try TableHeads(columns)
    return options
  }

  @Test(
    "What is no mapping is refused",
    arguments: ["speaker", "speaker=", "who=Wer", "text=a,text=b", "", "speaker=Wer,"])
  func faults(text: String) {
    #expect(throws: TableHeads.Fault.self) { try TableHeads(text) }
  }

  @Test("A meeting of two days by its id is one, with the day of each statement")
  func twoDays() throws {
    let text =
      "meeting_id,title,date,ordinal,speaker,text\nm1,Council,2024-03-06,2,Ann Vale,Three.\nm1,Council,2024-03-05,0,Ann Vale,One.\nm1,Council,2024-03-05,1,Bo Lind,Two.\nm2,Council,2024-03-05,0,Ida Horn,Other.\n"
    let transcripts = try read(text, name: "x.csv").transcripts
    #expect(transcripts.map(\.statements.count) == [3, 1])
    let meeting = transcripts[0].meeting
    #expect(meeting.date.description == "2024-03-05")
    #expect(meeting.endDate?.description == "2024-03-06")
    #expect(
      transcripts[0].statements.map { "\($0.date) \($0.paragraphs[0])" } == [
        "2024-03-05 One.", "2024-03-05 Two.", "2024-03-06 Three.",
      ])
  }

  @Test(
    "Days of one id make the same meetings in any order of the file, and more than one is told",
    arguments: [["01", "10", "20"], ["01", "20", "10"], ["20", "10", "01"]])
  func threeDays(days: [String]) throws {
    let records = days.map { "m1,Council,2024-03-\($0),Ann Vale,Day \($0).\n" }.joined()
    let (transcripts, report) = try read(
      "meeting_id,title,date,speaker,text\n" + records, name: "x.csv")
    let found = transcripts.map { $0.statements.flatMap(\.paragraphs) }
    #expect(Set(found) == [["Day 01.", "Day 10."], ["Day 20."]])
    #expect(found[0].contains("Day \(days[0])."))
    #expect(
      report.entries.contains { $0.severity == .warning && $0.wording == "m1" && $0.line == 2 })
  }

  @Test("Parts of a meeting have no more statements together than one may have")
  func joinedLimit() throws {
    let text =
      "meeting_id,date,speaker,text\nm1,2024-03-05,Ann Vale,One.\nm1,2024-03-05,Bo Lind,Two.\nm1,2024-03-06,Ann Vale,Three.\n"
    let error = try #require(throws: DocumentError.self) {
      try read(text, name: "x.csv", options: ReadingOptions(maximumStatements: 2))
    }
    #expect(error.code == .tooLarge && error.line == 4 && error.problem.contains("m1"))
    #expect(
      try read(text, name: "x.csv", options: ReadingOptions(maximumStatements: 3)).transcripts.count
        == 1)
  }

  @Test("A table of this project keeps ids of meetings, and those of one title and day apart")
  func ownIDs() throws {
    let head = "id,meeting_id,title,place,date,ordinal,kind,speaker_id,label,name,role,text\n"
    let record = ",Council,Tarn,2024-03-05,0,speech,ann-vale,Ann Vale,Ann Vale,,The same words.\n"
    let text = head + "wh-1/a,wh-1" + record + "wh-2/a,wh-2" + record
    let transcripts = try read(text, name: "full.csv").transcripts
    #expect(transcripts.map(\.meeting.id) == ["wh-1", "wh-2"])
    #expect(transcripts.allSatisfy { $0.statements[0].id.hasPrefix($0.meeting.id + "/") })
    // What is no id stays a mere sign of what belongs together.
    let odd = try read(head + "x/a,a b" + record, name: "full.csv").transcripts
    #expect(odd.map(\.meeting.id) == ["2024-03-05-council"])
  }

  @Test("An id of days far apart is none of one meeting")
  func term() throws {
    let text =
      "session id,date,speaker,text\n9,2024-03-05,Ann Vale,One.\n9,2024-06-05,Ann Vale,Two.\n"
    #expect(try read(text, name: "x.csv").transcripts.count == 2)
  }

  private static let doubled = [
    "speaker,text,text", "speaker,text,transcript", "Speaker,Words,Text", "speaker,text,Text",
  ]

  @Test("Two columns of words are said, and the one is read that is named", arguments: doubled)
  func doubledHeads(head: String) throws {
    let text = "\(head)\nAnn Vale,Good evening.,Guten Abend.\nBo Lind,Thank you.,Danke.\n"
    let (transcripts, report) = try read(text, name: "2024-03-05.csv")
    #expect(
      statements(transcripts[0]) == [["Ann Vale", "Good evening."], ["Bo Lind", "Thank you."]])
    let warnings = report.entries.filter { $0.severity == .warning }
    #expect(warnings.count == 1 && warnings[0].explanation.contains("(2)"))
    #expect(warnings[0].explanation.contains("(3)"))
    var options = ReadingOptions()
    options.columns = try TableHeads("text=3")
    let (chosen, quiet) = try read(text, name: "2024-03-05.csv", options: options)
    #expect(statements(chosen[0]) == [["Ann Vale", "Guten Abend."], ["Bo Lind", "Danke."]])
    #expect(quiet.warningCount == 0)
  }

  private static let odd = [
    "sep=;\ndate;speaker;text\n2024-03-05;Ann Vale;One, two.\n2024-03-05;Bo Lind;Two.\n",
    "\n\r\n\ndate,speaker,text\n2024-03-05,Ann Vale,\"One, two.\"\n2024-03-05,Bo Lind,Two.\n",
    "session_date,Speaker,Speech\n2024-03-05,Ann Vale,\"One, two.\"\n2024-03-05,Bo Lind,Two.\n",
    "Name,Message,Timestamp\nAnn Vale,\"One, two.\",2024-03-05 10:00:00\nBo Lind,Two.,2024-03-05 10:00:05\n",
  ]

  @Test(
    "Heads behind blank lines or a stated delimiter, and days before times, are read",
    arguments: odd)
  func heads(table: String) throws {
    let transcript = try #require(try read(table, name: "x.csv").transcripts.first)
    #expect(statements(transcript) == [["Ann Vale", "One, two."], ["Bo Lind", "Two."]])
    #expect(transcript.meeting.date.description == "2024-03-05")
  }
}
