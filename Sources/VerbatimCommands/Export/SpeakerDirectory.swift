internal import Transcripts
internal import VerbatimClient

/// The speakers of a stream of statements, each given once: one list of them, and look-ups of those who
/// came into the archive since.
struct SpeakerDirectory {
  private var lookup: PatientLookup
  /// Whom to list before the first is given; nil to look each up, for few statements.
  private var query: SpeakerQuery?
  private var listed: [ExactText: Speaker] = [:]
  private var unknown: Set<ExactText> = []

  init(_ lookup: PatientLookup, matching query: SpeakerQuery?) {
    self.lookup = lookup
    self.query = query
  }

  /// Looks in this archive only from now on.
  mutating func keep(to archive: String) { lookup.archive = archive }

  /// The speakers of these ids, as far as the archive has them, in the order of the ids.
  mutating func take(
    _ ids: [String], isolation: isolated (any Actor)? = #isolation
  ) async throws -> [Speaker] {
    if let query = query.take() { listed = try await lookup.speakers(matching: query) }
    let missing = ids.filter { listed[text: $0] == nil && !unknown.contains($0) }
    if !missing.isEmpty {
      let found = try await lookup.speakers(matching: SpeakerQuery(ids: missing))
      for id in missing {
        // One that was merged into another is that other one, whom other statements may need.
        if let speaker = found[text: id], speaker.id.isExactly(id) {
          listed[text: id] = speaker
        } else {
          unknown.insert(id)
        }
      }
    }
    return ids.compactMap { listed.removeValue(forKey: ExactText($0)) }
  }

  /// Those of the list who were not given, by id.
  mutating func takeRest(isolation: isolated (any Actor)? = #isolation) async throws -> [Speaker] {
    if let query = query.take() { listed = try await lookup.speakers(matching: query) }
    defer { listed = [:] }
    return listed.values.sorted { $0.id.precedesExactly($1.id) }
  }
}
