import ReadingSupport
import Testing
import TranscriptReading

@testable import TextTranscripts
@testable import Transcripts

/// What pages of transcripts are known to trip readers with.
@Suite struct PageTrapTests {
  @Test("Voices without a name stay without one, and two in a row are two statements")
  func unnamedVoices() throws {
    let text = page([
      "President of Ostervald Aron Velt: Good day.", "Question: Who pays?", "Question: And when?",
      "Remark: We do.", "Response: Soon.", "Aron Velt: You have heard it.",
    ])
    let transcript = try read(text).transcripts[0]
    #expect(
      transcript.statements.map(\.attribution.certainty) == [
        .identified, .unnamed, .unnamed, .unnamed, .unnamed, .identified,
      ])
    #expect(transcript.statements[1...4].allSatisfy { $0.attribution.speakerID.isEmpty })
    #expect(Set(transcript.statements.map(\.id)).count == 6)
  }

  @Test("A question read aloud within an answer is the answer's")
  func readAloud() throws {
    let aloud = "Question: “How old is the ferry?” That is what Oda from Port Ennis writes."
    let text = page([
      "President of Ostervald Aron Velt: Good day.", "Question: Do people write to you?",
      "Aron Velt: They do.", aloud, "It is forty years old.",
    ])
    let transcript = try read(text).transcripts[0]
    #expect(
      statements(transcript).last == ["Aron Velt", "They do.", aloud, "It is forty years old."])
  }

  @Test("A label alone on its line opens the statement below it")
  func alone() throws {
    let text = page([
      "President of Ostervald Aron Velt:", "Good day.", "Ilse Brandvik:", "Good day to you.",
    ])
    #expect(
      try statements(read(text).transcripts[0]) == [
        ["President of Ostervald Aron Velt", "Good day."], ["Ilse Brandvik", "Good day to you."],
      ])
  }

  @Test("A title over two lines is one title, no-break spaces and all")
  func titleOverLines() throws {
    let text = page(
      title: "News conference following talks with Prime Minister\nof\u{A0}Calvera José Arániz",
      ["President of Ostervald Aron Velt: Good day."])
    #expect(
      try read(text).transcripts[0].meeting.title
        == "News conference following talks with Prime Minister of\u{A0}Calvera José Arániz")
  }

  @Test("Stars part the news above from the transcript")
  func stars() throws {
    let text = page([
      "Aron Velt said that the roads would be cleared.", "* * *",
      "Excerpts from transcript of the meeting", "President of Ostervald Aron Velt: Good day.",
      "Ilse Brandvik: Good day.",
    ])
    let transcript = try read(text).transcripts[0]
    #expect(transcript.statements.map(\.paragraphs) == [["Good day."], ["Good day."]])
    #expect(
      transcript.meeting.lead.contains("Aron Velt said that the roads would be cleared."))
  }

  @Test(
    "Elisions of every form become marks, by themselves and within words",
    arguments: ["<…>", "‹…›", "<… >", "‹…>", "<\u{A0}…\u{A0}>"])
  func elisions(form: String) throws {
    let text = page([
      "President of Ostervald Aron Velt: Good day.", form, "We go on \(form) until evening.",
    ])
    let statement = try read(text).transcripts[0].statements[0]
    #expect(statement.paragraphs == ["Good day.", "We go on \(form) until evening."])
    #expect(statement.marks.map(\.kind) == [.elision, .elision])
    #expect(statement.marks.map(\.paragraph) == [1, 1])
    #expect(statement.marks.map(\.length) == [0, UInt32(form.utf8.count)])
    #expect(statement.marks[1].offset == 9)
  }

  @Test("Words put in by editors are marked and stay where they are")
  func insertions() throws {
    let text = page(["President of Ostervald Aron Velt: They [the ferries] are old."])
    let statement = try read(text).transcripts[0].statements[0]
    #expect(statement.paragraphs == ["They [the ferries] are old."])
    #expect(statement.marks.map(\.kind) == [.insertion])
    #expect(statement.marks.map(\.wording) == ["[the ferries]"])
  }

  @Test(
    "Days are read whatever the form of their month, and places may be missing",
    arguments: [
      ("Sept. 3, 2019, Lindmark", "2019-09-03", nil, "", "Lindmark"),
      ("Sep 3, 2019", "2019-09-03", nil, "", ""),
      ("3 SEPTEMBER 2019, Lindmark", "2019-09-03", nil, "", "Lindmark"),
      ("September\u{A0}3,\u{A0}2019,\u{A0}Port Ennis", "2019-09-03", nil, "", "Port Ennis"),
      ("February 28 – March 2, 2020, Lindmark", "2020-02-28", "2020-03-02", "", "Lindmark"),
      ("28–29 February 2020, Lindmark", "2020-02-28", "2020-02-29", "", "Lindmark"),
      ("28 February – 2 March 2020, Lindmark", "2020-02-28", "2020-03-02", "", "Lindmark"),
      ("30 December 2018 – 2 January 2019", "2018-12-30", "2019-01-02", "", ""),
      ("December 30, 2018 – January 2, 2019, Ennis", "2018-12-30", "2019-01-02", "", "Ennis"),
      ("March 1, 2019, 17:05, Lindmark", "2019-03-01", nil, "17:05", "Lindmark"),
      ("2019-03-01, Lindmark", "2019-03-01", nil, "", "Lindmark"),
    ] as [(String, String, String?, String, String)])
  func days(line: String, date: String, end: String?, time: String, place: String) throws {
    let printed = try #require(PrintedDate(line))
    #expect(printed.date.description == date)
    #expect(printed.endDate?.description == end)
    #expect(printed.time == time)
    #expect(printed.place == place)
  }

  @Test(
    "News with colons holds no statement",
    arguments: [
      "The President spoke of three things: roads, ferries and schools.",
      "For more information: www.example.org/roads",
      "Members of the council: Nadia Rask, Tobias Rask, Jan Holt.",
      "Minister of Transport: Nadia Rask.",
      "Ilse Brandvik told the council: “The harbour is ready.”",
      "And to the people of Tarnhaven: a new school.",
      "As far as the Northern Gas Pipeline: it is built.",
      "Port of Ennis, especially its harbour: 40 ships.",
      "We’ve one more thing for Nadia Rask: the road.",
      "Accreditation: by post only.",
      "Tel.: 555 556.",
      "Broadcast: Channel One, 10:00.",
    ])
  func news(line: String) throws {
    let text = page(["The council met in Lindmark.", line, "It will meet again in March."])
    let transcript = try read(text).transcripts[0]
    #expect(transcript.statements.isEmpty, "\(statements(transcript))")
    #expect(transcript.meeting.lead.contains(line))
  }

  @Test("A name that is a small word elsewhere is a name with a capital")
  func smallWordNames() throws {
    let text = page([
      "President of Ostervald Aron Velt: Good day.", "President of Calvera To Lam: Good day.",
      "Aron Velt: Welcome.", "To Lam: Thank you.", "To the point: we are late.",
    ])
    let transcript = try read(text).transcripts[0]
    #expect(
      transcript.statements.map(\.attribution.name) == [
        "Aron Velt", "To Lam", "Aron Velt", "To Lam",
      ])
    #expect(transcript.statements[3].attribution.speakerID == "to-lam")
    #expect(transcript.statements[3].attribution.role == "President of Calvera")
    #expect(transcript.statements[3].paragraphs.count == 2)
  }

  @Test("Two people of one surname stay two where each is printed with a first name")
  func oneSurname() throws {
    let text = page([
      "President of Ostervald Aron Velt: Good day.", "Minister of Transport Nadia Rask: Good day.",
      "Governor of Hallin District Tobias Rask: Good day.", "Nadia Rask: The roads are open.",
    ])
    #expect(
      try read(text).transcripts[0].statements.map(\.attribution.speakerID) == [
        "aron-velt", "nadia-rask", "tobias-rask", "nadia-rask",
      ])
  }

  @Test("Characters that cannot be seen stay in the words and part no names")
  func invisible() throws {
    let text = page([
      "President of Ostervald Aron\u{A0}Velt:\u{A0}Good\u{AD} day\u{2060}.",
      "Ilse Brand\u{AD}vik\u{200B}: Good day.", "Ilse Brandvik: Once more.",
    ])
    let transcript = try read(text).transcripts[0]
    #expect(transcript.statements[0].paragraphs == ["Good\u{AD} day\u{2060}."])
    #expect(
      transcript.statements.map(\.attribution.speakerID) == [
        "aron-velt", "ilse-brandvik", "ilse-brandvik",
      ])
  }

  @Test("A word longer than any machine word is not looked for behind the end of its paragraph")
  func shortParagraphs() throws {
    // Paragraphs of every length up to some words of eight bytes, ASCII and not.
    for length in 1...40 {
      for letter in ["a", "é", "“"] {
        let words = "So " + String(repeating: letter, count: length)
        let text = page(["President of Ostervald Aron Velt: Good day.", words])
        #expect(try read(text).transcripts[0].statements[0].paragraphs == ["Good day.", words])
      }
    }
  }
}
