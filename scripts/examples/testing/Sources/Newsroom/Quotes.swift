import VerbatimClient

/// What a newsroom asks an archive for.
public struct Quotes: Sendable {
  let client: ArchiveClient

  /// Quotes from the archive of a client.
  public init(client: ArchiveClient) { self.client = client }

  /// The first thing that a speaker said on a day, with the meeting's title; nil if there is none.
  public func first(by speakerID: String, on day: CalendarDate) async throws -> String? {
    let filter = StatementFilter(speakerIDs: [speakerID], from: day, to: day)
    for try await statement in client.statements(matching: filter, limit: 1) {
      let meeting = try await client.meeting(statement.meetingID)
      return "“\(statement.paragraphs.joined(separator: " "))” (\(meeting.title))"
    }
    return nil
  }
}
