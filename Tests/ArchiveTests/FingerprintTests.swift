import ArchiveProtocol
import Testing
import Transcripts

@testable import Archive

@Suite("The archive's fingerprint") struct FingerprintTests {
  private static let transcripts = (0..<12).map { number in
    transcript(
      "m\(number)", on: "2023-08-\(10 + number % 4)", title: "Meeting \(number)",
      (0..<5).map { ("Speaker \(($0 * number) % 7)", "Words \($0) of \(number).") })
  }

  private func fingerprint(_ imports: [[Transcript]]) throws -> String {
    let archive = Archive()
    for transcripts in imports { try archive.add(transcripts) }
    return archive.snapshot.archive
  }

  @Test("The same documents give the same one, in any order")
  func order() throws {
    let expected = try fingerprint([Self.transcripts])
    #expect(expected.count == 32)
    var generator = SplitMix(state: 7)
    for _ in 0..<5 {
      #expect(try fingerprint([Self.transcripts.shuffled(using: &generator)]) == expected)
    }
    // What is as it was changes nothing.
    #expect(try fingerprint([Self.transcripts, Self.transcripts]) == expected)
  }

  @Test("It is known beforehand what it is, on every machine and in every run")
  func known() throws {
    #expect(try fingerprint([]) == String(repeating: "0", count: 32))
    let known = try fingerprint([[Self.transcripts[3]]])
    #expect(known == "72bb593e08e58c0a4ee0302dfc5f11eb")
  }

  @Test("Every change of what is served changes it")
  func changes() throws {
    var seen: Set<String> = [try fingerprint([Self.transcripts])]
    func expectOther(_ change: (inout [Transcript]) -> Void) throws {
      var transcripts = Self.transcripts
      change(&transcripts)
      #expect(seen.insert(try fingerprint([transcripts])).inserted)
    }
    try expectOther { _ = $0.popLast() }
    try expectOther { $0.append(transcript("n", [])) }
    try expectOther { _ = $0[5].statements.popLast() }
    try expectOther { $0[5].statements[2].paragraphs = ["Words 2 of 5!"] }
    try expectOther { $0[5].statements[2].id += "a" }
    try expectOther { $0[5].statements[2].date = day("2023-09-01") }
    try expectOther { $0[5].meeting.title = "Another" }
    try expectOther { $0[5].meeting.place = "Hall" }
    try expectOther { $0[5].speakers[1].name += " Junior" }
    try expectOther { $0[5].speakers[1].roles = [.init("Chair")] }
    try expectOther { $0[5].speakers[1].identifiers = [.init(scheme: "s", value: "1")] }
    try expectOther { transcripts in
      let words = transcripts[4].statements[0].paragraphs
      transcripts[4].statements[0].paragraphs = transcripts[4].statements[1].paragraphs
      transcripts[4].statements[1].paragraphs = words
    }
  }

  @Test("After any imports it is that of what is answered")
  func replaced() throws {
    let archive = Archive()
    try archive.add(Self.transcripts)
    for round in 0..<3 {
      try archive.add(
        Self.transcripts[round..<round + 4].map { transcript in
          var transcript = transcript
          transcript.statements[round].paragraphs.append("Corrected.")
          return transcript
        })
      let snapshot = archive.snapshot
      var expected = SetFingerprint()
      try snapshot.statements(StatementQuery()).forEach { expected.insert(.statement, $0) }
      try snapshot.meetings(MeetingQuery()).forEach { expected.insert(.meeting, $0) }
      #expect(snapshot.fingerprint == expected)
      #expect(snapshot.archive == expected.joined(with: snapshot.speakers.countedFingerprint).text)
    }
  }

  @Test("Queries that go on with another archive are refused, and say which field is at fault")
  func refused() throws {
    let archive = Archive()
    try archive.add(Self.transcripts)
    let (own, token) = (
      archive.snapshot.archive,
      try archive.snapshot.count(CountQuery(groupings: [.meeting], limit: 1)).nextPageToken
    )
    func run(_ snapshot: Snapshot) -> [QueryError?] {
      func error(_ body: () throws -> Void) -> QueryError? {
        do {
          try body()
          return nil
        } catch {
          return error as? QueryError
        }
      }
      return [
        error { _ = try snapshot.statementList(StatementQuery(afterID: "m4/1", archive: own)) },
        error { _ = try snapshot.meetingList(MeetingQuery(archive: own)) },
        error { _ = try snapshot.speakerList(SpeakerQuery(archive: own)) },
        error { _ = try snapshot.count(CountQuery(groupings: [.meeting], pageToken: token)) },
      ]
    }
    #expect(run(archive.snapshot) == [nil, nil, nil, nil])
    try archive.add([transcript("n", [])])
    let errors = run(archive.snapshot)
    #expect(errors.map(\.?.code) == [.aborted, .aborted, .aborted, .aborted])
    #expect(errors.map(\.?.field) == ["archive", "archive", "archive", "page_token"])
    #expect(errors.allSatisfy { $0?.message.contains(archive.snapshot.archive) == true })
  }

  @Test("Every bit of a member counts, whatever its length")
  func bits() {
    var seen: Set<SetFingerprint> = []
    for count in 0..<70 {
      var bytes = [UInt8](repeating: 0, count: count)
      func insert() {
        for kind in [SetFingerprint.Kind.statement, .meeting, .speaker] {
          var fingerprint = SetFingerprint()
          bytes.withUnsafeBytes { fingerprint.insert(kind, $0) }
          #expect(seen.insert(fingerprint).inserted)
        }
      }
      insert()
      for bit in 0..<count * 8 {
        bytes[bit >> 3] ^= 1 << UInt8(bit & 7)
        insert()
        bytes[bit >> 3] ^= 1 << UInt8(bit & 7)
      }
    }
  }
}
