package import Transcripts
package import VerbatimClient

/// What a load test asks a live archive for: some of its meetings, statements and speakers, chosen by a
/// seed, so that the same archive and seed make the same requests.
package struct ArchiveSample: Sendable {
  /// Bounds that keep the sample quick to fetch, and large enough that a cache sees many keys.
  package struct Bounds: Sendable {
    package var meetings: UInt64 = 5000
    package var speakers: UInt64 = 5000
    /// Days that meetings are listed from where there are more of them.
    package var days = 50

    package init() {}
  }

  /// Meetings that statements, and speakers of large archives, are taken from; and statements of each.
  private static let sampledMeetings = 64
  private static let sampledStatements = 32
  private static let mostSpeakersOfMeeting: UInt64 = 100
  /// Statements of a meeting that those above are chosen among.
  private static let mostStatements: UInt64 = 500

  package var meetings: [Meeting]
  package var speakers: [Speaker]
  package var statementIDs: [String]

  package init(meetings: [Meeting], speakers: [Speaker], statementIDs: [String]) {
    self.meetings = meetings
    self.speakers = speakers
    self.statementIDs = statementIDs
  }

  /// Fetches a sample. What the mix does not need is not fetched. The work is bounded however large the
  /// archive is.
  package static func fetch(
    from client: ArchiveClient, for mix: Mix, seed: UInt64, bounds: Bounds = Bounds(),
    options: CallOptions
  ) async throws -> ArchiveSample {
    var sample = ArchiveSample(meetings: [], speakers: [], statementIDs: [])
    let workloads = Set(mix.entries.map(\.workload))
    var generator = SeededGenerator(seed: seed, stream: .max)
    sample.meetings = try await meetings(client, bounds, &generator, options)
    if !workloads.isDisjoint(with: [.listSpeakers, .streamStatements, .countStatements]) {
      sample.speakers = try await speakers(
        client, of: sample.meetings, bounds, &generator, options)
    }
    if workloads.contains(.getStatement) {
      for meeting in sample.meetings.shuffled(using: &generator).prefix(sampledMeetings) {
        var ids: [String] = []
        for try await statement in client.statementViews(
          matching: StatementFilter(meetingIDs: [meeting.id]), limit: mostStatements,
          options: options)
        {
          ids.append(statement.id)
        }
        sample.statementIDs += ids.shuffled(using: &generator).prefix(sampledStatements)
      }
    }
    return sample
  }

  /// All meetings; of a large archive those from some days on, drawn from all its years by how much was
  /// said in them.
  private static func meetings(
    _ client: ArchiveClient, _ bounds: Bounds, _ generator: inout SeededGenerator,
    _ options: CallOptions
  ) async throws -> [Meeting] {
    var found: [Meeting] = []
    for try await meeting in client.meetings(
      matching: MeetingQuery(limit: bounds.meetings), options: options)
    {
      found.append(meeting)
    }
    guard found.count == Int(bounds.meetings) else { return found }
    let years = try await client.count(by: .year, options: options).groups.compactMap { group in
      Int(group.key).map { (year: $0, count: Int(clamping: group.count)) }
    }
    let statements = years.reduce(0) { $0 + $1.count }
    guard statements > 0 else { return found }
    found = []
    var known: Set<String> = []
    for _ in 0..<bounds.days {
      var place = generator.index(below: statements)
      let year = years.first { year in
        place -= year.count
        return place < 0
      }
      let (month, day) = (1 + generator.index(below: 12), 1 + generator.index(below: 28))
      let from = year.flatMap { try? CalendarDate(year: $0.year, month: month, day: day) }
      let limit = max(1, bounds.meetings / UInt64(bounds.days))
      for try await meeting in client.meetings(
        matching: MeetingQuery(from: from, limit: limit), options: options)
      where known.insert(meeting.id).inserted {
        found.append(meeting)
      }
    }
    return found
  }

  /// All speakers; of a large archive those of some of the meetings.
  private static func speakers(
    _ client: ArchiveClient, of meetings: [Meeting], _ bounds: Bounds,
    _ generator: inout SeededGenerator, _ options: CallOptions
  ) async throws -> [Speaker] {
    var found: [Speaker] = []
    for try await speaker in client.speakers(
      matching: SpeakerQuery(limit: bounds.speakers), options: options)
    {
      found.append(speaker)
    }
    guard found.count == Int(bounds.speakers) else { return found }
    var known = Set(found.map(\.id))
    for meeting in meetings.shuffled(using: &generator).prefix(sampledMeetings) {
      for try await speaker in client.speakers(
        matching: SpeakerQuery(meetingID: meeting.id, limit: mostSpeakersOfMeeting),
        options: options)
      where known.insert(speaker.id).inserted {
        found.append(speaker)
      }
    }
    return found
  }

  /// What there is nothing of to ask for by a method of the mix; nil where nothing lacks.
  package func lack(for mix: Mix) -> String? {
    guard !meetings.isEmpty else {
      return "the archive holds no meeting: import some before a load test"
    }
    let workloads = mix.entries.map(\.workload)
    if statementIDs.isEmpty, workloads.contains(.getStatement) {
      return "get-statement asks for statements, and none of the meetings looked at has one, of "
        + "\(meetings.count) there are: leave it out of --mix"
    }
    let bySpeaker = workloads.filter {
      [.listSpeakers, .streamStatements, .countStatements].contains($0)
    }
    if speakers.isEmpty, !bySpeaker.isEmpty {
      return "\(bySpeaker.map(\.rawValue).joined(separator: ", ")) ask by speaker, and the archive "
        + "knows who speaks in none of its statements: choose other methods by --mix"
    }
    return nil
  }
}
