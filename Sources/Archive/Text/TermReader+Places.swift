// How often a row has its term, and at which places.
extension TermReader {
  /// How often the row has it that was found last.
  @inline(__always)
  var count: Int { count(state.pointee.slot) }

  @inline(__always)
  private func count(_ slot: Int) -> Int {
    let header = state.pointee.countHeader
    if header == 0 { return 1 }
    let bits = Int(header & ~PostingBlock.hasOutliers)
    let lower = Int(PostingBlock.number(slot, bits: bits, of: state.pointee.counts))
    if header & PostingBlock.hasOutliers == 0 { return lower + 1 }
    return lower + upper(slot) << bits + 1
  }

  /// What a number of occurrences has above the bits that most have.
  private func upper(_ slot: Int) -> Int {
    let (number, count) = (state.pointee.number, state.pointee.count)
    let bits = Int(state.pointee.countHeader & ~PostingBlock.hasOutliers)
    let outliers = PostingBlock.Outliers(state.pointee.counts + (bits * count + 7) / 8)
    if state.pointee.outlying != number {
      state.pointee.outliers = outliers.slots
      state.pointee.outlying = number
    }
    guard state.pointee.outliers[slot >> 6] >> UInt64(slot & 63) & 1 == 1 else { return 0 }
    return Int(outliers.upper(of: slot))
  }

  /// Where the places of the row start that was found last.
  func placeBytes() -> UnsafePointer<UInt8> {
    let (number, slot) = (state.pointee.number, state.pointee.slot)
    if state.pointee.placesOf != number || slot < state.pointee.placeSlot {
      state.pointee.placesOf = number
      state.pointee.placeSlot = 0
      state.pointee.places =
        state.pointee.index.places + Int(state.pointee.index.skips[number].placeOffset)
    }
    let sums = occurrences
    let passed = Int(sums[slot] &- sums[state.pointee.placeSlot])
    state.pointee.placeSlot = slot
    state.pointee.places = PlaceCode.behind(state.pointee.places, passed)
    return state.pointee.places
  }

  /// How often the row has it whose places were asked for last.
  @inline(__always)
  var placeCount: Int {
    let (sums, slot) = (state.pointee.sums, state.pointee.slot)
    return Int(sums[slot + 1] &- sums[slot])
  }

  /// Says that the places that were asked for last end here, so that they need not be passed over again.
  @inline(__always)
  func passPlaces(upTo end: UnsafePointer<UInt8>) {
    state.pointee.placeSlot = state.pointee.slot &+ 1
    state.pointee.places = end
  }

  /// For each row of the block that is unpacked how often those before it have it together.
  var occurrences: UnsafeMutablePointer<UInt32> {
    let number = state.pointee.number
    if state.pointee.summed != number {
      // They are packed as rows are: each one less than it is.
      PostingBlock.unpack(
        state.pointee.counts, state.pointee.countHeader, count: state.pointee.count, after: 0,
        to: state.pointee.sums + 1)
      state.pointee.summed = number
    }
    return state.pointee.sums
  }

  /// The bytes of the places of the row that was found last.
  var places: UnsafeRawBufferPointer {
    let start = placeBytes()
    return UnsafeRawBufferPointer(start: start, count: PlaceCode.behind(start, count) - start)
  }

  /// Adds the places of the row that was found last, ascending.
  func places(addedTo places: inout [UInt32]) {
    var steps = PlaceSteps(self)
    while let place = steps.next() { places.append(place) }
  }
}

/// Goes through the places of a row: for each the difference from the one before.
struct PlaceSteps {
  private var at: UnsafePointer<UInt8>
  private var left: Int
  private var place: UInt32 = 0

  @inline(__always)
  init(_ reader: TermReader) {
    at = reader.placeBytes()
    left = reader.count
  }

  @inline(__always)
  mutating func next() -> UInt32? {
    guard left > 0 else { return nil }
    left -= 1
    place += PlaceCode.next(&at)
    return place
  }
}
