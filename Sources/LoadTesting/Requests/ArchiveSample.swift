package import Transcripts
package import VerbatimClient

/// What a load test asks a live archive for: some of its meetings, statements and speakers, chosen by a
/// seed, so that the same archive and seed make the same requests.
package struct ArchiveSample: Sendable {
  /// Bounds that keep the sample quick to fetch, and large enough that a cache sees many keys.
  private static let mostMeetings: UInt64 = 5000
  private static let mostSpeakers: UInt64 = 5000
  /// Meetings that statements are taken from, and statements of each.
  private static let sampledMeetings = 64
  private static let sampledStatements = 32
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

  /// Fetches a sample. What the mix does not need is not fetched.
  package static func fetch(
    from client: ArchiveClient, for mix: Mix, seed: UInt64, options: CallOptions
  ) async throws -> ArchiveSample {
    var sample = ArchiveSample(meetings: [], speakers: [], statementIDs: [])
    let workloads = Set(mix.entries.map(\.workload))
    for try await meeting in client.meetings(
      matching: MeetingQuery(limit: mostMeetings), options: options)
    {
      sample.meetings.append(meeting)
    }
    if !workloads.isDisjoint(with: [.listSpeakers, .streamStatements, .countStatements]) {
      for try await speaker in client.speakers(
        matching: SpeakerQuery(limit: mostSpeakers), options: options)
      {
        sample.speakers.append(speaker)
      }
    }
    if workloads.contains(.getStatement) {
      var generator = SeededGenerator(seed: seed, stream: .max)
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

  /// Whether there is something to ask for by each method of the mix.
  package func serves(_ mix: Mix) -> Bool {
    mix.entries.allSatisfy {
      switch $0.workload {
      case .getStatement: !statementIDs.isEmpty
      case .getMeeting, .listMeetings: !meetings.isEmpty
      case .listSpeakers, .streamStatements, .countStatements: !speakers.isEmpty
      }
    }
  }
}
