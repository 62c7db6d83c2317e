import Archive
import Foundation
import Testing
import TranscriptReading
import Transcripts

@testable import VerbatimDaemon

@Suite("Documents of one day")
struct DocumentIdentityTests {
  let folder: TemporaryFolder
  let archive = Archive()

  init() throws { folder = try TemporaryFolder() }

  /// A text without a title.
  private func sitting(_ name: String, _ speaker: String, _ words: String) throws {
    try folder.write(
      name, "Date: 2031-03-01\n\n\(speaker): \(words)\n\nAda Berg: I see.\n\n\(speaker): Good.\n")
  }

  private init(folder: TemporaryFolder) { self.folder = folder }

  private func load(strict: Bool = false, threads: Int = 2) throws
    -> (report: LoadReport, told: [String])
  {
    var told: [String] = []
    let loader = DocumentLoader(options: ReadingOptions(), threads: threads) { event in
      func name(_ path: String?) -> String {
        path?.split(separator: "/").last.map(String.init) ?? ""
      }
      switch event {
      case .replaced(let id, let by, let earlier, let lost):
        told.append("\(id): \(name(by)) replaces \(name(earlier)), \(lost.statements)")
      case .repeated(let id, let document, let earlier):
        told.append("\(id): \(name(document)) repeats \(name(earlier))")
      case .keptApart(let id, let document, let earlier):
        told.append("\(id): \(name(document)) is apart from \(name(earlier))")
      case .alike(let id, let document, let earlierID, let earlier):
        told.append("\(id): \(name(document)) is like \(earlierID) of \(name(earlier))")
      case .unreadable(let error, _): told.append("\(error)")
      case .refused(_, let error), .refusedSpeaker(_, let error): told.append("\(error)")
      case .documentRead, .meetingTaken, .doubtful, .peopleSettled, .revised: break
      }
    }
    let found = try DocumentFinder(paths: [folder.path])
    return (try loader.load(found.documents, into: archive, isStrict: strict), told)
  }

  @Test("with other words, untitled, each is a meeting of its own, also with --strict")
  func otherWords() throws {
    try sitting("afternoon.txt", "Ilse Brandvik", "The afternoon begins.")
    try sitting("morning.txt", "Jon Aasen", "The morning begins.")
    let (report, told) = try load(strict: true)
    let pattern = #/(2031-03-01~[0-9a-z]{6}): morning\.txt is apart from afternoon\.txt/#
    let id = try #require(told.first?.wholeMatch(of: pattern)?.1, "\(told)")
    #expect(told.count == 1)
    #expect(report.meetingCount == 2)
    #expect(archive.snapshot.meetingCount == 2)
    #expect(archive.snapshot.statementCount == 6)
    #expect(archive.snapshot.speakerCount == 3)
    #expect(archive.snapshot.meeting(id: "2031-03-01") != nil)
    #expect(archive.snapshot.meeting(id: String(id)) != nil)
  }

  @Test("with the same words the later one is left out, and leaves no speakers behind")
  func sameWords() throws {
    try sitting("a.txt", "Jon Aasen", "The morning begins.")
    try sitting("b.txt", "Jon Aasen", "The morning begins.")
    try sitting("c.txt", "Ilse Brandvik", "The afternoon begins.")
    try sitting("d.txt", "Ilse Brandvik", "The afternoon begins.")
    let (report, told) = try load(strict: true)
    #expect(told[0] == "2031-03-01: b.txt repeats a.txt")
    #expect(told[1].hasSuffix(": c.txt is apart from a.txt"))
    #expect(told[2].hasSuffix(": d.txt repeats c.txt"))
    #expect(report.meetingCount == 2)
    #expect(report.repeatedMeetingCount == 2)
    #expect(archive.snapshot.meetingCount == 2)
  }

  @Test("with nearly the same words both are kept, and it is said that they may be one")
  func nearlySameWords() throws {
    let words = (0..<12).map { "Statement \($0) of the budget, its roads and all that is built." }
    func write(_ name: String, _ words: [String]) throws {
      let turns = words.enumerated().map { ["Ada Berg", "Jon Aasen"][$0 % 2] + ": " + $1 }
      try folder.write(name, "Date: 2031-03-01\n\n" + turns.joined(separator: "\n\n") + "\n")
    }
    try write("a.txt", words)
    let otherSigns = words.map {
      $0.replacing(", ", with: " \u{2014} ").replacing(".", with: "")
    }
    try write("b.txt", otherSigns)
    try write("c.txt", words.map { $0.replacing("Statement", with: "Paragraph") })
    let (report, told) = try load(strict: true)
    #expect(told.count == 3)
    #expect(told[0].hasSuffix(": b.txt is apart from a.txt"))
    #expect(told[1].hasSuffix(": b.txt is like 2031-03-01 of a.txt"))
    #expect(told[2].hasSuffix(": c.txt is apart from a.txt"))
    #expect(report.alikeMeetingCount == 1)
    #expect(report.meetingCount == 3)
  }

  @Test("sittings that begin and end with the same words are not taken for one")
  func formulaic() throws {
    let formulas = (0..<4).map { "Formula \($0), by which every sitting of this house is opened." }
    for name in ["a", "b", "c"] {
      let own = (0..<20).map { "Turn \($0) of \(name)." }
      let turns = (formulas + own).enumerated().map {
        ["Ada Berg", "Jon Aasen"][$0 % 2] + ": " + $1
      }
      try folder.write(
        "\(name).txt", "Date: 2031-03-01\n\n" + turns.joined(separator: "\n\n") + "\n")
    }
    #expect(try load().report.alikeMeetingCount == 0)
  }

  @Test("the ids are the same on each loading, whatever the number of threads")
  func stable() throws {
    for name in ["a", "b", "c", "d"] {
      try sitting("\(name).txt", "Jon Aasen", "Words of \(name).")
    }
    let first = try load().told
    #expect(first.count == 3)
    for threads in [1, 2, 4] {
      let again = DocumentIdentityTests(folder: folder)
      #expect(try again.load(threads: threads).told == first)
      #expect(again.archive.snapshot.meetingCount == 4)
    }
  }

  @Test("an id that the source states takes the earlier one's place: told, counted, no --strict")
  func stated() throws {
    try folder.write("a.jsonl", meetingLines("one", statements: 2))
    try folder.write("b.jsonl", meetingLines("one", statements: 5))
    try folder.write("c.jsonl", meetingLines("one", statements: 5))
    let error = #expect(throws: NotLoaded.self) { try load(strict: true) }
    #expect(error == NotLoaded(leftOutCount: 0, replacedMeetingCount: 1))
    #expect(archive.snapshot.meetingCount == 0)
    let (report, told) = try load()
    #expect(told == ["one: b.jsonl replaces a.jsonl, 2", "one: c.jsonl repeats b.jsonl"])
    #expect(report.meetingCount == 1)
    #expect(report.replacedMeetingCount == 1)
    #expect(report.repeatedMeetingCount == 1)
    #expect(archive.snapshot.statementCount == 5)
  }

  @Test(
    "a corrected export takes the earlier one's place, whatever was corrected",
    arguments: [
      (#""title":"Raods""#, #""title":"Roads""#), (#""place":"Hal""#, #""place":"Hall""#),
      (#""start":"10:00:00""#, #""start":"10:00:30""#), (#""offset":1"#, #""offset":0"#),
      (#""heading":"Bridgs""#, #""heading":"Bridges""#), (#""name":"A. Ro""#, #""name":"Ada Ro""#),
      (#""language":"de""#, #""language":"en""#), (#""fileName":"x""#, #""fileName":"y""#),
    ])
  func corrected(wrong: String, right: String) throws {
    let lines = """
      {"meeting":{"id":"m","title":"Raods","date":"2031-03-01","place":"Hal","language":"de","source":{"fileName":"x"},\
      "sections":[{"heading":"Bridgs","level":1}]},"speakers":[{"id":"ro","name":"A. Ro"}],\
      "id":"m/1","meetingId":"m","date":"2031-03-01","kind":"KIND_SPEECH",\
      "attribution":{"label":"Ro","speakerId":"ro","certainty":"CERTAINTY_IDENTIFIED"},\
      "paragraphs":["No [more]."],"timing":{"start":"10:00:00"},\
      "marks":[{"kind":"KIND_INSERTION","offset":1,"length":2,"wording":"w"}],"section":1}

      """
    try folder.write("a.jsonl", lines)
    try folder.write("b.jsonl", lines.replacing(wrong, with: right))
    try folder.write("c.jsonl", lines.replacing(wrong, with: right))
    #expect(throws: NotLoaded.self) { try load(strict: true) }
    let (report, told) = try load()
    #expect(told == ["m: b.jsonl replaces a.jsonl, 1", "m: c.jsonl repeats b.jsonl"])
    #expect(report.failureCount == 1)
    #expect(archive.snapshot.meetingCount == 1)
  }

  /// A meeting of one statement as an export has it, and somebody beside it who has said nothing.
  private func export(_ id: String = "m", speaker: String = "ro", silent: [String] = []) -> String {
    let own = """
      {"meeting":{"id":"\(id)","title":"Roads","date":"2031-03-01"},"speakers":[{"id":"\(speaker)",\
      "name":"Ada Ro"}],"id":"\(id)/1","meetingId":"\(id)","date":"2031-03-01","kind":"KIND_SPEECH",\
      "attribution":{"label":"Ro","speakerId":"\(speaker)","certainty":"CERTAINTY_IDENTIFIED"},\
      "paragraphs":["No."]}

      """
    return silent.reduce(own) { $0 + #"{"speakers":[{"id":"\#($1)","name":"Cai \#($1)"}]}"# + "\n" }
  }

  @Test("those who have said nothing are kept where the meeting that they come with is not")
  func bystanders() throws {
    try folder.write("a.jsonl", export(silent: ["wen"]))
    // The same meeting again, and one that cannot be kept.
    try folder.write("b.jsonl", export())
    try folder.write(
      "c.jsonl", export("n", speaker: String(repeating: "x", count: 129), silent: ["li"]))
    let (report, told) = try load()
    #expect(told.first == "m: b.jsonl repeats a.jsonl")
    #expect(told.count == 2)
    #expect(report.replacedMeetingCount == 0)
    #expect(report.refusedMeetingCount == 1)
    for id in ["ro", "wen", "li"] { #expect(archive.snapshot.speaker(id: id) != nil, "\(id)") }
  }

  @Test("more have said nothing than a meeting may have speakers, and all are kept")
  func manyBystanders() throws {
    try folder.write("a.jsonl", export(silent: (0..<10_001).map { "s\($0)" }))
    let (report, told) = try load(strict: true)
    #expect(told == [])
    #expect(report.meetingCount == 1)
    #expect(archive.snapshot.speakerCount == 10_002)
  }

  @Test("somebody who has said nothing and cannot be kept is told, and not allowed by --strict")
  func unusableBystander() throws {
    try folder.write("a.jsonl", export(silent: [String(repeating: "x", count: 129), "li"]))
    let (report, told) = try load()
    #expect(report.refusedSpeakerCount == 1)
    #expect(told.count == 1)
    #expect(archive.snapshot.speaker(id: "li") != nil)
    #expect(throws: NotLoaded.self) { try load(strict: true) }
  }
}
