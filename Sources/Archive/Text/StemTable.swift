internal import ArchiveProtocol
import Synchronization
internal import TextAnalysis

/// The terms of an index by their stem in a language. Immutable.
///
/// Made for the first query that asks for inflected forms in that language, in a microsecond a term, and
/// then kept, if there is memory for it: eight bytes a term, of which an archive has some ten for each
/// thousand words that were spoken. Postings know nothing of it.
final class StemTable: Sendable {
  /// A hash of the stem, and in the lower half the term; ascending.
  private let entries: [UInt64]
  private let language: StemLanguage
  /// What the memory is taken of.
  private let reservation: SearchAllowance.Reservation

  /// - Parameter isCancelled: Looked at every few thousand terms.
  fileprivate init(
    _ language: StemLanguage, of index: TextIndex, _ reservation: SearchAllowance.Reservation,
    _ isCancelled: () -> Bool
  ) throws(QueryError) {
    self.language = language
    self.reservation = reservation
    var entries: [UInt64] = []
    entries.reserveCapacity(index.termCount)
    try index.forEachStem(in: language, isCancelled) { stem, term in
      entries.append(Self.hash(stem) | UInt64(term))
    }
    entries.sort()
    self.entries = entries
  }

  fileprivate static func byteCount(of index: TextIndex) -> Int {
    index.termCount * MemoryLayout<UInt64>.stride
  }

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
  static func hash(_ stem: UnsafeRawBufferPointer) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(bytes: stem)
    return UInt64(bitPattern: Int64(hasher.finalize())) & hashBits
  }
}

/// The tables of an index that were made so far. Safe to use from any thread.
final class StemTables: Sendable {
  private let entries = Mutex<[StemLanguage: Entry]>([:])

  private enum Entry {
    case isBeingMade
    case made(StemTable)
  }

  /// What there is to look words up in.
  enum Answer {
    case table(StemTable)
    /// Another query makes it now.
    case isBeingMade
    /// There is no memory for it.
    case noRoom
  }

  /// The table of a language, if it was made.
  func known(_ language: StemLanguage) -> StemTable? {
    entries.withLock { if case .made(let table) = $0[language] { table } else { nil } }
  }

  /// The table of a language, which is made if it was not: by one query alone, in memory that is taken
  /// first.
  func table(
    _ language: StemLanguage, of index: TextIndex, _ allowance: SearchAllowance,
    _ isCancelled: () -> Bool
  ) throws(QueryError) -> Answer {
    let (answer, reservation) = entries.withLock {
      entries -> (Answer, SearchAllowance.Reservation?) in
      switch entries[language] {
      case .made(let table): return (.table(table), nil)
      case .isBeingMade: return (.isBeingMade, nil)
      case nil:
        guard let reservation = allowance.reserve(StemTable.byteCount(of: index), of: .stemMemory)
        else {
          return (.noRoom, nil)
        }
        entries[language] = .isBeingMade
        return (.isBeingMade, reservation)
      }
    }
    guard let reservation else { return answer }
    do throws(QueryError) {
      let made = try StemTable(language, of: index, reservation, isCancelled)
      entries.withLock { $0[language] = .made(made) }
      return .table(made)
    } catch {
      entries.withLock { $0[language] = nil }
      throw error
    }
  }
}

extension TextIndex {
  private static let termsBetweenLooks = 4_096

  /// Gives the stem of each term in a language, in order.
  /// - Parameter isCancelled: Looked at every few thousand terms.
  func forEachStem(
    in language: StemLanguage, _ isCancelled: () -> Bool,
    _ body: (UnsafeRawBufferPointer, Int) -> Void
  ) throws(QueryError) {
    let stemmer = Stemmer(language)
    for term in 0..<termCount {
      if term % Self.termsBetweenLooks == 0, isCancelled() { throw .cancelled }
      body(stemmer.stem(bytes(ofTerm: term)), term)
    }
  }
}
