/// Writes an index, term after term in their order, and of each term row after row.
struct TextIndexWriter: ~Copyable {
  private var terms: GrowingColumn<TextIndex.Term>
  private var text: GrowingColumn<UInt8>
  private var skips = GrowingColumn<TextIndex.Skip>()
  private var blocks: GrowingColumn<UInt8>
  private var places: GrowingColumn<UInt8>
  /// Those of the block that is being filled.
  private var rows = GrowingColumn<UInt32>(capacity: TextIndex.rowsPerBlock)
  private var counts = GrowingColumn<UInt32>(capacity: TextIndex.rowsPerBlock)
  private var before = -1
  /// Where the block that is being filled has its places.
  private var firstPlace = 0

  init(termCapacity: Int = 16, blockCapacity: Int = 16, placeCapacity: Int = 16) {
    terms = GrowingColumn(capacity: termCapacity)
    text = GrowingColumn(capacity: 8 * termCapacity)
    blocks = GrowingColumn(capacity: blockCapacity)
    places = GrowingColumn(capacity: placeCapacity)
  }

  /// Begins a term, which comes behind the one before it.
  mutating func begin(_ term: UnsafeRawBufferPointer) {
    endBlock()
    appendTerm()
    text.append(term.baseAddress!.assumingMemoryBound(to: UInt8.self), count: term.count)
    before = -1
    firstPlace = places.count
  }

  private mutating func appendTerm() {
    terms.append(
      TextIndex.Term(
        textOffset: text.count, rowCount: 0, firstSkip: UInt32(skips.count),
        blockOffset: blocks.count, placeOffset: places.count))
  }

  /// Adds a row, which comes behind the one before it, with the bytes of its places.
  @inline(__always)
  mutating func add(row: UInt32, count: UInt32, places bytes: UnsafeRawBufferPointer) {
    places.append(bytes.baseAddress!.assumingMemoryBound(to: UInt8.self), count: bytes.count)
    add(row: row, count: count)
  }

  /// Adds a row whose places were added.
  @inline(__always)
  mutating func add(row: UInt32, count: UInt32) {
    rows.append(row)
    counts.append(count)
    if rows.count == TextIndex.rowsPerBlock { endBlock() }
  }

  /// Adds a place of the row that is added next: the difference from the one before it there.
  @inline(__always)
  mutating func add(place: UInt32) { PlaceCode.append(place, to: &places) }

  /// Adds all rows of a term of another index, which come behind those that were added, with their places.
  /// - Parameter reader: Stands before the term's first row.
  mutating func add(_ reader: TermReader, places bytes: UnsafeRawBufferPointer) {
    let start = places.count
    places.append(bytes.baseAddress!.assumingMemoryBound(to: UInt8.self), count: bytes.count)
    for number in 0..<reader.blockCount {
      reader.load(number)
      let (block, sums) = (reader.block, reader.occurrences)
      for slot in block.indices {
        rows.append(block[slot])
        counts.append(sums[slot + 1] &- sums[slot])
        guard rows.count == TextIndex.rowsPerBlock else { continue }
        reader.go(to: slot)
        let own = reader.places
        endBlock(placesEnd: start + (own.baseAddress! - bytes.baseAddress!) + own.count)
      }
    }
  }

  private mutating func endBlock() { endBlock(placesEnd: places.count) }

  /// - Parameter placesEnd: Where the places of the block's last row end.
  private mutating func endBlock(placesEnd: Int) {
    guard rows.count > 0 else { return }
    let last = rows[rows.count - 1]
    let term = terms[terms.count - 1]
    skips.append(
      TextIndex.Skip(
        lastRow: last, blockOffset: UInt32(blocks.count - term.blockOffset),
        placeOffset: UInt32(firstPlace - term.placeOffset)))
    PostingBlock.pack(
      rows: UnsafeBufferPointer(start: rows.base, count: rows.count),
      counts: UnsafeBufferPointer(start: counts.base, count: counts.count), after: before,
      to: &blocks)
    var counted = term
    counted.rowCount += UInt32(rows.count)
    terms[terms.count - 1] = counted
    before = Int(last)
    firstPlace = placesEnd
    rows.truncate(to: 0)
    counts.truncate(to: 0)
  }

  /// - Parameter lengths: How many words each row has.
  consuming func finish(lengths: consuming Column<UInt32>) -> TextIndex {
    endBlock()
    appendTerm()
    blocks.extend(by: TextIndex.padding).initialize(repeating: 0, count: TextIndex.padding)
    places.extend(by: TextIndex.padding).initialize(repeating: 0, count: TextIndex.padding)
    return TextIndex(
      terms: terms.finish(), text: text.finish(), skips: skips.finish(), blocks: blocks.finish(),
      places: places.finish(), lengths: lengths)
  }
}
