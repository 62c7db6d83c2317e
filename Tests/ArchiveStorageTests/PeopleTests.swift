import Testing
import Transcripts

@testable import ArchiveStorage
@testable import People

@Suite("People in a lasting archive")
struct PeopleTests {
  let folder = Folder()

  /// Settles who the people of some meetings are, and of those who are known already.
  private func settle(
    _ transcripts: [Transcript], _ people: People = People(),
    _ merges: SpeakerMerges = SpeakerMerges(), areKnown: Bool = false
  ) -> People {
    var intake = PeopleIntake(people, merges: merges)
    for transcript in transcripts { intake.learn(intake.add(transcript), isKnown: areKnown) }
    return intake.settle().people
  }

  private func expectSame(
    _ left: People, _ right: People, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    func text(_ person: People.Person) -> String {
      "\(person.speaker) \(person.names.list) \(person.roles.list)"
    }
    #expect(left.persons.map(text) == right.persons.map(text), sourceLocation: sourceLocation)
    #expect(left.numberOfAlias == right.numberOfAlias, sourceLocation: sourceLocation)
    #expect(left.numberOfIdentifier == right.numberOfIdentifier, sourceLocation: sourceLocation)
    #expect(left.numberOfProposal == right.numberOfProposal, sourceLocation: sourceLocation)
    func proposed(_ people: People) -> [ExactText: Set<UInt32>] {
      [ExactText: Set<UInt32>](
        uniqueKeysWithValues: people.numbersOfProposedID.map { ($0.key, Set($0.value)) })
    }
    #expect(proposed(left) == proposed(right), sourceLocation: sourceLocation)
  }

  /// Meetings whose people have other names, identifiers of which two contradict, and homonyms.
  private var meetings: [Transcript] {
    var second = meeting("b", roles: ["Mayor of Nord", "Clerk"])
    second.speakers[1].identifiers = [Speaker.Identifier(scheme: "council", value: "77")]
    second.speakers[0].otherIDs = ["i-brandvik"]
    var third = meeting("c")
    third.speakers[0].name = "Ilse Brandvik-Sørensen"
    third.speakers[0].identifiers.append(
      Speaker.Identifier(scheme: "verbatim", value: "ilse-brandvik"))
    return [meeting("a"), second, third]
  }

  @Test("are read as they were settled, in one step or step by step")
  func roundTrip() throws {
    let path = folder("archive")
    let all = settle(meetings)
    try {
      let archive = try ArchiveDatabase(path: path)
      try archive.begin()
      try archive.put(all.news, of: all)
      try archive.commit()
      expectSame(try archive.readPeople(), all)
      try archive.begin()
      try archive.clearPeople()
      var people = People()
      for meeting in meetings {
        people = settle([meeting], people)
        try archive.put(people.news, of: people)
      }
      try archive.commit()
      expectSame(try archive.readPeople(), people)
    }()
  }

  @Test("stay as they are when the meetings are shown again")
  func replay() throws {
    let archive = try ArchiveDatabase(path: folder("archive"))
    let merges = try SpeakerMerges(
      """
      merge tomas-herrera~77 -> tomas-herrera~1
      name ilse-brandvik "Ilse B."
      split ilse-brandvik "Mayor of Nord" -> ilse-nord
      """)
    for lines in [SpeakerMerges(), merges] {
      let all = settle(meetings, People(), lines)
      try archive.begin()
      try archive.clearPeople()
      try archive.put(all.news, of: all)
      try archive.commit()
      expectSame(settle(meetings.reversed(), try archive.readPeople(), lines, areKnown: true), all)
    }
  }

  @Test("come with the decisions they were settled by")
  func decisions() throws {
    let text = """
      merge a -> b
      apart c d
      name b "Bea Å"
      split e "Governor of North" -> f
      split e meeting "2031-05-12 x" -> g
      split e document "a b.txt" -> h
      split e 2031-01-01..2031-02-01 -> i
      split e ..2031-02-01 -> j
      """
    let merges = try SpeakerMerges(text)
    #expect(try SpeakerMerges(merges.texts.joined(separator: "\n")) == merges)
    let archive = try ArchiveDatabase(path: folder("archive"))
    #expect(try archive.readDecisions() == [])
    try archive.begin()
    try archive.logPeople(principal: "test")
    try archive.put(decisions: merges.texts)
    try archive.commit()
    #expect(try archive.readDecisions() == merges.texts)
    #expect(try archive.log == ["1 people  0"])
  }
}
