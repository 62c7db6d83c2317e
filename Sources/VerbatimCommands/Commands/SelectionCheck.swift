internal import RPCClient
internal import TranscriptOutput
internal import Transcripts
internal import VerbatimClient

/// Looks at what is asked for before anything is streamed: whom typed names fit, and which ids and places
/// the archive does not have. Says so where a name fits several people or a value fits nothing.
struct SelectionCheck {
  /// Of people whom a name fits, so many are listed.
  private static let listed = 10

  let client: ArchiveClient
  let options: CallOptions
  let console: Console

  /// Throws when all values of an option fit nothing, so that nothing can match.
  /// - Parameter words: What is searched for; empty means anything.
  func check(_ selection: StatementSelection, words: String) async throws {
    for line in SearchAdvice.lines(for: words) { console.say(line) }
    try await checkSpeakers(selection)
    let meetings =
      selection.meeting.isEmpty
      ? [:] : try await client.meetings(ids: selection.meeting, options: options)
    try tell(
      selection.meeting.filter { meetings[$0] == nil }, of: selection.meeting.count,
      "no meeting has the id", "see `verbatim meetings` for those there are")
    var places: [String] = []
    for place in selection.place where try await !isKnown(place: place) { places.append(place) }
    try tell(
      places, of: selection.place.count, "no meeting's place fits",
      "see `verbatim count --by place` for those there are")
  }

  private func checkSpeakers(_ selection: StatementSelection) async throws {
    var unknown: [String] = []
    for name in selection.speaker {
      let people = try await people(named: name)
      if people.isEmpty { unknown.append(try await hint(to: name)) }
      if people.count > 1 { console.say(Self.note(name, people)) }
    }
    let known =
      selection.speakerID.isEmpty
      ? [:] : try await client.speakers(ids: selection.speakerID, options: options)
    let ids = selection.speakerID.filter { known[$0] == nil }
    var named: [String] = []
    for id in ids.prefix(Self.listed) {
      let people = try await people(named: id)
      if !people.isEmpty {
        named.append("“\(id)” is a name, of \(Self.list(people)): --speaker takes names")
      }
    }
    let isHopeless =
      unknown.count + ids.count == selection.speaker.count + selection.speakerID.count
    var messages: [String] = []
    if !unknown.isEmpty {
      messages.append(
        unknown.prefix(Self.listed).joined(separator: ", ")
          + (unknown.count > Self.listed ? " and \(unknown.count - Self.listed) others" : "")
          + ": see `verbatim speakers` for the names there are")
    }
    if !ids.isEmpty {
      messages.append(
        "no speaker has the id \(Self.quoted(ids)): "
          + (named.isEmpty
            ? "see `verbatim speakers` for those there are" : named.joined(separator: "; ")))
    }
    guard !messages.isEmpty else { return }
    let message = messages.joined(separator: "; ")
    if isHopeless { throw CommandFailure(.nothingFound, message) }
    console.say(message)
  }

  private func tell(
    _ unknown: [String], of count: Int, _ problem: String, _ remedy: String
  ) throws {
    guard !unknown.isEmpty else { return }
    let message = "\(problem) \(Self.quoted(unknown)): \(remedy)"
    if unknown.count == count { throw CommandFailure(.nothingFound, message) }
    console.say(message)
  }

  private static func quoted(_ values: [String]) -> String {
    let shown = values.prefix(listed).map { "“\($0)”" }.joined(separator: ", ")
    return values.count > listed ? "\(shown) and \(values.count - listed) others" : shown
  }

  private func isKnown(place: String) async throws -> Bool {
    let query = MeetingQuery(places: [place], limit: 1)
    for try await _ in client.meetings(matching: query, options: options) { return true }
    return false
  }

  /// A name that fits nobody, with those whom its last word fits: titles and roles are no part of names.
  private func hint(to name: String) async throws -> String {
    let words = name.split(separator: " ")
    let unknown = "“\(name)” fits no speaker"
    if words.count > 1, let last = words.last.map(String.init) {
      let people = try await people(named: last)
      if !people.isEmpty { return "\(unknown), but “\(last)” does \(Self.list(people))" }
    }
    let near = try await speakers(withNamesLike: name)
    return near.isEmpty ? unknown : "\(unknown); is it \(Self.list(near))?"
  }

  private static func list(_ people: [Speaker]) -> String {
    people.prefix(listed).map { "\(ShownName.text($0.name)) (\($0.id))" }.joined(separator: ", ")
      + (people.count > listed ? " and others" : "")
  }

  /// Speakers whose names have a word near each word of one that is typed wrongly.
  private func speakers(withNamesLike name: String) async throws -> [Speaker] {
    let wanted = FoldedText(name).words.map { Array(String($0)) }
    guard !wanted.isEmpty, wanted.count <= 8 else { return [] }
    var found: [(distance: Int, speaker: Speaker)] = []
    let query = SpeakerQuery(limit: Self.lookedAt)
    for try await speaker in client.speakers(matching: query, options: options) {
      var best = Int.max
      for wording in Set(speaker.names.map(\.wording) + [speaker.name]) {
        let words = FoldedText(wording).words.map { Array(String($0)) }
        let distances = wanted.map { word in
          words.compactMap { Spelling.distance(word, $0, atMost: min(2, word.count / 3)) }.min()
        }
        if !distances.contains(nil) { best = min(best, distances.reduce(0) { $0 + ($1 ?? 0) }) }
      }
      if best < .max { found.append((best, speaker)) }
    }
    let least = found.map(\.distance).min()
    return found.filter { $0.distance == least }.prefix(3).map(\.speaker)
  }

  /// Speakers whose names are compared with one that fits nobody.
  private static let lookedAt: UInt64 = 20_000

  private func people(named name: String) async throws -> [Speaker] {
    var people: [Speaker] = []
    let query = SpeakerQuery(name: name, limit: UInt64(Self.listed) + 1)
    for try await speaker in client.speakers(matching: query, options: options) {
      people.append(speaker)
    }
    return people
  }

  static func note(_ name: String, _ people: [Speaker]) -> String {
    let count = people.count > listed ? "more than \(listed)" : "\(people.count)"
    var lines = ["“\(name)” fits \(count) speakers, and statements of all are meant:"]
    for speaker in people.prefix(listed) {
      lines.append("\(speaker.id)  \(speaker.name), \(SpeakerSummary.text(of: speaker))")
    }
    if people.count > listed { lines.append("… `verbatim speakers \"\(name)\"` lists all") }
    lines.append("choose with --speaker-id ID")
    return lines.joined(separator: "\n")
  }
}

extension ArchiveClient {
  /// Says what there is to say of words before an answer that has no place for it.
  func tell(
    of filter: StatementFilter, _ options: CallOptions, _ console: Console
  ) async throws {
    guard filter.matchesInflections || filter.words.contains("~") else { return }
    let counts = try await count(CountQuery(filter: filter), options: options)
    console.say(withoutStems: counts.withoutStems)
  }
}

extension Console {
  /// Says that words were looked up as typed, where inflected forms were asked for.
  func say(withoutStems count: UInt64) {
    guard count > 0 else { return }
    say(
      "words are looked up as they are typed in \(count) statements of the archive, of whose language "
        + "no inflected forms are known, or whose language is not known: that of documents is given to "
        + "verbatimd (--document-language)")
  }
}

/// What is known of a speaker in a line.
enum SpeakerSummary {
  static func text(of speaker: Speaker) -> String {
    var parts: [String] = []
    if let role = speaker.roles.first { parts.append(role.wording) }
    parts.append(
      speaker.statementCount == 1 ? "1 statement" : "\(speaker.statementCount) statements")
    if let first = speaker.firstDate, let last = speaker.lastDate {
      parts.append(first == last ? "\(first)" : "\(first) to \(last)")
    }
    return parts.joined(separator: ", ")
  }

  /// Names other than the one shown.
  static func otherNames(of speaker: Speaker) -> [String] {
    var seen: Set<ExactText> = [ExactText(speaker.name)]
    return speaker.names.map(\.wording).filter { seen.insert($0).inserted }
  }
}
