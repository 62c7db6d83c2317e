import ArchiveProtocol
import ArchiveStorage
import Testing
import Transcripts

@testable import Archive
@testable import LastingArchive

@Suite struct FollowerTests {
  /// Somebody who keeps what a follower is told.
  private struct Copy {
    var statements: [String: [UInt8]] = [:]
    var place = ChangePlace()
    /// What was told, in words.
    var told: [String] = []

    mutating func take(_ event: Follower.Event, _ log: String) {
      place = ChangePlace(log: log, sequence: event.sequence, part: event.part)
      switch event.what {
      case .statement(.added(let slice), _):
        let id = Self.id(slice)
        #expect(statements[id] == nil, "\(id) is added twice")
        statements[id] = Array(slice.message)
        told.append("+\(id)")
      case .statement(.revised(let slice), _):
        let id = Self.id(slice)
        #expect(statements[id] != nil, "\(id) is revised and was not there")
        statements[id] = Array(slice.message)
        told.append("~\(id)")
      case .statement(.removed(let id), _):
        #expect(statements.removeValue(forKey: id) != nil, "\(id) is removed and was not there")
        told.append("-\(id)")
      case .forgotten(let meetingID):
        statements = statements.filter { !$0.key.hasPrefix(meetingID + "/") }
        told.append("!\(meetingID)")
      case .settled: told.append("?")
      }
    }

    static func id(_ slice: FrameSlice) -> String {
      String(decoding: Frame.firstField(slice.frame.baseAddress!), as: UTF8.self)
    }

    /// Takes all that there is.
    mutating func takeAll(_ follower: Follower, _ log: String) throws {
      while true {
        let (events, isCaughtUp) = try follower.next()
        for event in events { take(event, log) }
        guard !isCaughtUp else { return }
      }
    }
  }

  private func statements(
    _ snapshot: Snapshot, _ filter: StatementFilter = StatementFilter()
  ) throws -> [String: [UInt8]] {
    var all: [String: [UInt8]] = [:]
    try snapshot.statements(StatementQuery(filter: filter)).forEach { frame in
      let slice = FrameSlice(owner: snapshot, frame: frame)
      all[Copy.id(slice)] = Array(slice.message)
    }
    return all
  }

  @Test("What is imported is told from now on, and what was there before is not")
  func fromNow() throws {
    let file = TemporaryFile()
    let lasting = try file.start()
    try lasting.put([transcript("m1", [("Ana Ruiz", "", "One.")])])
    let follower = try Follower(lasting, FollowQuery())
    var copy = Copy()
    try copy.takeAll(follower, lasting.log)
    #expect(copy.told == [])
    try lasting.put([transcript("m2", [("Ana Ruiz", "", "Two."), ("Ilse Brandvik", "", "Three.")])])
    try copy.takeAll(follower, lasting.log)
    #expect(copy.told == ["+m2/0", "+m2/1"])
    #expect(follower.place == (2, 0))
  }

  @Test("From the beginning everything that is there is told first")
  func fromTheBeginning() throws {
    let file = TemporaryFile()
    let lasting = try file.start()
    try lasting.put([transcript("m1", [("Ana Ruiz", "", "One.")])])
    try lasting.put([transcript("m2", [("Ana Ruiz", "", "Two.")])])
    var copy = Copy()
    try copy.takeAll(Follower(lasting, FollowQuery(after: ChangePlace())), lasting.log)
    #expect(copy.told == ["+m1/0", "+m2/0"])
  }

  @Test("Of a meeting that was revised only what is otherwise is told", arguments: [true, false])
  func revised(isClose: Bool) throws {
    let file = TemporaryFile()
    let lasting = try file.start()
    try lasting.put([
      transcript("m1", [("Ana Ruiz", "", "A."), ("Ana Ruiz", "", "B."), ("Ana Ruiz", "", "C.")])
    ])
    let begin = ChangePlace(log: lasting.log, sequence: 1)
    // One who is there has both snapshots; one who comes later reads how it was from the file.
    let wakeUps = isClose ? lasting.feed.wakeUps(atMost: 1) : nil
    let follower = try Follower(lasting, FollowQuery(after: begin))
    var copy = Copy()
    copy.statements = try statements(lasting.archive.snapshot)
    try lasting.put([transcript("m1", [("Ana Ruiz", "", "A."), ("Ana Ruiz", "", "Changed.")])])
    #expect((lasting.feed.step(behind: 1) != nil) == isClose)
    try copy.takeAll(follower, lasting.log)
    #expect(copy.told == ["-m1/2", "~m1/1"])
    #expect(copy.statements == (try statements(lasting.archive.snapshot)))
    withExtendedLifetime(wakeUps) {}
  }

  @Test("A filter lets through what begins to match and tells of what ceases to")
  func filtered() throws {
    let file = TemporaryFile()
    let lasting = try file.start()
    try lasting.put([
      transcript("m1", [("Ana Ruiz", "", "The harbour."), ("Ana Ruiz", "", "A road.")])
    ])
    let harbour = StatementFilter(words: "harbour")
    var copy = Copy()
    copy.statements = try statements(lasting.archive.snapshot, harbour)
    let follower = try Follower(
      lasting, FollowQuery(filter: harbour, after: ChangePlace(log: lasting.log, sequence: 1)))
    try lasting.put([
      transcript("m1", [("Ana Ruiz", "", "The bridge."), ("Ana Ruiz", "", "The harbour road.")])
    ])
    try lasting.put([transcript("m2", [("Ana Ruiz", "", "Nothing of that.")])])
    try copy.takeAll(follower, lasting.log)
    #expect(copy.told == ["-m1/0", "+m1/1"])
    #expect(follower.place == (3, 0))
  }

  @Test("How a meeting was is told to be forgotten where that revision is no longer kept")
  func forgotten() throws {
    let file = TemporaryFile()
    let lasting = try file.open(ArchiveDatabase.Options(keptRevisions: 1))
    try lasting.replay()
    try lasting.put([transcript("m1", [("Ana Ruiz", "", "A.")])])
    var copy = Copy()
    try copy.takeAll(Follower(lasting, FollowQuery(after: ChangePlace())), lasting.log)
    try lasting.put([transcript("m1", [("Ana Ruiz", "", "B.")])])
    try lasting.put([transcript("m1", [("Ana Ruiz", "", "C.")])])
    try copy.takeAll(Follower(lasting, FollowQuery(after: copy.place)), lasting.log)
    #expect(copy.told == ["+m1/0", "!m1", "+m1/0"])
    #expect(copy.statements == (try statements(lasting.archive.snapshot)))
  }

  @Test(
    "Of a meeting that is deleted every statement is told to be gone", arguments: [true, false])
  func deleted(isClose: Bool) throws {
    let file = TemporaryFile()
    let lasting = try file.start()
    try lasting.put([transcript("m1", [("Ana Ruiz", "", "A."), ("Ana Ruiz", "", "B.")])])
    let wakeUps = isClose ? lasting.feed.wakeUps(atMost: 1) : nil
    let begin = ChangePlace(log: lasting.log, sequence: 1)
    let follower = try Follower(lasting, FollowQuery(after: begin))
    var copy = Copy()
    copy.statements = try statements(lasting.archive.snapshot)
    try lasting.load(principal: "test") { _ = try $0.delete("m1") }
    try copy.takeAll(follower, lasting.log)
    #expect(copy.told == ["-m1/0", "-m1/1"])
    withExtendedLifetime(wakeUps) {}
  }

  @Test("A place of another archive, or of a change that this one has not had, is refused")
  func otherPlaces() throws {
    let file = TemporaryFile()
    let lasting = try file.start()
    func refusal(_ place: ChangePlace) -> QueryError? {
      do throws(QueryError) {
        _ = try Follower(lasting, FollowQuery(after: place))
        return nil
      } catch {
        return error
      }
    }
    #expect(refusal(ChangePlace(log: "other", sequence: 0))?.code == .aborted)
    #expect(refusal(ChangePlace(log: lasting.log, sequence: 1))?.code == .aborted)
    #expect(refusal(ChangePlace(log: "", sequence: 1))?.code == .aborted)
    #expect(refusal(ChangePlace(part: 1))?.field == "after.part")
    #expect(refusal(ChangePlace(log: lasting.log, sequence: 0)) == nil)
  }

  @Test("A filter that makes no sense is refused at once")
  func wrongFilter() throws {
    let file = TemporaryFile()
    let lasting = try file.start()
    #expect(throws: QueryError.self) {
      try Follower(lasting, FollowQuery(filter: StatementFilter(words: "\"open")))
    }
  }

  @Test("Broken off anywhere and gone on with, nothing is missed and nothing told twice")
  func resumed() throws {
    let file = TemporaryFile()
    let lasting = try file.start()
    let long = (0..<300).map { ("Ana Ruiz", "", "Words \($0).") }
    try lasting.put([transcript("m1", long)])
    try lasting.put([transcript("m2", [("Ana Ruiz", "", "Two.")])])
    try lasting.put([transcript("m1", long.map { ($0.0, $0.1, $0.2 + " Again.") })])
    var whole = Copy()
    try whole.takeAll(Follower(lasting, FollowQuery(after: ChangePlace())), lasting.log)
    #expect(whole.told.count == 601)
    var random = SplitMix(state: 7)
    var copy = Copy()
    while copy.told.count < whole.told.count {
      let follower = try Follower(lasting, FollowQuery(after: copy.place))
      for event in try follower.next().events.prefix(Int.random(in: 1...150, using: &random)) {
        copy.take(event, lasting.log)
      }
    }
    #expect(copy.told == whole.told)
    #expect(copy.statements == (try statements(lasting.archive.snapshot)))
  }

  @Test(
    "Who lets go between any two answers is told the same, with and without what is in memory",
    arguments: [true, false])
  func lettingGo(isClose: Bool) throws {
    let file = TemporaryFile()
    let lasting = try file.start()
    let wakeUps = isClose ? lasting.feed.wakeUps(atMost: 1) : nil
    let long = (0..<600).map { ("Ana Ruiz", "", "Words \($0).") }
    try lasting.put([transcript("m1", long)])
    try lasting.put([transcript("m1", long.map { ($0.0, $0.1, $0.2 + " Again.") })])
    try lasting.put([transcript("m2", [("Ana Ruiz", "", "Two.")])])
    var whole = Copy()
    try whole.takeAll(Follower(lasting, FollowQuery(after: ChangePlace())), lasting.log)
    #expect(whole.told.count == 1201)
    var copy = Copy()
    let follower = try Follower(lasting, FollowQuery(after: ChangePlace()))
    var isCaughtUp = false
    while !isCaughtUp {
      let next = try follower.next()
      for event in next.events { copy.take(event, lasting.log) }
      isCaughtUp = next.isCaughtUp
      follower.letGo()
    }
    #expect(copy.told == whole.told)
    withExtendedLifetime(wakeUps) {}
  }

  @Test("A place behind the end of its change is refused")
  func behindTheEnd() throws {
    let file = TemporaryFile()
    let lasting = try file.start()
    try lasting.put([transcript("m1", [("Ana Ruiz", "", "One."), ("Ana Ruiz", "", "Two.")])])
    let place = ChangePlace(log: lasting.log, sequence: 1, part: 3)
    let error = #expect(throws: QueryError.self) {
      try Follower(lasting, FollowQuery(after: place)).next()
    }
    #expect(error?.code == .aborted)
  }

  @Test(
    "Whatever is imported, and however often it breaks off, a copy is what the archive answers with",
    arguments: 0..<40)
  func random(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    let file = TemporaryFile()
    let kept = [nil, 1, 2][seed % 4 % 3]
    func start() throws -> LastingArchive {
      let lasting = try file.open(ArchiveDatabase.Options(keptRevisions: kept))
      try lasting.replay()
      return lasting
    }
    var lasting: LastingArchive? = try start()
    let filter = [
      StatementFilter(), StatementFilter(from: CalendarDate(daysSinceEpoch: 22_002)!),
      StatementFilter(words: "words -4"),
    ][seed % 3]
    var copy = Copy()
    var follower: Follower?
    var wakeUps: AsyncStream<Void>?
    func follow() throws {
      follower = try Follower(lasting!, FollowQuery(filter: filter, after: copy.place))
      wakeUps = lasting!.feed.wakeUps(atMost: 1)
    }
    try follow()
    for step in 0..<30 {
      switch Int.random(in: 0..<8, using: &random) {
      case 0:
        // The server is killed and started again.
        (follower, wakeUps, lasting) = (nil, nil, nil)
        lasting = try start()
        try follow()
      case 1: lasting!.feed.dropSteps()
      case 2:
        let events = try follower!.next().events
        for event in events.prefix(Int.random(in: 0...3, using: &random)) {
          copy.take(event, lasting!.log)
        }
        wakeUps = nil
        try follow()
      case 3:
        try lasting!.load(principal: "test") {
          _ = try $0.delete("m\(Int.random(in: 0..<5, using: &random))")
        }
      default:
        try lasting!.put(
          randomTranscripts(Int.random(in: 1...4, using: &random), of: 5, using: &random))
      }
      if step % 3 == 0 { try copy.takeAll(follower!, lasting!.log) }
    }
    try copy.takeAll(follower!, lasting!.log)
    let now = try statements(lasting!.archive.snapshot, filter)
    #expect(copy.statements.keys.sorted() == now.keys.sorted(), "seed \(seed)")
    #expect(copy.statements == now, "seed \(seed)")
    withExtendedLifetime(wakeUps) {}
  }
}
