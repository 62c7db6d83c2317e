internal import Archive
internal import ArchiveProtocol
internal import Dispatch
package import LastingArchive
internal import Protobuf
internal import RPC
internal import RPCServer
internal import Synchronization
internal import Transcripts

/// Tells those who follow an archive what happens to it.
///
/// What they are told is found on one thread for all of them, a bounded piece for each in turn, so that
/// neither a disk nor a change of many statements holds an event loop up, nor one of them the others for
/// long. A follower who reads slowly waits where it writes, and is found nothing meanwhile.
package final class Following: Sendable {
  /// What those who follow may cost.
  package struct Limits: Hashable, Sendable {
    /// How many may follow at once.
    package var maximumFollowers = 10_000
    /// How often one is told that nothing happens.
    package var heartbeat = Duration.seconds(15)

    package init() {}
  }

  package let lasting: LastingArchive
  private let limits: Limits
  private let queue = DispatchQueue(label: "verbatim.following")
  // Touched by `init` and `deinit` alone.
  private nonisolated(unsafe) let ticker: any DispatchSourceTimer
  private let idle = IdleFollowers()
  let report: @Sendable (any Error) -> Void
  private let eventCount = Atomic<UInt64>(0)
  private let refusalCount = Atomic<UInt64>(0)

  /// - Parameter report: Is told why the archive's file could not be read, which no client is told.
  package init(
    _ lasting: LastingArchive, limits: Limits = Limits(),
    report: @escaping @Sendable (any Error) -> Void = { _ in }
  ) {
    self.lasting = lasting
    self.limits = limits
    self.report = report
    ticker = DispatchSource.makeTimerSource(queue: queue)
    let interval = max(1, Int(limits.heartbeat / .milliseconds(1)))
    ticker.schedule(
      deadline: .now() + .milliseconds(interval), repeating: .milliseconds(interval))
    let (feed, idle) = (lasting.feed, idle)
    ticker.setEventHandler {
      // Whoever is not as far by now reads from the file: snapshots are not held for them.
      feed.dropSteps()
      idle.letGo()
      feed.wake()
    }
    ticker.resume()
  }

  deinit { ticker.cancel() }

  /// Events that were told, and followers that were refused, so far.
  package var counts: (events: UInt64, refusals: UInt64) {
    (eventCount.load(ordering: .relaxed), refusalCount.load(ordering: .relaxed))
  }

  /// How many follow.
  package var followerCount: Int { lasting.feed.followerCount }

  /// Nothing else will come: those who follow are told so.
  func end() { lasting.feed.end() }

  /// Tells what happens until the call ends.
  /// - Parameter permission: Is asked at each change and each heartbeat.
  nonisolated(nonsending) func tell(
    _ query: FollowQuery, _ responses: ResponseWriter<[UInt8]>,
    permission: CallPermission.Value?
  ) async throws {
    let feed = lasting.feed
    guard let wakeUps = feed.wakeUps(atMost: limits.maximumFollowers) else {
      refusalCount.add(1, ordering: .relaxed)
      throw RPCError(
        .resourceExhausted,
        "\(limits.maximumFollowers) follow already (maximum-followers); try again later")
    }
    // Its thread's, but for its place, which is looked at while nothing runs there for it.
    nonisolated(unsafe) let follower = try await run { [lasting, idle] in
      let follower = try Follower(lasting, query)
      idle.insert(follower)
      return follower
    }
    defer { queue.async { [idle] in idle.remove(follower) } }
    var isCaughtUpTold = false
    var lastAnswer = ContinuousClock.now
    func write(_ event: ArchiveEvent) async throws {
      try await responses.write(Self.message(of: event))
      lastAnswer = .now
    }
    for await _ in wakeUps {
      if let refusal = permission?() { throw refusal }
      // Most that wake have nothing to be told.
      var isCaughtUp = isCaughtUpTold && follower.place.sequence == lasting.sequence
      while !isCaughtUp {
        let next = try await run { [log = lasting.log, idle] in
          idle.note(follower)
          let (events, isCaughtUp) = try follower.next()
          return (try events.map { try Self.message(of: $0, log: log) }, isCaughtUp)
        }
        for message in next.0 {
          try await responses.write(message)
          lastAnswer = .now
        }
        eventCount.add(UInt64(next.0.count), ordering: .relaxed)
        if !next.0.isEmpty { isCaughtUpTold = false }
        isCaughtUp = next.1
      }
      let place = ChangePlace(log: lasting.log, sequence: follower.place.sequence)
      if !isCaughtUpTold {
        isCaughtUpTold = true
        try await write(ArchiveEvent(place: place, kind: .caughtUp))
      } else if ContinuousClock.now - lastAnswer >= limits.heartbeat * 0.75 {
        try await write(ArchiveEvent(place: place, kind: .heartbeat))
      }
    }
    throw RPCError(
      .unavailable, "the server is shutting down; go on behind the place of the last event")
  }

  /// Has the queue's thread do something.
  private nonisolated(nonsending) func run<Value>(
    _ body: sending @escaping () throws -> sending Value
  ) async throws -> sending Value {
    try await withCheckedThrowingContinuation { (waiting: CheckedContinuation<Value, any Error>) in
      // Run once, by one thread.
      nonisolated(unsafe) let body = body
      queue.async { [report] in
        do {
          nonisolated(unsafe) let value = try body()
          waiting.resume(returning: value)
        } catch let error as QueryError {
          waiting.resume(throwing: RPCError(error))
        } catch let error as RPCError {
          waiting.resume(throwing: error)
        } catch {
          report(error)
          waiting.resume(throwing: RPCError(.internalError, "the archive's file cannot be read"))
        }
      }
    }
  }

  private static func message(of event: ArchiveEvent) throws -> [UInt8] {
    let arena = MessageArena()
    return try withExtendedLifetime(arena) {
      Packing.bytes(of: try event.encode(into: arena))
    }
  }

  private static func message(of event: Follower.Event, log: String) throws -> [UInt8] {
    var told = ArchiveEvent(
      place: ChangePlace(log: log, sequence: event.sequence, part: event.part), kind: .added)
    var statement: FrameSlice?
    switch event.what {
    case .statement(.added(let slice), _): statement = slice
    case .statement(.revised(let slice), _): (told.kind, statement) = (.revised, slice)
    case .statement(.removed(let id), let meetingID):
      (told.kind, told.statementID, told.meetingID) = (.removed, id, meetingID)
    case .forgotten(let meetingID): (told.kind, told.meetingID) = (.forgotten, meetingID)
    case .settled: told.kind = .settled
    }
    let arena = MessageArena()
    return try withExtendedLifetime((arena, statement)) {
      Packing.bytes(of: try told.encode(statement?.message, into: arena))
    }
  }
}

/// Followers, and which of them were asked for nothing since the last look. Confined to the thread that finds
/// what they are told.
private final class IdleFollowers: @unchecked Sendable {
  // Sendable is sound: touched on one serial queue alone.
  private var followers: [ObjectIdentifier: (follower: Follower, isIdle: Bool)] = [:]

  func insert(_ follower: Follower) {
    followers[ObjectIdentifier(follower)] = (follower, isIdle: false)
  }

  func note(_ follower: Follower) { followers[ObjectIdentifier(follower)]?.isIdle = false }

  func remove(_ follower: Follower) { followers[ObjectIdentifier(follower)] = nil }

  /// Has those let go who were idle since the last call.
  func letGo() {
    for (id, entry) in followers {
      if entry.isIdle { entry.follower.letGo() }
      followers[id]!.isIdle = true
    }
  }
}
