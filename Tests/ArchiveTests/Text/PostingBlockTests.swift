import ArchiveProtocol
import Testing

@testable import Archive

@Suite("Packed words")
struct PostingBlockTests {
  @Test(
    "are unpacked as they were packed: few and many rows, near and far, with outliers and without")
  func rows() {
    var generator = SplitMix(state: 4)
    for round in 0..<2_000 {
      let count = round % 128 + 1
      let bits = Int.random(in: 0...20, using: &generator)
      let outliers = Int.random(in: 0...20, using: &generator)
      func numbers(_ most: UInt32) -> [UInt32] {
        (0..<count).map { _ in
          let isOutlier = Int.random(in: 0..<count, using: &generator) < outliers
          return .random(in: 0...(isOutlier ? most : min(most, 1 << bits)), using: &generator)
        }
      }
      let before = Int.random(in: -1...100, using: &generator)
      var row = Int64(before)
      let rows = numbers(.max / 256).map { step in
        row += Int64(step) + 1
        return UInt32(row)
      }
      let counts = numbers(100_000).map { $0 + 1 }
      let packed = pack(rows, counts, after: before)
      let unpacked = unpack(packed, count, after: before)
      #expect(unpacked.rows == rows)
      #expect(unpacked.counts == counts)
      #expect(unpacked.byteCount == packed.count - PostingBlock.padding)
      let own = packed.dropLast(PostingBlock.padding)
      #expect(
        own.withUnsafeBufferPointer { PostingBlock.byteCount(of: $0, rowCount: count) } == own.count
      )
    }
  }

  @Test("take less where a few occurrences are many")
  func outliers() {
    let rows = (0..<128).map { UInt32($0 * 3) }
    let alike = pack(rows, [UInt32](repeating: 2, count: 128), after: -1).count
    let one = pack(rows, [2_000] + [UInt32](repeating: 2, count: 127), after: -1).count
    #expect(one < alike + 8)
    #expect(
      unpack(pack(rows, [2_000] + [UInt32](repeating: 2, count: 127), after: -1), 128, after: -1)
        .counts[0] == 2_000)
  }

  @Test("tell places of any size, and pass over them without reading")
  func places() {
    var generator = SplitMix(state: 5)
    let edges: [UInt32] = [
      0, 1, 239, 240, 241, 255, 256, 4_079, 4_080, 4_081, 65_519, 65_520, 65_521, .max - 1, .max,
    ]
    let places =
      edges + (0..<2_000).map { UInt32.random(in: 0...(.max >> ($0 % 32)), using: &generator) }
    var packed = GrowingColumn<UInt8>()
    var ends: [Int] = []
    for place in places {
      PlaceCode.append(place, to: &packed)
      ends.append(packed.count)
    }
    packed.extend(by: PostingBlock.padding).initialize(
      repeating: 0, count: PostingBlock.padding)
    let column = packed.finish()
    var at = column.base
    for (place, end) in zip(places, ends) {
      #expect(PlaceCode.next(&at) == place)
      #expect(at - column.base == end)
    }
    for (index, end) in ends.enumerated() {
      #expect(PlaceCode.behind(column.base, index + 1) - column.base == end)
    }
    withExtendedLifetime(column) {}
  }

  private func pack(_ rows: [UInt32], _ counts: [UInt32], after before: Int) -> [UInt8] {
    var packed = GrowingColumn<UInt8>()
    rows.withUnsafeBufferPointer { rows in
      counts.withUnsafeBufferPointer { counts in
        PostingBlock.pack(rows: rows, counts: counts, after: before, to: &packed)
      }
    }
    packed.extend(by: PostingBlock.padding).initialize(
      repeating: 0, count: PostingBlock.padding)
    let column = packed.finish()
    return withExtendedLifetime(column) { Array(column.buffer) }
  }

  private func unpack(
    _ packed: [UInt8], _ count: Int, after before: Int
  ) -> (rows: [UInt32], counts: [UInt32], byteCount: Int) {
    packed.withUnsafeBufferPointer { packed in
      let start = packed.baseAddress!
      var rows = [UInt32](repeating: 0, count: 128)
      var sums = rows
      let counts = PostingBlock.unpack(start + 2, start[0], count: count, after: before, to: &rows)
      let end = PostingBlock.unpack(counts, start[1], count: count, after: 0, to: &sums)
      let each = (0..<count).map { sums[$0] - ($0 == 0 ? 0 : sums[$0 - 1]) }
      return (Array(rows.prefix(count)), each, end - start)
    }
  }
}
