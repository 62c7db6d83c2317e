import People
import Transcripts

/// Settles within one meeting who speaks: joins short labels to the first long one, tells roles from
/// names, keeps unnamed voices unnamed, and leaves open what the document leaves open.
struct SpeakerResolution {
  /// Everybody whom an attribution refers to, in the order they first speak.
  private(set) var speakers: [Speaker] = []
  /// What each distinct voice came to.
  private var settled: [Attribution] = []
  /// The index of each distinct voice's speaker in `roles`; nil where nobody is settled.
  private var numbers: [Int?] = []
  /// The role that was last printed for each speaker.
  private var roles: [String] = []

  /// Settles the voices of a meeting.
  /// - Parameters:
  ///   - voices: What the document says of who speaks.
  ///   - people: Those whom the document lists.
  ///   - meetingID: The meeting's id, of which ids of people are made who share all else.
  static func resolve(
    _ voices: VoiceTable, people: [ListedPerson], title: String, lead: [String],
    date: CalendarDate, meetingID: String = "", language: String = "", report: inout ReadingReport
  ) -> SpeakerResolution {
    var table = VoiceSettling(
      listed: people, title: title, lead: lead, date: date, language: language)
    table.learn(voices.distinct.map(\.voice))
    var resolution = SpeakerResolution()
    resolution.settled = voices.distinct.map { Attribution(label: $0.voice.label) }
    // A short name is settled when the longer ones are known, and a role without a name when
    // everybody with a name is.
    let steps = voices.distinct.map { table.step(of: $0.voice) }
    for step in VoiceSettling.steps {
      for (index, entry) in voices.distinct.enumerated() where steps[index] == step {
        resolution.settled[index] = table.settle(
          entry.voice, first: entry.turn, line: entry.line, report: &report)
      }
    }
    resolution.giveIDs(to: table.speakers(), meetingID: meetingID, report: &report)
    resolution.checkSpellings(voices, report: &report)
    for entry in voices.distinct {
      guard let problem = UnseenLetters.problem(in: entry.voice.label) else { continue }
      report.warn(.oddity, line: entry.line, wording: entry.voice.label, problem)
    }
    var numbers: [String: Int] = [:]
    for (attribution, entry) in zip(resolution.settled, voices.distinct) {
      let id = attribution.speakerID
      // A role that the document gives for one statement neither holds for others nor comes from them.
      guard !id.isEmpty, !entry.voice.isRoleOfStatement else {
        resolution.numbers.append(nil)
        continue
      }
      let number = numbers[id] ?? numbers.count
      numbers[id] = number
      resolution.numbers.append(number)
    }
    resolution.roles = [String](repeating: "", count: numbers.count)
    return resolution
  }

  /// Says who speaks once under a name that differs by a letter from that of somebody else who speaks:
  /// a misprint would put the words under a name that is nobody's.
  private func checkSpellings(_ voices: VoiceTable, report: inout ReadingReport) {
    var turnCounts = [Int](repeating: 0, count: settled.count)
    for voice in voices.turns { turnCounts[Int(voice)] += 1 }
    var counts: [String: Int] = [:]
    var lines: [String: Int] = [:]
    for (index, attribution) in settled.enumerated() where !attribution.speakerID.isEmpty {
      counts[attribution.speakerID, default: 0] += turnCounts[index]
      if lines[attribution.speakerID] == nil {
        lines[attribution.speakerID] = voices.distinct[index].line
      }
    }
    let others = speakers.filter { counts[$0.id] ?? 0 >= 1 }
    var buckets: [String: [(id: String, name: String, words: [String])]] = [:]
    for speaker in others {
      let words = FoldedText.words(of: speaker.name)
      // By both ends of a name; a short one is compared with either end.
      for key in Set([words.first, words.last, ""].compactMap(\.self))
      where buckets[key]?.count ?? 0 < Self.maximumCompared {
        buckets[key, default: []].append((speaker.id, speaker.name, words))
      }
    }
    for speaker in speakers where counts[speaker.id] == 1 {
      let words = FoldedText.words(of: speaker.name)
      let isShort = words.count == 1
      let keys: Set<String> = isShort ? [""] : Set([words.first, words.last].compactMap(\.self))
      let near = keys.flatMap { buckets[$0] ?? [] }.filter { $0.id != speaker.id }
      let found = near.first { other in
        isShort
          ? words[0].utf8.count >= 4
            && other.words.contains { NameVariants.isMisprint(words, [$0]) }
          : NameVariants.isMisprint(words, other.words)
      }
      guard let other = found else { continue }
      report.warn(
        .oddity, line: lines[speaker.id], wording: speaker.name,
        "speaks once, and may be a misprint of \(other.name), who speaks elsewhere")
    }
  }

  /// Most people of one first or last name that a name is compared with.
  private static let maximumCompared = 64

  /// Puts the ids that people have within the document in place of the keys they had so far.
  private mutating func giveIDs(
    to people: [Speaker], meetingID: String, report: inout ReadingReport
  ) {
    let provisional = ProvisionalIDs(people, meetingID: meetingID)
    for identifier in provisional.shared {
      report.warn(
        .oddity, wording: "\(identifier.scheme) \(identifier.value)",
        "several people of the document have this identifier; taken as nobody's")
    }
    var idOfKey: [String: String] = [:]
    speakers = people
    for (index, id) in provisional.ids.enumerated() {
      idOfKey[people[index].id] = id
      speakers[index].id = id
      if !provisional.shared.isEmpty {
        speakers[index].identifiers.removeAll(where: provisional.shared.contains)
      }
    }
    for index in settled.indices {
      if let id = idOfKey[settled[index].speakerID] { settled[index].speakerID = id }
      settled[index].candidateIDs = settled[index].candidateIDs.map { idOfKey[$0] ?? $0 }
    }
  }

  /// Who makes the next turn, given the index of its voice; to be called for every turn in order. A
  /// role once printed holds for the rest of the meeting, until another is printed.
  mutating func nextAttribution(_ voice: Int32) -> Attribution {
    var attribution = settled[Int(voice)]
    guard let number = numbers[Int(voice)] else { return attribution }
    if attribution.role.isEmpty {
      attribution.role = roles[number]
    } else if !roles[number].isExactly(attribution.role) {
      roles[number] = attribution.role
    }
    return attribution
  }
}
