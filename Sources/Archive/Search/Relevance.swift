#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How much a statement has to do with words: Okapi BM25 (Robertson and Zaragoza, "The Probabilistic
/// Relevance Framework: BM25 and Beyond", 2009) with the constants, and the lengths kept to a byte's
/// accuracy, of Lucene and tantivy, so that what these put first comes first here.
enum Relevance {
  static let k1: Float = 1.2
  static let b: Float = 0.75

  /// What having a word is worth that so many of all statements have.
  static func weight(frequency: UInt64, of statements: UInt64) -> Float {
    let count = Float(max(statements, frequency))
    let frequency = Float(frequency)
    return log(1 + (count - frequency + 0.5) / (frequency + 0.5))
  }

  /// What occurrences are divided by beside themselves, for each length as it is kept.
  static func lengthFactors(averageLength: Float) -> [Float] {
    (0..<256).map { byte in
      k1 * (1 - b + b * Float(keptLength(UInt8(byte))) / max(averageLength, 1))
    }
  }

  /// Lengths up to this are kept exactly, the others to four binary digits (Lucene's `SmallFloat`).
  private static let exactLengths: UInt32 = 24

  /// A number of words as a byte.
  @inline(__always)
  static func lengthByte(_ count: UInt32) -> UInt8 {
    guard count >= exactLengths else { return UInt8(count) }
    let rest = count - exactLengths
    let digits = 32 - rest.leadingZeroBitCount
    guard digits > 4 else { return UInt8(exactLengths + rest) }
    let shift = digits - 4
    let kept = exactLengths + (rest >> shift & 7 | UInt32(shift + 1) << 3)
    return UInt8(min(kept, 255))
  }

  /// The number of words that a byte stands for.
  static func keptLength(_ byte: UInt8) -> UInt64 {
    guard byte >= exactLengths else { return UInt64(byte) }
    let rest = UInt64(byte) - UInt64(exactLengths)
    guard rest >= 16 else { return UInt64(exactLengths) + rest }
    return UInt64(exactLengths) + (rest & 7 | 8) << (rest >> 3 - 1)
  }
}

/// What relevance is measured by: figures of the archive, and how many statements have each word.
///
/// Later pages use those of the first one, so that an import in between shifts no statement that was
/// there already.
struct SearchStatistics: Hashable {
  var statements: UInt64 = 0
  var words: UInt64 = 0
  /// By the number of a word, or of a beginning, in `QueryWords`.
  var frequencies: [UInt64] = []

  var averageLength: Float { Float(words) / Float(max(statements, 1)) }
}
