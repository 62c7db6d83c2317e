/// Counts where one word stands right before another. Owns what it works in; belongs to one thread at a time.
final class Neighbours {
  private let first: TermReader
  private let second: TermReader
  /// Keep what the readers read by.
  private let cursors: [TermCursor]
  private let places: UnsafeMutablePointer<UInt32>
  private let others: UnsafeMutablePointer<UInt32>

  /// Places of a row that are unpacked together. Of more each is looked at by itself.
  private static let capacity = 256

  init(_ first: TermCursor, _ second: TermCursor) {
    cursors = [first, second]
    (self.first, self.second) = (first.reader, second.reader)
    places = .allocate(capacity: 2 * Self.capacity)
    others = places + Self.capacity
  }

  deinit { places.deallocate() }

  /// Whether a row has both, where the cursors go.
  func find(_ row: Int) -> Bool { first.contains(row) && second.contains(row) }

  /// Places in all rows that were looked at: what that has cost.
  @exclusivity(unchecked) private(set) var cost = 0

  /// How often the first stands right before the second in the row that was found last.
  func count() -> Int {
    let (a, b) = (first.placeBytes(), second.placeBytes())
    let (count, otherCount) = (first.placeCount, second.placeCount)
    cost &+= count &+ otherCount
    if count <= 8, otherCount <= 8, let found = Self.countFew(a, count, b, otherCount) {
      first.passPlaces(upTo: a + count)
      second.passPlaces(upTo: b + otherCount)
      return found
    }
    if count <= Self.capacity, otherCount <= Self.capacity {
      first.passPlaces(upTo: Self.unpack(a, count, to: places))
      second.passPlaces(upTo: Self.unpack(b, otherCount, to: others))
      return countUnpacked(count, otherCount)
    }
    return countOneByOne()
  }

  // MARK: A few of a byte each

  /// The lowest bit of four numbers of 16 bits.
  private static let units: UInt64 = 0x0001_0001_0001_0001

  /// Compares a place with up to eight others at once; nil where one takes more than a byte.
  @inline(__always)
  private static func countFew(
    _ a: UnsafePointer<UInt8>, _ count: Int, _ b: UnsafePointer<UInt8>, _ otherCount: Int
  ) -> Int? {
    let steps = word(a) & mask(bytes: count)
    var otherSteps = word(b) & mask(bytes: otherCount)
    guard !PlaceCode.hasContinuer(steps), !PlaceCode.hasContinuer(otherSteps) else { return nil }
    // A product with all units sums up the numbers before each; those behind the last repeat it.
    let low = spread(steps) &* units
    let high = spread(steps >> 32) &* units &+ (low >> 48) &* units
    var place: UInt64 = 0
    var found = 0
    for _ in 0..<otherCount {
      place += otherSteps & 0xff
      otherSteps >>= 8
      let wanted = ((place &- 1) & 0xffff) &* units
      found &+= hasZero(low ^ wanted) | hasZero(high ^ wanted) != 0 ? 1 : 0
    }
    return found
  }

  @inline(__always)
  private static func word(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
  }

  /// - Parameter bytes: 1 to 8.
  @inline(__always)
  private static func mask(bytes: Int) -> UInt64 { .max >> UInt64(64 - 8 * bytes) }

  /// Four bytes as four numbers of 16 bits.
  @inline(__always)
  private static func spread(_ bytes: UInt64) -> UInt64 {
    let pairs = (bytes & 0xffff_ffff | (bytes & 0xffff_ffff) << 16) & 0x0000_ffff_0000_ffff
    return (pairs | pairs << 8) & 0x00ff_00ff_00ff_00ff
  }

  /// Not 0 where one of four numbers of 16 bits is 0.
  @inline(__always)
  private static func hasZero(_ numbers: UInt64) -> UInt64 {
    (numbers &- units) & ~numbers & 0x8000_8000_8000_8000
  }

  // MARK: Many

  /// - Parameter places: Room for as many.
  /// - Returns: Behind the last place.
  @inline(__always)
  private static func unpack(
    _ start: UnsafePointer<UInt8>, _ count: Int, to places: UnsafeMutablePointer<UInt32>
  ) -> UnsafePointer<UInt8> {
    var at = start
    var place: UInt32 = 0
    var index = 0
    while index < count {
      var steps = word(at)
      // Most often eight in a byte each.
      if index &+ 8 <= count, !PlaceCode.hasContinuer(steps) {
        for lane in 0..<8 {
          place &+= UInt32(truncatingIfNeeded: steps & 0xff)
          steps >>= 8
          places[index &+ lane] = place
        }
        at += 8
        index &+= 8
        continue
      }
      place &+= PlaceCode.next(&at)
      places[index] = place
      index &+= 1
    }
    return at
  }

  private func countUnpacked(_ count: Int, _ otherCount: Int) -> Int {
    var (i, j, found) = (0, 0, 0)
    while i < count, j < otherCount {
      let (next, place) = (places[i] &+ 1, others[j])
      found &+= next == place ? 1 : 0
      i &+= next <= place ? 1 : 0
      j &+= place <= next ? 1 : 0
    }
    return found
  }

  private func countOneByOne() -> Int {
    var (steps, others) = (PlaceSteps(first), PlaceSteps(second))
    guard var place = steps.next(), var next = others.next() else { return 0 }
    var found = 0
    while true {
      if place &+ 1 == next { found += 1 }
      if place < next {
        guard let one = steps.next() else { return found }
        place = one
      } else {
        guard let one = others.next() else { return found }
        next = one
      }
    }
  }
}
