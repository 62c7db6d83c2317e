internal import Transcripts
internal import VerbatimClient

/// Looks single things up in the midst of a stream, as patiently as the stream itself is taken up again:
/// a server that is restarted costs time and nothing else.
struct PatientLookup {
  let client: ArchiveClient
  let options: CallOptions
  /// The only archive to look in, by its fingerprint; empty for any.
  var archive = ""

  var patience: Patience { Patience(client.resumption) }

  /// A meeting; nil when it left the archive.
  func meeting(
    _ id: String, isolation: isolated (any Actor)? = #isolation
  ) async throws -> Meeting? {
    var patience = patience
    while true {
      do {
        let query = MeetingQuery(ids: [id], archive: archive)
        for try await meeting in client.meetings(matching: query, options: options) {
          return meeting
        }
        return nil
      } catch let error as RPCError where error.code == .unavailable {
        try await patience.wait(after: error)
      }
    }
  }

  /// All speakers that a query is for, by their ids.
  func speakers(
    matching query: SpeakerQuery, isolation: isolated (any Actor)? = #isolation
  ) async throws -> [ExactText: Speaker] {
    var patience = patience
    var query = query
    query.archive = archive
    while true {
      do {
        var speakers: [ExactText: Speaker] = [:]
        for try await speaker in client.speakers(matching: query, options: options) {
          speakers[text: speaker.id] = speaker
        }
        return speakers
      } catch let error as RPCError where error.code == .unavailable {
        try await patience.wait(after: error)
      }
    }
  }
}

/// Waits between attempts, longer each time.
struct Patience {
  private let resumption: Resumption
  private var failures = 0

  init(_ resumption: Resumption) { self.resumption = resumption }

  /// Waits before a further attempt; throws the error when there were enough.
  mutating func wait(
    after error: RPCError, isolation: isolated (any Actor)? = #isolation
  ) async throws {
    guard failures < resumption.maximumAttempts else { throw error }
    try await Task.sleep(for: resumption.firstDelay * (1 << min(failures, 16)))
    failures += 1
  }
}
