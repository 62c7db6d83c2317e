import ArchiveProtocol
import Testing

@testable import Archive

@Suite("Rows of terms") struct TermJoinTests {
  @Test("Rows and occurrences are read as they were written, whatever their bits")
  func blocks() {
    var generator = SplitMix(state: 1)
    for bits in 0...24 {
      for count in [1, 7, 8, 9, 128] {
        let term = RandomTerm(rows: count, step: 1 << bits, occurrences: bits, using: &generator)
        let joined = index(of: [term])
        let cursor = TermCursor(0, of: joined)
        var walk = TermCursor.Walk(cursor)
        var wrong = 0
        for (row, places) in zip(term.rows, term.places) {
          var read: [UInt32] = []
          cursor.reader.places(addedTo: &read)
          if walk.row != Int(row) || read != places { wrong += 1 }
          walk.advance()
        }
        #expect(wrong == 0 && walk.isAtEnd, "\(count) rows, steps of \(bits) bits")
      }
    }
  }

  @Test("Both have the rows, and the words are neighbours there, as often as a plain look says")
  func joins() throws {
    var generator = SplitMix(state: 2)
    for _ in 0..<60 {
      let terms = (0..<3).map { _ in
        let step = [1, 3, 20, 200].randomElement(using: &generator)!
        return RandomTerm(
          rows: Int.random(in: 1...700, using: &generator), step: step,
          occurrences: [0, 2, 6, 11].randomElement(using: &generator)!, using: &generator)
      }
      let joined = index(of: terms)
      let last = Int(terms.map { $0.rows.last! }.max()!)
      let start = Int.random(in: 0...last, using: &generator)
      let windows = [0..<last + 1, start..<Int.random(in: start...last + 1, using: &generator)]
      for window in windows {
        let common = terms[0].byRow.keys.filter {
          terms[1].byRow[$0] != nil && window.contains(Int($0))
        }.sorted()
        func join(_ numbers: [Int]) -> TermJoin {
          TermJoin(numbers.map { TermCursor($0, of: joined) })
        }
        #expect(try join([0, 1]).count(in: window) { false } == common.count)
        let three = common.filter { terms[2].byRow[$0] != nil }
        #expect(try join([0, 1, 2]).count(in: window) { false } == three.count)

        let cursors = [TermCursor(0, of: joined), TermCursor(1, of: joined)]
        let neighbours = Neighbours(cursors[0], cursors[1])
        var found: [UInt32] = []
        try TermJoin(cursors).forEachRow(in: window, { false }) { row in
          found.append(UInt32(row))
          let (first, second) = (terms[0].byRow[UInt32(row)]!, terms[1].byRow[UInt32(row)]!)
          let wanted = Set(second).intersection(first.map { $0 + 1 }).count
          #expect(neighbours.count() == wanted)
        }
        #expect(found == common)
        // In any order, too.
        for row in common.shuffled(using: &generator).prefix(20) {
          let (first, second) = (terms[0].byRow[row]!, terms[1].byRow[row]!)
          #expect(neighbours.find(Int(row)))
          #expect(
            neighbours.count() == Set(second).intersection(first.map { $0 + 1 }).count)
        }
      }
    }
  }

  @Test("The rows before and behind any other are found, whatever is asked first")
  func findsBothWays() {
    var generator = SplitMix(state: 3)
    for step in [1, 4, 100] {
      let term = RandomTerm(rows: 500, step: step, occurrences: 0, using: &generator)
      let reader = TermCursor(0, of: index(of: [term]))
      let last = Int(term.rows.last!) + 2
      for _ in 0..<500 {
        let row = Int.random(in: 0...last, using: &generator)
        let isFound = reader.reader.find(row)
        #expect((isFound ? reader.reader.row : nil) == term.rows.first { $0 >= row }.map(Int.init))
        let isFoundBefore = reader.reader.findLast(upTo: row)
        #expect(
          (isFoundBefore ? reader.reader.row : nil) == term.rows.last { $0 <= row }.map(Int.init))
      }
    }
  }

  @Test("A join that nobody waits for any more ends")
  func cancelled() {
    var generator = SplitMix(state: 4)
    let terms = (0..<2).map { _ in
      RandomTerm(rows: 15_000, step: 2, occurrences: 0, using: &generator)
    }
    let joined = index(of: terms)
    let join = TermJoin([TermCursor(0, of: joined), TermCursor(1, of: joined)])
    var looks = 0
    #expect(throws: QueryError.cancelled) {
      try join.count(in: 0..<50_000) {
        looks += 1
        return looks > 2
      }
    }
    #expect(looks == 3)
  }
}

/// Rows with places, at random.
private struct RandomTerm {
  private(set) var rows: [UInt32] = []
  private(set) var places: [[UInt32]] = []
  private(set) var byRow: [UInt32: [UInt32]] = [:]

  /// - Parameters:
  ///   - step: Between one row and the next, at most.
  ///   - occurrences: A row has up to two to the power of it.
  init(rows count: Int, step: Int, occurrences: Int, using generator: inout SplitMix) {
    var row = UInt32.random(in: 0..<UInt32(step), using: &generator)
    let most = 1 << min(occurrences, 10)
    // Few rows have many places, or a test takes long.
    for number in 0..<count {
      let own = number % 64 == 5 ? most : min(most, 12)
      var place = UInt32.random(in: 0...300, using: &generator)
      let farthest: UInt32 = number % 3 == 0 ? 300 : 3
      var places: [UInt32] = []
      for _ in 0..<Int.random(in: 1...own, using: &generator) {
        places.append(place)
        place += .random(in: 1...farthest, using: &generator)
      }
      rows.append(row)
      self.places.append(places)
      byRow[row] = places
      row += .random(in: 1...UInt32(step), using: &generator)
    }
  }
}

/// An index of some terms, whose names are their numbers.
private func index(of terms: [RandomTerm]) -> TextIndex {
  var writer = TextIndexWriter()
  for (number, term) in terms.enumerated() {
    var name = "\(number)"
    name.withUTF8 { writer.begin(UnsafeRawBufferPointer($0)) }
    for (row, places) in zip(term.rows, term.places) {
      var last: UInt32 = 0
      for place in places {
        writer.add(place: place - last)
        last = place
      }
      writer.add(row: row, count: UInt32(places.count))
    }
  }
  // Nobody looks at how long the rows are.
  return writer.finish(lengths: Column(count: 1) { $0.initialize(to: 1) })
}
