/// The words of a segment's statements, and where each is: in which rows, how often, at which places.
///
/// Terms are folded words in bytewise order, so that those with a beginning stand together; a hash finds
/// one. A term's rows stand in blocks of 128: differences and numbers of occurrences, packed in as many
/// bits as the block needs. Places stand apart, since few queries look at them: for each occurrence the
/// difference from the one before it in the statement, in one or two bytes (`PlaceCode`). Each block has a skip, by
/// which one far away is found. Immutable.
final class TextIndex: Sendable {
  /// Terms in order, and one more that starts where the last one ends.
  let terms: Column<Term>
  /// The terms' bytes, one behind the other.
  let text: Column<UInt8>
  let skips: Column<Skip>
  /// The packed blocks, and `padding`.
  let blocks: Column<UInt8>
  /// The places of all blocks, and `padding`.
  let places: Column<UInt8>
  /// How many words each row has.
  let lengths: PackedColumn<UInt32>
  /// Words of all rows.
  let wordCount: UInt64
  private let ids: KeyIndex
  /// What finds inflected forms, as far as they were asked for.
  let stems = StemTables()

  /// In 24 bytes, with 40 bits for places in text and blocks and 48 for those of places.
  struct Term: BitwiseCopyable {
    private let textStart: UInt32
    /// Rows that have it.
    var rowCount: UInt32
    /// Where its skips start.
    let firstSkip: UInt32
    private let blockStart: UInt32
    private let placeStart: UInt32
    private let textHigh: UInt8
    private let blockHigh: UInt8
    private let placeHigh: UInt16

    init(textOffset: Int, rowCount: UInt32, firstSkip: UInt32, blockOffset: Int, placeOffset: Int) {
      textStart = UInt32(truncatingIfNeeded: textOffset)
      self.rowCount = rowCount
      self.firstSkip = firstSkip
      blockStart = UInt32(truncatingIfNeeded: blockOffset)
      placeStart = UInt32(truncatingIfNeeded: placeOffset)
      textHigh = UInt8(textOffset >> 32)
      blockHigh = UInt8(blockOffset >> 32)
      placeHigh = UInt16(placeOffset >> 32)
    }

    /// Where its bytes start in `text`.
    var textOffset: Int { Int(textHigh) << 32 | Int(textStart) }
    /// What its skips count from.
    var blockOffset: Int { Int(blockHigh) << 32 | Int(blockStart) }
    var placeOffset: Int { Int(placeHigh) << 32 | Int(placeStart) }
  }

  struct Skip: BitwiseCopyable {
    /// The last row of the block.
    var lastRow: UInt32
    /// Where it starts in `blocks` and `places`, from the term's start there.
    var blockOffset: UInt32
    var placeOffset: UInt32
  }

  static let rowsPerBlock = 128
  /// Bytes behind the last block, and behind the last places, so that whole words can be loaded.
  static let padding = PostingBlock.padding

  init(
    terms: consuming Column<Term>, text: consuming Column<UInt8>, skips: consuming Column<Skip>,
    blocks: consuming Column<UInt8>, places: consuming Column<UInt8>,
    lengths: consuming Column<UInt32>
  ) {
    wordCount = lengths.buffer.reduce(0) { $0 + UInt64($1) }
    self.lengths = PackedColumn(lengths)
    ids = KeyIndex(count: terms.count - 1) { term in
      let start = terms[term].textOffset
      return UnsafeRawBufferPointer(
        start: text.base + start, count: terms[term + 1].textOffset - start)
    }
    self.terms = terms
    self.text = text
    self.skips = skips
    self.blocks = blocks
    self.places = places
  }

  var termCount: Int { terms.count - 1 }

  var byteCount: Int {
    terms.byteCount + text.byteCount + skips.byteCount + blocks.byteCount + places.byteCount
      + lengths.byteCount + ids.byteCount
  }

  @inline(__always)
  func bytes(ofTerm term: Int) -> UnsafeRawBufferPointer {
    let start = terms[term].textOffset
    return UnsafeRawBufferPointer(
      start: text.base + start, count: terms[term + 1].textOffset - start)
  }

  /// The number of a folded word; nil where no statement has it.
  func term(_ word: String) -> Int? {
    var word = word
    return word.withUTF8 { bytes in
      ids.position(of: UnsafeRawBufferPointer(bytes)) { self.bytes(ofTerm: $0) }
    }
  }

  /// The terms that begin so.
  /// - Complexity: O(log of terms).
  func terms(withPrefix prefix: String) -> Range<Int> {
    var prefix = prefix
    return prefix.withUTF8 { prefix in
      let prefix = UnsafeRawBufferPointer(prefix)
      func beginning(_ term: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes(ofTerm: term).prefix(prefix.count))
      }
      let first = partitionPoint(0..<termCount) { order(beginning($0), prefix) < 0 }
      let end = partitionPoint(first..<termCount) { order(beginning($0), prefix) <= 0 }
      return first..<end
    }
  }

  func places(ofTerm term: Int) -> UnsafeRawBufferPointer {
    let start = terms[term].placeOffset
    return UnsafeRawBufferPointer(
      start: places.base + start, count: terms[term + 1].placeOffset - start)
  }

  func skips(ofTerm term: Int) -> UnsafeBufferPointer<Skip> {
    let start = Int(terms[term].firstSkip)
    return UnsafeBufferPointer(
      start: skips.base + start, count: Int(terms[term + 1].firstSkip) - start)
  }

  /// Gives the memory of what stands before a term back: it must not be asked for again.
  func forget(before term: Int) {
    guard term > 0 else { return }
    blocks.forget(first: terms[term].blockOffset)
    places.forget(first: terms[term].placeOffset)
    skips.forget(first: Int(terms[term].firstSkip))
  }
}
