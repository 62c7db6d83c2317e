import People
import Protobuf
import Testing
import TranscriptReading
import Transcripts

@testable import Archive
@testable import ArchiveStorage
@testable import LastingArchive

@Suite("A lasting archive")
struct LastingArchiveTests {
  let file = TemporaryFile()

  @Test("is after a restart what it was before, however it came to be", arguments: 0..<40)
  func restart(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let pool = Int.random(in: 1...12, using: &random)
    for _ in 0..<3 {
      let before: Snapshot
      let sequence: UInt64
      do {
        let lasting = try file.start()
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          try lasting.put(
            randomTranscripts(Int.random(in: 1...6, using: &random), of: pool, using: &random))
        }
        before = lasting.archive.snapshot
        sequence = lasting.sequence
      }
      let after = try file.start()
      #expect(after.sequence == sequence)
      try expectSame(after.archive.snapshot, before)
    }
  }

  @Test("is what an archive in memory is of the same documents", arguments: 0..<20)
  func memory(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed) &+ 1_000)
    var transcripts = randomTranscripts(8, of: 1_000_000, using: &random)
    let memory = Archive()
    try memory.add(transcripts)
    transcripts.shuffle(using: &random)
    do {
      let lasting = try file.start()
      try lasting.put(transcripts)
      try expectSame(lasting.archive.snapshot, memory.snapshot)
    }
    try expectSame(try file.start().archive.snapshot, memory.snapshot, "after a restart")
  }

  @Test("takes what it has once, and revises what has changed")
  func idempotence() throws {
    let lasting = try file.start()
    let first = transcript("a", [("Ilse Brandvik", "Mayor", "Good morning.")])
    let second = transcript("a", [("Ilse Brandvik", "Mayor", "Good evening.")])
    #expect(try lasting.put([first]) == [.added])
    let fingerprint = lasting.archive.snapshot.archive
    #expect(try lasting.put([first]) == [.unchanged])
    #expect(lasting.archive.snapshot.archive == fingerprint)
    #expect(lasting.sequence == 1)
    #expect(try lasting.put([second, first, first]) == [.revised(2), .revised(3), .unchanged])
    #expect(try lasting.log() == ["1 added a 1", "2 revised a 2", "3 revised a 3"])
    #expect(try lasting.revisions(of: "a").map(\.revision) == [3, 2, 1])
    #expect(lasting.archive.snapshot.statementCount == 1)
  }

  @Test("learns of people from a document that says nothing else that is new")
  func people() throws {
    let meeting = transcript("a", [("Ilse Brandvik", "Mayor", "Good morning.")])
    var named = meeting
    named.speakers[0].names = [Speaker.Dated("Ilse Brandvik"), Speaker.Dated("Ilse B.")]
    let before: Snapshot
    do {
      let lasting = try file.start()
      #expect(try lasting.put([meeting]) == [.added])
      #expect(try lasting.put([named]) == [.unchanged])
      #expect(try lasting.put([named]) == [.unchanged])
      #expect(try lasting.log() == ["1 added a 1", "2 people a 1"])
      before = lasting.archive.snapshot
      #expect(before.speakers[0].names.contains("Ilse B."))
    }
    try expectSame(try file.start().archive.snapshot, before)
  }

  @Test("shows nothing that is not on the disk")
  func full() throws {
    let lasting = try file.open(ArchiveDatabase.Options(maximumByteCount: 400_000))
    try lasting.replay()
    try lasting.put([transcript("a", [("Ilse Brandvik", "Mayor", "Good morning.")])])
    let before = lasting.archive.snapshot
    let words = String(repeating: "word ", count: 200_000)
    let error = #expect(throws: StorageError.self) {
      try lasting.put([transcript("b", [("Tomás Herrera", "", words)])])
    }
    #expect(error?.code == .full)
    try expectSame(lasting.archive.snapshot, before)
    #expect(try lasting.put([transcript("c", [("Tomás Herrera", "", "Yes.")])]) == [.added])
    #expect(try lasting.log() == ["1 added a 1", "2 added c 1"])
  }

  @Test("is as it was when an import is given up")
  func givenUp() throws {
    struct GivenUp: Error {}
    let lasting = try file.start()
    #expect(throws: GivenUp.self) {
      try lasting.load(principal: "test") { recorder in
        var made = transcript("a", [("Ilse Brandvik", "Mayor", "Good morning.")])
        let words = try MeetingWords(checking: made, readFrom: "", in: MessageArena())
        _ = try recorder.append(valid: &made, words: words)
        throw GivenUp()
      }
    }
    #expect(lasting.archive.snapshot.meetingCount == 0)
    #expect(lasting.sequence == 0)
    #expect(try lasting.log() == [])
  }

  @Test("settles who is who anew when the keeper has decided otherwise, and back")
  func decisions() throws {
    let transcripts = [
      transcript("a", [("Ilse Brandvik", "Mayor", "One."), ("Ana Ruiz", "", "Two.")]),
      transcript(
        "b", [("I. Brandvik", "Mayor", "Three."), ("Ana Ruiz", "Clerk", "Four.")]),
    ]
    let merges = try SpeakerMerges(
      """
      merge i-brandvik -> ilse-brandvik
      split ana-ruiz "Clerk" -> ana-ruiz~clerk
      """)
    let (plain, decided) = (Archive(), Archive())
    try plain.add(transcripts)
    try decided.load(merges: merges) { loader in
      for transcript in transcripts { try loader.append(transcript) }
    }
    try file.start().put(transcripts)
    for _ in 0..<2 {
      try expectSame(try file.start(merges).archive.snapshot, decided.snapshot)
    }
    #expect(try file.start(merges).log() == ["1 added a 1", "2 added b 1", "3 people  0"])
    try expectSame(try file.start().archive.snapshot, plain.snapshot)
  }

  @Test("keeps meetings of one day apart whose ids are made of day and title, also of two imports")
  func madeIDs() throws {
    func made(_ file: String, _ text: String) -> Transcript {
      transcript("2031-05-12", file: file, statesID: false, [("Ana Ruiz", "", text)])
    }
    let lasting = try file.start()
    #expect(try lasting.put([made("morning.txt", "Good morning.")]) == [.added])
    #expect(try lasting.put([made("afternoon.txt", "Good afternoon.")]) == [.added])
    #expect(lasting.archive.snapshot.meetingCount == 2)
    #expect(
      try lasting.put([
        made("afternoon.txt", "Good afternoon."), made("morning.txt", "Good morning."),
      ]) == [.unchanged, .unchanged])
    #expect(try lasting.put([made("copy.txt", "Good morning.")]) == [.repeated])
    #expect(try lasting.put([made("morning.txt", "Good day.")]) == [.revised(2)])
    #expect(lasting.archive.snapshot.meetingCount == 2)
  }

  @Test("leaves somebody their id, before and after a restart, whose name another came to have")
  func contestedName() throws {
    let before: Snapshot
    do {
      let lasting = try file.start()
      for number in ["1", "2"] {
        try lasting.put([
          transcript(
            number, [("Tomás Herrera", "", "Good day, \(number).")],
            identifiers: ["Tomás Herrera": number])
        ])
      }
      before = lasting.archive.snapshot
    }
    let after = try file.start().archive.snapshot
    try expectSame(after, before)
    for snapshot in [before, after] {
      #expect(snapshot.speakers[0].id == "tomas-herrera")
      #expect(snapshot.speakers[1].id == "tomas-herrera~council-2")
    }
  }

  @Test("keeps a meeting's speakers by their ids in its tables")
  func speakerColumn() throws {
    do {
      try file.start().put([
        transcript("a", [("Tomás Herrera", "", "One.")], identifiers: ["Tomás Herrera": "1"]),
        transcript("b", [("Tomás Herrera", "", "Two.")], identifiers: ["Tomás Herrera": "2"]),
      ])
    }
    let lasting = try file.start()
    let speakers = lasting.archive.snapshot.speakers
    let ids = speakers.listing.map { speakers[$0].id }
    #expect(ids.count == 2)
    let query = try Connection(path: file.path, .readOnly).statement(
      "SELECT speaker_id FROM current_statements ORDER BY speaker_id")
    var column: [String] = []
    while try query.step() { column.append(query.text(0)) }
    #expect(column == ids.sorted())
  }
}
