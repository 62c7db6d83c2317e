import People
import Testing
import Transcripts

@testable import Archive

/// Columns that were kept, and came back otherwise with the right checksums.
@Suite("Kept columns")
struct KeptColumnsTests {
  private let kept: KeptSnapshot
  private let speakerCount: Int
  private let bytes: [SegmentColumn: [UInt8]]

  init() throws {
    let archive = Archive()
    var random = SplitMix(state: 11)
    try archive.add(
      (0..<60).map { number in
        transcript(
          "m\(number)", on: "2031-03-0\(number % 9 + 1)",
          (0..<5).map { _ in
            let words = (0..<40).map { _ in "w\(UInt32.random(in: 0..<2_000, using: &random) / 7)" }
            return ("Ilse Brandvik", "the the " + words.joined(separator: " "))
          })
      })
    kept = archive.snapshot.kept
    speakerCount = archive.snapshot.speakerCount
    var bytes: [SegmentColumn: [UInt8]] = [:]
    for column in SegmentColumn.allCases {
      bytes[column] = kept.segments[0].withBytes(of: column) { Array($0) }
    }
    self.bytes = bytes
  }

  private func assembled(_ bytes: [SegmentColumn: [UInt8]]) throws -> KeptSegment {
    let assembly = try SegmentAssembly(byteCounts: bytes.mapValues(\.count), dead: [])
    for (column, bytes) in bytes { assembly.memory(of: column).copyBytes(from: bytes) }
    return try assembly.finish(speakerCount: speakerCount, placeCount: kept.places.count)
  }

  /// The occurrences of all terms, each by its row; nil where a row is none of the segment's.
  private func occurrences(_ segment: Segment) throws -> Int? {
    let text = try #require(segment.text)
    var sum = 0
    for term in 0..<text.termCount {
      var walk = TermCursor.Walk(TermCursor(term, of: text))
      var last = -1
      while !walk.isAtEnd {
        guard walk.row > last, walk.row < segment.rowCount else { return nil }
        last = walk.row
        sum += Int(walk.count)
        walk.advance()
      }
    }
    return sum
  }

  @Test("make the segment again that they were of")
  func same() throws {
    let segment = try assembled(bytes)
    for (column, own) in bytes {
      #expect(segment.withBytes(of: column) { Array($0) } == own, "\(column)")
    }
    #expect(try occurrences(segment.segment) == occurrences(kept.segments[0].segment))
  }

  @Test(
    "with a byte that is another are refused, or lead to no row that there is not",
    arguments: [SegmentColumn.blocks, .places, .skips, .terms])
  func changed(column: SegmentColumn) throws {
    var random = SplitMix(state: 5)
    let whole = try occurrences(kept.segments[0].segment)
    var refused = 0
    for _ in 0..<1_500 {
      var bytes = bytes
      let place = Int.random(in: 0..<bytes[column]!.count, using: &random)
      let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
      // Most places are small, and one bit makes another place of them: these become such as do not end.
      bytes[column]![place] ^= column == .places ? ~bytes[column]![place] : bit
      do {
        let segment = try assembled(bytes)
        // Another order of rows may be as good as the first; there are as many words as places.
        #expect(try occurrences(segment.segment) == whole, "byte \(place) of \(column)")
      } catch is KeptFault {
        refused += 1
      }
    }
    #expect(refused > 0)
  }
}
