import People
import Testing
import Transcripts

@testable import Archive

/// An archive is what its documents and its merge file come to, in whichever order they are read.
@Suite struct WholeArchiveTests {
  private typealias Generator = SplitMix

  /// Documents full of namesakes, identifiers that agree and contradict, roles and people who may be
  /// meant.
  private func documents(_ generator: inout Generator) -> [Transcript] {
    let names = ["Bo Li", "BO LI", "Ada Holt", "Ada Berg Holt", "Сергей Мороз", "Sergey Moroz"]
    let roles = ["", "Mayor of Tarn", "Mayor of Hallin", "Minister"]
    return (0..<12).map { number in
      let id = "m\(number)"
      let date = "2019-04-1\(number % 7)"
      let people = (0..<Int.random(in: 1...4, using: &generator)).map { key -> Speaker in
        var speaker = Speaker(id: "\(key)", name: names.randomElement(using: &generator)!)
        for scheme in ["k", "w"] where Int.random(in: 0..<3, using: &generator) == 0 {
          let value = "\(Int.random(in: 1...3, using: &generator))"
          speaker.identifiers.append(.init(scheme: scheme, value: value))
        }
        return speaker
      }
      var made = transcript(
        id, on: date, (0..<6).map { _ in (people.randomElement(using: &generator)!.id, "words") },
        speakers: people)
      made.meeting.source.fileName = "f\(number).txt"
      for index in made.statements.indices {
        made.statements[index].attribution.role = roles.randomElement(using: &generator)!
        if index % 5 == 4 {
          made.statements[index].attribution.speakerID = ""
          made.statements[index].attribution.certainty = .ambiguous
          made.statements[index].attribution.candidateIDs = people.map(\.id)
        }
      }
      return made
    }
  }

  /// A merge file of lines that may do something, nothing or too much.
  private func mergeFile(_ generator: inout Generator) -> String {
    let ids = [
      "bo-li", "ada-holt", "ada-berg-holt", "sergei-moroz", "sergey-moroz", "bo-li~k-1", "third",
      "tarn", "nobody", "ada-holt~w-2",
    ]
    var merged: Set<String> = []
    return (0..<Int.random(in: 1...8, using: &generator)).map { number in
      let (left, right) = (
        ids.randomElement(using: &generator)!, ids.randomElement(using: &generator)!
      )
      guard left != right else { return "# nothing" }
      switch Int.random(in: 0..<7, using: &generator) {
      case 0, 1:
        // From the earlier to the later alone, so that there is no circle.
        let (one, other) = left < right ? (left, right) : (right, left)
        return merged.insert(one).inserted ? "merge \(one) -> \(other)" : "# nothing"
      case 2: return "apart \(left) \(right)"
      case 3: return "name \(left) \"Named \(number)\""
      case 4: return "split \(left) \"Mayor of Tarn\" -> \(right)"
      case 5:
        return "split \(left) meeting m\(Int.random(in: 0..<12, using: &generator)) -> \(right)"
      default: return "split \(left) 2019-04-12..2019-04-14 -> \(right)"
      }
    }.joined(separator: "\n")
  }

  /// All that is in an archive, and what was said of its merge file.
  private struct Contents: Equatable {
    var meetings: [Meeting]
    var statements: [Statement]
    var speakers: [Speaker]
    var problems: [Settlement.Problem]
  }

  private func contents(_ documents: [Transcript], _ merges: String) throws -> Contents {
    let archive = Archive()
    let report = try archive.load(merges: SpeakerMerges(merges)) { loader in
      for document in documents { try loader.append(document) }
    }
    let snapshot = archive.snapshot
    return Contents(
      meetings: try snapshot.meetingList(), statements: try snapshot.statementList(),
      speakers: try snapshot.speakerList(), problems: report.people.problems)
  }

  @Test("Meetings, statements and speakers are the same in any order", arguments: 0..<60)
  func anyOrder(seed: Int) throws {
    var generator = Generator(state: UInt64(seed))
    let made = documents(&generator)
    let merges = mergeFile(&generator)
    let first = try contents(made, merges)
    for _ in 0..<3 {
      let other = try contents(made.shuffled(using: &generator), merges)
      #expect(other == first, "\(merges)")
    }
  }

  @Test("A meeting that another took the place of leaves nothing behind", arguments: 0..<60)
  func replaced(seed: Int) throws {
    var generator = Generator(state: UInt64(seed))
    let (old, new) = (documents(&generator), documents(&generator))
    let merges = mergeFile(&generator)
    let mixed = old.prefix(8) + new.prefix(6)
    let alone = Array(old[6..<8] + new.prefix(6))
    #expect(try contents(Array(mixed), merges) == contents(alone, merges), "\(merges)")
  }

  @Test("The table of people, made without an archive, has the archive's people", arguments: 0..<60)
  func table(seed: Int) throws {
    var generator = Generator(state: UInt64(seed))
    let made = documents(&generator)
    let text = mergeFile(&generator)
    let merges = try SpeakerMerges(text)
    var intake = PeopleIntake(merges: merges)
    for document in made { intake.learn(intake.add(document)) }
    let settlement = intake.settle()
    let served = try contents(made, text)
    #expect(settlement.problems == served.problems)
    let bare = served.speakers.map { speaker in
      var speaker = speaker
      (speaker.statementCount, speaker.firstDate, speaker.lastDate) = (0, nil, nil)
      return speaker
    }
    let catalogue = SpeakerCatalogue(settlement, merges: merges)
    #expect(catalogue.speakers == bare.sorted { $0.id < $1.id })
  }

  @Test("A line of a merge file that does nothing is told", arguments: 0..<200)
  func noSilentLine(seed: Int) throws {
    var generator = Generator(state: UInt64(seed))
    let made = documents(&generator)
    let text = mergeFile(&generator)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let whole = try contents(made, text)
    let told = Set(whole.problems.map(\.line))
    for (index, line) in lines.enumerated()
    where !told.contains(index + 1) && !line.hasPrefix("apart") && !line.hasPrefix("#") {
      var fewer = lines
      fewer[index] = ""
      let without = try contents(made, fewer.joined(separator: "\n"))
      #expect(without != whole, "line \(index + 1) of\n\(text)")
    }
  }
}
