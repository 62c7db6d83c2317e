/// For each of some numbers the positions it stands at, in ascending order.
struct Postings: ~Copyable, Sendable {
  /// The numbers that have positions, ascending.
  let numbers: Column<UInt32>
  /// Where each number's positions start, and at the end where the last one's end.
  private let starts: Column<UInt32>
  private let positions: Column<UInt32>
  /// Index into `numbers` by number, where numbers are dense; otherwise empty.
  private let direct: Column<UInt32>

  /// A table by number is worth having while it has at most so many entries for each in use.
  private static let directEntriesPerNumber = 8

  /// Posts positions 0 to `values.count` - 1 under their values; `skipping` is posted nowhere.
  init(of values: UnsafeBufferPointer<UInt32>, skipping: UInt32) {
    var span = 0
    for value in values where value != skipping { span = max(span, Int(value) + 1) }
    var counts = [UInt32](repeating: 0, count: span)
    var total = 0
    for value in values where value != skipping {
      counts[Int(value)] += 1
      total += 1
    }
    let used = (0..<span).filter { counts[$0] > 0 }
    numbers = Column(count: used.count) { numbers in
      for (index, number) in used.enumerated() { numbers[index] = UInt32(number) }
    }
    var next = [UInt32](repeating: 0, count: span)
    starts = Column(count: used.count + 1) { starts in
      var sum: UInt32 = 0
      for (index, number) in used.enumerated() {
        starts[index] = sum
        next[number] = sum
        sum += counts[number]
      }
      starts[used.count] = sum
    }
    positions = Column(count: total) { positions in
      for (position, value) in values.enumerated() where value != skipping {
        positions[Int(next[Int(value)])] = UInt32(position)
        next[Int(value)] += 1
      }
    }
    let isDense = span <= used.count * Self.directEntriesPerNumber
    direct = Column(count: isDense ? span : 0) { direct in
      guard isDense else { return }
      direct.initialize(repeating: .max, count: span)
      for (index, number) in used.enumerated() { direct[number] = UInt32(index) }
    }
  }

  /// The positions of `number`; empty when it has none.
  subscript(number: UInt32) -> UnsafeBufferPointer<UInt32> {
    let index: Int
    if direct.count > 0 {
      guard Int(number) < direct.count, direct[Int(number)] != .max else { return Self.none }
      index = Int(direct[Int(number)])
    } else {
      index = partitionPoint(0..<numbers.count) { numbers[$0] < number }
      guard index < numbers.count, numbers[index] == number else { return Self.none }
    }
    return UnsafeBufferPointer(
      start: positions.base + Int(starts[index]), count: Int(starts[index + 1] - starts[index]))
  }

  var byteCount: Int {
    numbers.byteCount + starts.byteCount + positions.byteCount + direct.byteCount
  }

  private static var none: UnsafeBufferPointer<UInt32> { .init(start: nil, count: 0) }
}

/// Rows by speaker.
typealias SpeakerPostings = Postings
