import Testing

@testable import Archive

@Suite("Columns that are packed")
struct PackedColumnTests {
  @Test("give the numbers that they were made of, of any size, none among them")
  func numbers() {
    var generator = SplitMix(state: 1)
    for bits in 0...32 {
      for count in [0, 1, 2, 63, 64, 65, 1_000] {
        let most = UInt32(truncatingIfNeeded: UInt64(1) << UInt64(bits) - 1)
        var numbers = (0..<count).map { _ in UInt32.random(in: 0...most, using: &generator) }
        if count > 2 { numbers[count / 2] = .max }
        let plain = plainColumn(of: numbers)
        let column = PackedColumn(plain)
        #expect(column.count == count)
        #expect((0..<count).map { column[$0] } == numbers, "\(count) of \(bits) bits")
      }
    }
  }

  @Test("take no more than the greatest number asks for")
  func size() {
    let numbers = [UInt32](repeating: 4_000, count: 8_000) + [.max]
    let plain = plainColumn(of: numbers)
    let column = PackedColumn(plain)
    #expect(column.byteCount < 8_001 * 12 / 8 + 16)
  }

  @Test("tell where frames start, far apart ones too")
  func offsets() {
    var generator = SplitMix(state: 2)
    for longest in [1, 700, 1 << 40] {
      var offset = 0
      let offsets = (0..<500).map { _ in
        defer { offset += Int.random(in: 0...longest, using: &generator) }
        return offset
      }
      let packed = FrameOffsets(plainColumn(of: offsets))
      #expect((0..<packed.count).map { packed[$0] } == offsets)
    }
  }

  @Test("tell which run a row is of, of short runs and of long ones")
  func runs() {
    var generator = SplitMix(state: 3)
    for longest in [1, 3, 40, 200] {
      var expected: [UInt32] = []
      var runs: [Segment.Run] = []
      for run in 0..<300 {
        runs.append(Segment.Run(start: UInt32(expected.count), day: 0, meeting: 0))
        let count = Int.random(in: 1...longest, using: &generator)
        expected += repeatElement(UInt32(run), count: count)
      }
      runs.append(Segment.Run(start: UInt32(expected.count), day: .max, meeting: .max))
      let plain = plainColumn(of: runs)
      let numbers = RunNumbers(plain)
      #expect(expected.indices.map { numbers[$0] } == expected)
    }
  }
}

@Suite("An index of keys")
struct KeyIndexTests {
  @Test("finds each key, and none that it has not", arguments: [0, 1, 2, 3, 4, 5, 1_000, 40_000])
  func keys(count: Int) {
    var bytes = GrowingColumn<UInt8>()
    var ends = [0]
    for number in 0..<count {
      for byte in "key \(number)".utf8 { bytes.append(byte) }
      ends.append(bytes.count)
    }
    let column = bytes.finish()
    let base = UnsafeRawPointer(column.base)
    func key(_ number: Int) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: base + ends[number], count: ends[number + 1] - ends[number])
    }
    let index = KeyIndex(count: count, key: key)
    func position(_ wanted: String) -> Int? {
      Array(wanted.utf8).withUnsafeBytes { index.position(of: $0, keyAt: key) }
    }
    for number in 0..<count { #expect(position("key \(number)") == number) }
    for number in count..<count + 1_000 { #expect(position("key \(number)") == nil) }
    #expect(index.byteCount <= count * 5 + 16)
    withExtendedLifetime(column) {}
  }
}

private func plainColumn<Element>(of elements: [Element]) -> Column<Element> {
  Column(count: elements.count) { $0.initialize(from: elements, count: elements.count) }
}
