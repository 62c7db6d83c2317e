import Testing
import TextAnalysis
import Transcripts

@testable import Archive

@Suite struct RowSourceTests {
  @Test(
    "Trees of and, or and not find what a plain scan finds, in both directions and from anywhere",
    arguments: Array(UInt64(1)...30))
  func likeAScan(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let made = try RandomArchive(
      using: &generator, meetings: 60, imports: [1, 3, 12].randomElement(using: &generator)!)
    for view in made.archive.snapshot.segments {
      let segment = view.segment
      #expect(segment.fault == nil)
      for _ in 0..<60 {
        let tree = randomSet(of: view, depth: 4, using: &generator)
        let expected = (0..<segment.rowCount).filter { contains(tree, $0, segment) }
        for isReversed in [false, true] {
          let order = RowOrder(rowCount: segment.rowCount, isReversed: isReversed)
          let positions = expected.map { order.flip($0) }.sorted()
          let source = tree.source(in: segment, order, rows: 0..<segment.rowCount)
          try #require(walk(source, 0..<segment.rowCount) == positions, "\(tree)")
          try checkSeeks(
            tree.source(in: segment, order, rows: 0..<segment.rowCount), positions,
            segment.rowCount, using: &generator)
        }
        let rows = randomRange(segment.rowCount, using: &generator)
        let inside = expected.count { rows.contains($0) }
        if let count = tree.count(in: segment, rows: rows) { #expect(count == inside, "\(tree)") }
        #expect(tree.cost(in: segment, rows: rows) >= inside)
      }
    }
  }

  @Test(
    "However little a tree may look at in one call, it gets on, and finds the same",
    arguments: Array(UInt64(1)...10))
  func steps(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let made = try RandomArchive(using: &generator, meetings: 60, imports: 3)
    for view in made.archive.snapshot.segments {
      let segment = view.segment
      for _ in 0..<40 {
        let tree = randomSet(of: view, depth: 4, using: &generator)
        for isReversed in [false, true] {
          let order = RowOrder(rowCount: segment.rowCount, isReversed: isReversed)
          let positions = (0..<segment.rowCount).filter { contains(tree, $0, segment) }
            .map { order.flip($0) }.sorted()
          let budget = StepBudget()
          let source = tree.source(
            in: segment, order, rows: 0..<segment.rowCount, nil, budget)
          let found = walk(source, 0..<segment.rowCount) {
            budget.left = Int.random(in: -1...3, using: &generator)
          }
          try #require(found == positions, "\(tree)")
        }
      }
    }
  }

  @Test("A stream that looks for many phrases in vain lets others come in between")
  func manyPhrases() throws {
    let archive = Archive()
    try archive.load { loader in
      for number in 0..<3_000 {
        try loader.append(transcript("m\(number)", [("Ana Ruiz", "one two three four five six")]))
      }
    }
    let words = ["one", "two", "three", "four", "five", "six"]
    let phrases = words.flatMap { first in
      words.filter { $0 != first }.map { "\"\(first) x \($0)\" OR \"\($0) \(first) \(first)\"" }
    }
    // Words that are not there at all are known beforehand.
    let query = phrases.map { $0.replacing(" x ", with: " \(words[0]) ") }.joined(separator: " OR ")
    let cursor = try archive.snapshot.statements(
      StatementQuery(filter: StatementFilter(words: query)))
    var looks = 0
    while true {
      let (count, isLast) = cursor.prepare(upTo: 16_384)
      #expect(count == 0)
      looks += 1
      if isLast { break }
    }
    #expect(looks > 10)
  }

  /// Every position that a source finds, however often it stops on the way.
  private func walk(
    _ source: RowSource, _ window: Range<Int>, before look: () -> Void = {}
  ) -> [Int] {
    var found: [Int] = []
    var position = window.lowerBound
    while position < window.upperBound {
      look()
      let part = source.seek(position..<window.upperBound)
      precondition(part.lowerBound >= position && part.upperBound <= window.upperBound)
      precondition(!part.isEmpty || part.upperBound > position, "a source that does not move")
      found.append(contentsOf: part)
      position = part.upperBound
    }
    return found
  }

  /// Seeks ever further, in windows of any size.
  private func checkSeeks(
    _ source: RowSource, _ positions: [Int], _ count: Int, using generator: inout SplitMix
  ) throws {
    var position = 0
    while position < count {
      let end = min(count, position + Int.random(in: 1...40, using: &generator))
      let part = source.seek(position..<end)
      let next = positions.first { $0 >= position }
      if part.isEmpty {
        try #require(next == nil || next! >= part.lowerBound)
      } else {
        try #require(part.lowerBound == next)
        try #require(part.allSatisfy(positions.contains))
      }
      position = max(position, part.upperBound - Int.random(in: 0...1, using: &generator))
      position += Int.random(in: 0...9, using: &generator) == 0 ? 13 : part.isEmpty ? 1 : 0
    }
  }

  private func randomRange(_ count: Int, using generator: inout SplitMix) -> Range<Int> {
    let start = Int.random(in: 0...count, using: &generator)
    return start..<Int.random(in: start...count, using: &generator)
  }

  private func randomSet(
    of view: SegmentView, depth: Int, using generator: inout SplitMix
  ) -> RowSet {
    let segment = view.segment
    let choice = Int.random(in: 0..<(depth == 0 ? 10 : 15), using: &generator)
    func some(_ numbers: Range<UInt32>) -> [UInt32] {
      numbers.filter { _ in Int.random(in: 0..<4, using: &generator) == 0 }
    }
    func children() -> [RowSet] {
      (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        randomSet(of: view, depth: depth - 1, using: &generator)
      }
    }
    switch choice {
    case 0: return .everything
    case 1: return .rows(randomRange(segment.rowCount, using: &generator))
    case 2:
      let speakers = Set((0..<2).map { _ in UInt32.random(in: 0..<9, using: &generator) })
      return .postings(speakers.sorted().map { segment.postings[$0] })
    case 3: return .listed(RowList(some(0..<UInt32(segment.rowCount))))
    case 4: return .runs(some(0..<UInt32(segment.runCount)))
    case 5: return .places(PlaceSet(some(0..<5), capacity: 5))
    case 6: return .kinds(UInt32.random(in: 0..<32, using: &generator))
    case 7: return words(Self.words.randomElement(using: &generator)!, segment)
    case 8: return words("\"word budget\" OR word NEAR/2 tax OR \"tax budget word\"~1", segment)
    case 9: return words("bu*", segment)
    case 10: return view.dead.map { .not(.runs($0.runs)) } ?? .nothing
    case 11: return .any(children())
    case 12: return .not(randomSet(of: view, depth: depth - 1, using: &generator))
    default: return .all(children())
    }
  }

  private static let words = [
    "~tax", "~\"budget tax\"", "word", "tax", "none", "budget", "buy", "\"word tax\"", "-word",
  ]

  private func words(_ text: String, _ segment: Segment) -> RowSet {
    guard let query = try? WordQuery(parsing: text), segment.text != nil,
      let rows = try? QueryWords(query, SearchAllowance(), field: "").words(in: segment)?
        .rows(of: query, { false })
    else { preconditionFailure("\(text) is a query") }
    return rows
  }

  private func contains(_ set: RowSet, _ row: Int, _ segment: Segment) -> Bool {
    let run = segment.runOfRow[row]
    return switch set {
    case .everything: true
    case .rows(let rows): rows.contains(row)
    case .postings(let lists): lists.contains { $0.contains(UInt32(row)) }
    case .listed(let list): list.buffer.contains(UInt32(row))
    case .runs(let runs): runs.contains(run)
    case .places(let places):
      places.contains(segment.meetings.entries[Int(segment.runs[Int(run)].meeting)].place)
    case .word(let word): TermCursor(word.term, of: word.index).contains(row)
    case .arranged(let test): PlaceMatcher(test).matches(row)
    case .bits(let bits): bits.count(in: row..<row + 1) == 1
    case .kinds(let kinds): kinds >> UInt32(segment.kindOfRow[row]) & 1 == 1
    case .all(let sets): sets.allSatisfy { contains($0, row, segment) }
    case .any(let sets): sets.contains { contains($0, row, segment) }
    case .not(let set): !contains(set, row, segment)
    }
  }

  @Test("A rare match among many rows is looked for in pieces, and found")
  func rareMatch() throws {
    let archive = Archive()
    var rare = transcript("m", (0..<60_000).map { ("A", "\($0)") })
    rare.statements[59_000].kind = .interjection
    try archive.add([rare])
    let query = StatementQuery(filter: StatementFilter(kinds: [.interjection]))
    let cursor = try archive.snapshot.statements(query)
    var waits = 0
    while cursor.prepare(upTo: 16_384) == (0, false) { waits += 1 }
    let (count, isLast) = cursor.prepare(upTo: 16_384)
    #expect(count > 0)
    #expect(waits > 0 || isLast)
    #expect(try archive.snapshot.statementList(query).map(\.id) == ["m/59000"])
  }
}
