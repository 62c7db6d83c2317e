internal import ArchiveProtocol
import Synchronization
internal import TextAnalysis

/// The terms of an index by their stem in a language. Immutable.
///
/// Made for the first query that asks for inflected forms in that language, in a microsecond a term, and
/// then kept as long as there is memory for it: eight bytes a term, of which an archive has some ten for
/// each thousand words that were spoken. Postings know nothing of it.
final class StemTable: Sendable {
  /// A hash of the stem, and in the lower half the term; ascending.
  private let entries: [UInt64]
  private let language: StemLanguage
  /// What the memory is taken of; nil where there was none left, and the table is not kept.
  private let reservation: SearchAllowance.Reservation?

  /// - Parameter isCancelled: Looked at every few thousand terms.
  init(
    _ language: StemLanguage, of index: TextIndex, _ allowance: SearchAllowance,
    _ isCancelled: () -> Bool
  ) throws(QueryError) {
    self.language = language
    var entries: [UInt64] = []
    entries.reserveCapacity(index.termCount)
    let stemmer = Stemmer(language)
    for term in 0..<index.termCount {
      if term % Self.termsBetweenLooks == 0, isCancelled() { throw .cancelled }
      entries.append(Self.hash(stemmer.stem(index.bytes(ofTerm: term))) | UInt64(term))
    }
    entries.sort()
    self.entries = entries
    reservation = allowance.reserve(Self.byteCount(of: index))
  }

  private static let termsBetweenLooks = 4_096

  static func byteCount(of index: TextIndex) -> Int {
    index.termCount * MemoryLayout<UInt64>.stride
  }

  var isKept: Bool { reservation != nil }

  /// The terms that have the stem of a word, ascending.
  func terms(like word: String, in index: TextIndex) -> [Int] {
    let stemmer = Stemmer(language)
    let stem = stemmer.stem(word)
    return stem.withUnsafeBytes { stem in
      let hash = Self.hash(stem)
      var terms: [Int] = []
      for entry in entries[partitionPoint(0..<entries.count) { entries[$0] < hash }...] {
        guard entry & Self.hashBits == hash else { break }
        let term = Int(entry & ~Self.hashBits)
        if haveSameBytes(stemmer.stem(index.bytes(ofTerm: term)), stem) { terms.append(term) }
      }
      return terms
    }
  }

  private static let hashBits: UInt64 = 0xffff_ffff_0000_0000

  /// The standard library's hash, seeded for each process, so that nobody can choose words that collide.
  private static func hash(_ stem: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(bytes: stem)
    return UInt64(bitPattern: Int64(hasher.finalize())) & hashBits
  }
}

/// The tables of an index that were made so far and are kept. Safe to use from any thread.
final class StemTables: Sendable {
  private let tables = Mutex<[StemLanguage: StemTable]>([:])

  /// The table of a language, if it was made.
  func known(_ language: StemLanguage) -> StemTable? { tables.withLock { $0[language] } }

  /// The table of a language, which is made if it was not. Two that ask at once both make it.
  func table(
    _ language: StemLanguage, of index: TextIndex, _ allowance: SearchAllowance,
    _ isCancelled: () -> Bool
  ) throws(QueryError) -> StemTable {
    if let known = known(language) { return known }
    let made = try StemTable(language, of: index, allowance, isCancelled)
    guard made.isKept else { return made }
    return tables.withLock { tables in
      if let known = tables[language] { return known }
      tables[language] = made
      return made
    }
  }
}
