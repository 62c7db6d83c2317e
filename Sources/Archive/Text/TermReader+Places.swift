// How often a row has its term, and at which places.
extension TermReader {
  /// How often the row has it that was found last.
  @inline(__always)
  var count: Int { count(state.pointee.slot) }

  @inline(__always)
  private func count(_ slot: Int) -> Int {
    let bits = state.pointee.countBits
    if bits == 0 { return 1 }
    let bit = slot * bits
    let word = UInt64(
      littleEndian: UnsafeRawPointer(state.pointee.counts).loadUnaligned(
        fromByteOffset: bit >> 3, as: UInt64.self))
    return Int(word >> UInt64(bit & 7) & (1 << UInt64(bits) - 1)) + 1
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
    state.pointee.places = behind(state.pointee.places, passed)
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
  private var occurrences: UnsafeMutablePointer<UInt32> {
    let number = state.pointee.number
    if state.pointee.summed != number {
      // They are packed as rows are: each one less than it is.
      PostingBlock.unpackRows(
        state.pointee.counts, bits: state.pointee.countBits, count: state.pointee.count, after: 0,
        to: state.pointee.sums + 1)
      state.pointee.summed = number
    }
    return state.pointee.sums
  }

  /// Behind so many places.
  private func behind(_ start: UnsafePointer<UInt8>, _ count: Int) -> UnsafePointer<UInt8> {
    var (at, left) = (start, count)
    // The last byte of each place is the one below 0x80: eight bytes are looked at together, and a product
    // with all ones sums up what is found.
    let ones: UInt64 = 0x0101_0101_0101_0101
    while left >= 8 {
      let bytes = UnsafeRawPointer(at).loadUnaligned(as: UInt64.self)
      left &-= Int(((~bytes >> 7 & ones) &* ones) >> 56)
      at += 8
    }
    while left > 0 {
      if at.pointee < 0x80 { left -= 1 }
      at += 1
    }
    return at
  }

  /// The bytes of the places of the row that was found last.
  var places: UnsafeRawBufferPointer {
    let start = placeBytes()
    return UnsafeRawBufferPointer(start: start, count: behind(start, count) - start)
  }

  /// Adds the places of the row that was found last, ascending.
  func places(addedTo places: inout [UInt32]) {
    var steps = PlaceSteps(self)
    while let place = steps.next() { places.append(place) }
  }
}

/// Goes through the places of a row: for each the difference from the one before, seven bits a byte.
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
    var shift: UInt32 = 0
    var byte = at.pointee
    var difference = UInt32(byte & 0x7f)
    at += 1
    while byte >= 0x80 {
      byte = at.pointee
      at += 1
      shift += 7
      difference |= UInt32(byte & 0x7f) << shift
    }
    place += difference
    return place
  }
}
