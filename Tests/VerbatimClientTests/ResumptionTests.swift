import RPC
import Testing
import Transcripts
import VerbatimClient
import VerbatimTesting

struct ResumptionTests {
  /// More than the windows of a connection take, so that a stream is under way when its server ends.
  private static let transcripts = (0..<20).map { meeting in
    Transcript(
      id: "m\(meeting + 10)", title: "Meeting", date: "2031-03-04",
      turns: (0..<100).map { turn in
        ("Speaker \(turn % 7) of \(meeting)", String(repeating: "word \(turn) ", count: 800))
      })
  }

  @Test("a stream goes on where it broke when its server comes back")
  func goesOn() async throws {
    let archive = try await TestArchive(Self.transcripts)
    var ids: [String] = []
    for try await statement in archive.client.statements() {
      ids.append(statement.id)
      if ids.count == 3 { try await archive.restart() }
    }
    #expect(ids == Self.transcripts.flatMap { $0.statements.map(\.id) })
    await archive.stop()
  }

  /// What the archive has become when its server comes back.
  enum Change: CaseIterable {
    /// The statement that was received last is another.
    case placeGone
    /// Statements of the same ids have other words.
    case otherWords
    /// A meeting more, and everything else as it was.
    case oneMore
  }

  private static func changed(_ change: Change) -> [Transcript] {
    if change == .oneMore {
      return [
        Transcript(id: "z", title: "Meeting", date: "2031-03-04", turns: [("Aron Velt", "Hm.")])
      ]
    }
    return transcripts.map { transcript in
      var transcript = transcript
      for index in transcript.statements.indices {
        if change == .placeGone { transcript.statements[index].id += "-corrected" }
        transcript.statements[index].paragraphs = ["Other words."]
      }
      return transcript
    }
  }

  @Test("a stream never goes on in another archive than it began with", arguments: Change.allCases)
  func changed(_ change: Change) async throws {
    let archive = try await TestArchive(Self.transcripts)
    var last = ""
    do {
      for try await statement in archive.client.statements() {
        guard last.isEmpty else {
          last = statement.id
          continue
        }
        last = statement.id
        #expect(statement.paragraphs != ["Other words."])
        await archive.stop()
        try archive.add(Self.changed(change))
        try await archive.restart()
      }
      Issue.record("the answer looked complete")
    } catch let error as ArchiveChangedError {
      #expect(error.lastID == last)
      #expect(error.cause.code == .aborted)
      #expect(error.received > 0)
      #expect("\(error)".contains("archive changed"))
    }
    await archive.stop()
  }

  @Test("a search never goes on in another archive than it began with", arguments: Change.allCases)
  func changedSearch(_ change: Change) async throws {
    let archive = try await TestArchive(Self.transcripts)
    var received = 0
    do {
      for try await _ in archive.client.search("word", order: .oldest) {
        received += 1
        guard received == 1 else { continue }
        await archive.stop()
        try archive.add(Self.changed(change))
        try await archive.restart()
      }
      Issue.record("the answer looked complete")
    } catch let error as ArchiveChangedError {
      #expect(error.cause.code == .aborted)
      #expect(error.received == UInt64(received) && received > 0)
    }
    await archive.stop()
  }

  @Test("a search goes on when its server comes back with the same archive")
  func sameSearch() async throws {
    let archive = try await TestArchive(Array(Self.transcripts.prefix(3)))
    var received = 0
    for try await _ in archive.client.search("word", order: .oldest) {
      received += 1
      if received == 1 { try await archive.restart() }
    }
    #expect(received == 300)
    await archive.stop()
  }

  @Test("a page with a statement of nearly all that clients take leaves its text out, and says so")
  func largeHit() async throws {
    let long = String(repeating: "budget of the county ", count: 180_000) + "zebra"
    let archive = try await TestArchive([
      Transcript(
        id: "m", title: "Meeting", date: "2031-03-04",
        turns: [("Aron Velt", long), ("Bea Lund", "A zebra.")])
    ])
    var hits: [SearchHit] = []
    for try await hit in archive.client.search("zebra", order: .oldest) { hits.append(hit) }
    #expect(hits.map(\.isTextLeftOut) == [true, false])
    #expect(hits[0].statement.paragraphs.isEmpty && hits[0].statement.id == "m/0")
    #expect(hits[0].snippet.text.hasSuffix("zebra"))
    let whole = try await archive.client.statement(hits[0].statement.id)
    #expect(whole.paragraphs == [long])
    await archive.stop()
  }

  @Test("answers are put together from one archive by its fingerprint, or not at all")
  func together() async throws {
    let archive = try await TestArchive(Array(Self.transcripts.prefix(2)))
    let client = archive.client
    var statements = client.statements(limit: 1).makeAsyncIterator()
    #expect(statements.archive == nil)
    _ = try await statements.next()
    let fingerprint = try #require(statements.archive)
    var meetings = client.meetings(matching: MeetingQuery(archive: fingerprint))
      .makeAsyncIterator()
    #expect(try await meetings.next() != nil)
    #expect(meetings.archive == fingerprint)
    var nobody = client.speakers(matching: SpeakerQuery(name: "nobody", archive: fingerprint))
      .makeAsyncIterator()
    #expect(try await nobody.next() == nil)
    #expect(nobody.archive == fingerprint)
    try archive.add([Self.transcripts[2]])
    await #expect(throws: ArchiveChangedError.self) {
      for try await _ in client.meetings(matching: MeetingQuery(archive: fingerprint)) {}
    }
    await #expect(throws: ArchiveChangedError.self) {
      for try await _ in client.speakers(matching: SpeakerQuery(archive: fingerprint)) {}
    }
    await #expect(throws: ArchiveChangedError.self) {
      for try await _ in client.statements(archive: fingerprint) {}
    }
    await archive.stop()
  }

  @Test("pages of groups are of one archive, or not at all")
  func groups() async throws {
    // More than an answer holds.
    let archive = try await TestArchive(
      (0..<2).map { number in
        Transcript(
          id: "m\(number)", title: "Meeting", date: "2031-03-04",
          turns: (0..<5_100).map { ("Speaker \(number) of \($0)", "Yes.") })
      })
    var count: UInt64 = 0
    do {
      for try await _ in archive.client.groups(by: [.speaker]) {
        if count == 0 { try archive.add([Self.transcripts[0]]) }
        count += 1
      }
      Issue.record("the groups looked complete")
    } catch let error as ArchiveChangedError {
      #expect(error.received == count)
    }
    await archive.stop()
  }
}
