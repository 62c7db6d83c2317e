internal import ArchiveProtocol
internal import TextAnalysis

/// Tells of any word which of those searched for it is, in statements of one language of a segment: by a
/// look-up, however many were searched for and however many forms they have.
struct FormTable {
  private let forms: ByteKeys
  private let prefixes: ByteKeys
  /// Bytes of the beginnings, each length once, ascending.
  private let prefixLengths: [Int]

  init(
    _ keys: [WordKey], _ words: SegmentWords, _ languages: StemLanguages,
    _ isCancelled: () -> Bool
  ) throws(QueryError) {
    var (forms, prefixes) = (ByteKeys.Builder(), ByteKeys.Builder())
    var lengths: Set<Int> = []
    for (number, key) in keys.enumerated() {
      switch key {
      case .word(let text): forms.add(Array(text.utf8), number)
      case .prefix(let text):
        prefixes.add(Array(text.utf8), number)
        lengths.insert(text.utf8.count)
      case .stem:
        for term in try words.forms(of: key, isCancelled).terms(in: languages) {
          forms.add(Array(words.index.bytes(ofTerm: term)), number)
        }
      }
    }
    self.forms = ByteKeys(forms)
    self.prefixes = ByteKeys(prefixes)
    prefixLengths = lengths.sorted()
  }

  /// The numbers of the words and beginnings that mean a word.
  func numbers(of word: UnsafeRawBufferPointer) -> [Int] {
    var numbers = forms.numbers(of: word)
    for length in prefixLengths {
      guard length <= word.count else { break }
      numbers += prefixes.numbers(of: UnsafeRawBufferPointer(rebasing: word[..<length]))
    }
    return numbers
  }
}

/// Numbers by keys of bytes.
private final class ByteKeys {
  struct Builder {
    fileprivate var keys: [[UInt8]] = []
    fileprivate var numbers: [[Int]] = []
    private var known: [[UInt8]: Int] = [:]

    mutating func add(_ key: [UInt8], _ number: Int) {
      if let index = known[key] {
        numbers[index].append(number)
        return
      }
      known[key] = keys.count
      keys.append(key)
      numbers.append([number])
    }
  }

  private let bytes: Column<UInt8>
  /// Where each key starts, and at the end where the last one ends.
  private let offsets: [Int]
  private let numbers: [[Int]]
  private let index: KeyIndex

  init(_ builder: consuming Builder) {
    var bytes = GrowingColumn<UInt8>()
    var offsets = [0]
    for key in builder.keys {
      for byte in key { bytes.append(byte) }
      offsets.append(bytes.count)
    }
    let column = bytes.finish()
    let base = UnsafeRawPointer(column.base)
    index = KeyIndex(count: builder.keys.count) { key in
      UnsafeRawBufferPointer(
        start: base + offsets[key], count: offsets[key + 1] - offsets[key])
    }
    self.bytes = column
    self.offsets = offsets
    numbers = builder.numbers
  }

  func numbers(of key: UnsafeRawBufferPointer) -> [Int] {
    guard !numbers.isEmpty else { return [] }
    let position = index.position(of: key) { key in
      UnsafeRawBufferPointer(
        start: UnsafeRawPointer(bytes.base) + offsets[key], count: offsets[key + 1] - offsets[key])
    }
    return position.map { numbers[$0] } ?? []
  }
}
