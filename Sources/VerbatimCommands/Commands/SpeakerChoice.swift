internal import Transcripts
internal import VerbatimClient

/// Looks at whom typed names fit before anything is asked about them, and says so where that is not
/// one person each.
struct SpeakerChoice {
  /// Of people whom a name fits, so many are listed.
  private static let listed = 10

  let client: ArchiveClient
  let options: CallOptions
  let console: Console

  /// Throws when the names fit nobody, so that nothing can match.
  func check(_ selection: StatementSelection) async throws {
    var unknown: [String] = []
    for name in selection.speaker {
      let people = try await people(named: name)
      if people.isEmpty { unknown.append(name) }
      if people.count > 1 { console.say(Self.note(name, people)) }
    }
    guard !unknown.isEmpty else { return }
    let names = unknown.map { "“\($0)”" }.joined(separator: ", ")
    let message = "\(names) fits no speaker: see `verbatim speakers` for the names there are"
    if unknown.count == selection.speaker.count && selection.speakerID.isEmpty {
      throw CommandFailure(.nothingFound, message)
    }
    console.say(message)
  }

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
    var seen: Set<String> = [speaker.name]
    return speaker.names.map(\.wording).filter { seen.insert($0).inserted }
  }
}
