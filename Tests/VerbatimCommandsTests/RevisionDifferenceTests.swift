import Testing
import TranscriptOutput
import Transcripts
import VerbatimTesting

@testable import VerbatimCommands

/// What `verbatim diff` shows.
@Suite struct RevisionDifferenceTests {
  private func difference(
    _ old: [(String, String)], _ new: [(String, String)], title: String = "Harbour"
  ) -> [String] {
    let (before, after) = (
      Transcript(title: "Harbour", date: "2031-03-04", turns: old),
      Transcript(title: title, date: "2031-03-04", turns: new)
    )
    return RevisionDifference(
      from: (before.meeting, before.statements), to: (after.meeting, after.statements)
    ).lines().map {
      let line = $0.lines(width: nil, isColoured: false)
      return String(line.dropLast(line.hasSuffix("\n") ? 1 : 0))
    }
  }

  @Test("words that changed are shown within those around them")
  func words() {
    let long = (1...30).map { "w\($0)" }.joined(separator: " ")
    #expect(
      difference([("Ada Berg", "\(long) old end")], [("Ada Berg", "\(long) new end")]) == [
        "~ 1  Ada Berg: … w25 w26 w27 w28 w29 w30 [-old-] {+new+} end"
      ])
    #expect(
      difference([("Ada Berg", "The basin is deep.")], [("Ada Berg", "The basin is very deep.")])
        == ["~ 1  Ada Berg: The basin is {+very+} deep."])
  }

  @Test("a label that changed, statements that came and went, and the meeting's title")
  func statements() {
    let old = [
      ("Ada Berg", "Good morning."), ("Jon Aasen", "Is the basin deep?"), ("Ada Berg", "It is."),
    ]
    let new = [
      ("Ada Berg", "Good morning."), ("Joan Aasen", "Is the basin deep?"),
      ("Olav Lind", "Nobody knows that."), ("Ada Berg", "It is."),
    ]
    #expect(
      difference(old, new, title: "The harbour")
        == [
          "title: [-Harbour-] {+The harbour+}",
          "~ 2  [-Jon Aasen-] {+Joan Aasen+}: … ",
          "+ 3  Olav Lind: Nobody knows that.",
        ].map { $0.trimmingSpaces })
    #expect(difference(old, Array(old.dropFirst())) == ["- 1  Ada Berg: Good morning."])
    #expect(difference(old, old).isEmpty)
  }

  @Test("steps lead from one sequence to the other, whatever these are", arguments: 0..<200)
  func steps(seed: Int) {
    var random = Numbers(state: UInt64(seed))
    func sequence() -> [Int] {
      (0..<Int.random(in: 0..<40, using: &random)).map { _ in
        Int.random(in: 0..<(seed % 30 + 1), using: &random)
      }
    }
    let (old, new) = (sequence(), sequence())
    let steps = SequenceDifference.steps(from: old, to: new)
    var (before, after): ([Int], [Int]) = ([], [])
    for step in steps {
      switch step {
      case .same(let place, let newPlace):
        #expect(old[place] == new[newPlace])
        before.append(place)
        after.append(newPlace)
      case .removed(let place): before.append(place)
      case .added(let place): after.append(place)
      }
    }
    #expect(before == Array(old.indices))
    #expect(after == Array(new.indices))
    #expect(SequenceDifference.steps(from: old, to: old).count == old.count)
  }

  private struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }
}

extension String {
  fileprivate var trimmingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
