import Transcripts

@testable import People

/// A small generator with a seed, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

func day(_ text: String) -> CalendarDate { CalendarDate(text)! }

/// A person as a document proposes it, under a key of its own.
func person(
  _ key: String, _ name: String, role: String = "", _ identifiers: [String: String] = [:]
) -> Speaker {
  Speaker(
    id: key, name: name, names: [.init(name)], roles: role.isEmpty ? [] : [.init(role)],
    identifiers: identifiers.map { .init(scheme: $0.key, value: $0.value) })
}

/// A document in which everybody says as many words as told, in the first of their roles.
func document(
  _ id: String, on date: String = "2020-05-01", file: String = "", _ people: [Speaker],
  statements: Int = 1, stated: Set<String> = []
) -> Transcript {
  var list: [Statement] = []
  for speaker in people {
    for _ in 0..<statements {
      list.append(
        Statement(
          id: "\(id)/\(list.count)", meetingID: id, ordinal: UInt32(list.count), date: day(date),
          attribution: Attribution(
            label: speaker.name, speakerID: speaker.id, name: speaker.name,
            role: speaker.roles.first?.wording ?? "", certainty: .identified),
          paragraphs: ["words"]))
    }
  }
  return Transcript(
    meeting: Meeting(id: id, date: day(date), source: .init(fileName: file)), statements: list,
    speakers: people, statedSpeakers: stated)
}

/// What documents come to: who spoke in each, by position, and everybody.
struct Settled {
  var ids: [String: [String]] = [:]
  var people: [Speaker] = []
  var problems: [Int] = []
  var settlement: Settlement
  /// What is written of them, with what is offered.
  var table = ""

  init(
    _ documents: [Transcript], _ merges: String = "", into base: People = People(),
    forgetting isForgotten: (Transcript) -> Bool = { _ in false }
  ) throws {
    let merges = try SpeakerMerges(merges)
    var intake = PeopleIntake(base, merges: merges)
    var voices: [(String, DocumentVoices)] = []
    for document in documents {
      let found = intake.add(document)
      let number = intake.learn(found)
      if isForgotten(document) {
        intake.forget(number)
        continue
      }
      voices.append((document.meeting.id, found))
    }
    settlement = intake.settle()
    for (id, found) in voices {
      ids[id] = found.statements.map { settlement.people[settlement.numbers[Int($0)]].id }
    }
    let catalogue = SpeakerCatalogue(settlement, merges: merges)
    people = catalogue.speakers
    table = catalogue.text
    problems = settlement.problems.map(\.line)
  }

  func person(_ id: String) -> Speaker? { people.first { $0.id == id } }
}
