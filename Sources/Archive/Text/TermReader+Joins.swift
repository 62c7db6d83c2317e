// The rows that two terms have both, block by block.
extension TermReader {
  /// Goes to where both have a row in the blocks that are unpacked, one after another.
  /// - Parameter body: Leaves both at blocks that are unpacked.
  @inline(__always)
  func forEachCommonRow<Failure: Error>(
    with other: TermReader, _ body: (Int) throws(Failure) -> Void
  ) throws(Failure) {
    let (rows, others) = (block, other.block)
    let pairs = state.pointee.pairs
    let count = Self.findCommon(rows, others, pairs)
    for index in 0..<count {
      let slot = Int(pairs[2 * index])
      go(to: slot)
      other.go(to: Int(pairs[2 * index + 1]))
      try body(Int(rows[slot]))
    }
  }

  /// How many rows both have in the blocks that are unpacked.
  func countCommonRows(with other: TermReader) -> Int {
    let (left, right) = (block, other.block)
    let (rows, others) = (left.baseAddress!, right.baseAddress!)
    var (i, j, found) = (0, 0, 0)
    // Where they are the same all bits are set, which is -1.
    var counted = SIMD4<Int32>.zero
    while i &+ 4 <= left.count, j &+ 4 <= right.count {
      let (a, b) = (Self.four(rows, i), Self.four(others, j))
      let same =
        (a .== b) .| (a .== b.rotatedBy1) .| (a .== b.rotatedBy2) .| (a .== b.rotatedBy3)
      counted &-= unsafeBitCast(same, to: SIMD4<Int32>.self)
      let (last, otherLast) = (a.w, b.w)
      i &+= last <= otherLast ? 4 : 0
      j &+= otherLast <= last ? 4 : 0
    }
    found = Int(counted.wrappedSum())
    while i < left.count, j < right.count {
      let (a, b) = (rows[i], others[j])
      found &+= a == b ? 1 : 0
      i &+= a <= b ? 1 : 0
      j &+= b <= a ? 1 : 0
    }
    return found
  }

  /// Compares four rows with four at a time, and looks closer where any are the same.
  @inline(__always)
  private static func findCommon(
    _ left: UnsafeBufferPointer<UInt32>, _ right: UnsafeBufferPointer<UInt32>,
    _ pairs: UnsafeMutablePointer<UInt16>
  ) -> Int {
    let (rows, others) = (left.baseAddress!, right.baseAddress!)
    var (i, j, found) = (0, 0, 0)
    // What is no pair is written over by the next.
    func take(_ i: Int, _ j: Int, _ isPair: UInt32) {
      pairs[2 &* found] = UInt16(truncatingIfNeeded: i)
      pairs[2 &* found &+ 1] = UInt16(truncatingIfNeeded: j)
      found &+= Int(isPair)
    }
    while i &+ 4 <= left.count, j &+ 4 <= right.count {
      let (a, b) = (four(rows, i), four(others, j))
      let (same1, same2, same3) = (a .== b.rotatedBy1, a .== b.rotatedBy2, a .== b.rotatedBy3)
      let same = (a .== b) .| same1 .| same2 .| same3
      if same.hasAny {
        let pair = unsafeBitCast(same, to: SIMD4<UInt32>.self) & 1
        // How far to the right the same row stands in the other four.
        let turn =
          unsafeBitCast(same1, to: SIMD4<UInt32>.self) & 1
          | unsafeBitCast(same2, to: SIMD4<UInt32>.self) & 2
          | unsafeBitCast(same3, to: SIMD4<UInt32>.self) & 3
        let lane = (turn &+ SIMD4(0, 1, 2, 3)) & 3
        take(i, j &+ Int(lane.x), pair.x)
        take(i &+ 1, j &+ Int(lane.y), pair.y)
        take(i &+ 2, j &+ Int(lane.z), pair.z)
        take(i &+ 3, j &+ Int(lane.w), pair.w)
      }
      let (last, otherLast) = (a.w, b.w)
      i &+= last <= otherLast ? 4 : 0
      j &+= otherLast <= last ? 4 : 0
    }
    while i < left.count, j < right.count {
      let (a, b) = (rows[i], others[j])
      if a == b { take(i, j, 1) }
      i &+= a <= b ? 1 : 0
      j &+= b <= a ? 1 : 0
    }
    return found
  }

  @inline(__always)
  private static func four(_ rows: UnsafePointer<UInt32>, _ index: Int) -> SIMD4<UInt32> {
    UnsafeRawPointer(rows).loadUnaligned(fromByteOffset: index &* 4, as: SIMD4<UInt32>.self)
  }
}

extension SIMD4 {
  fileprivate var rotatedBy1: Self { @inline(__always) get { Self(y, z, w, x) } }
  fileprivate var rotatedBy2: Self { @inline(__always) get { Self(z, w, x, y) } }
  fileprivate var rotatedBy3: Self { @inline(__always) get { Self(w, x, y, z) } }
}

extension SIMDMask<SIMD4<Int32>> {
  /// As `any`, which comes to a look at each.
  fileprivate var hasAny: Bool {
    @inline(__always) get {
      let halves = unsafeBitCast(self, to: SIMD2<UInt64>.self)
      return halves.x | halves.y != 0
    }
  }
}
