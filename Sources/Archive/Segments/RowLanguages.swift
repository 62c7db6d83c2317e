import TextAnalysis

/// The language of each row's words, as far as their stems go. Takes a byte a row where there are several.
struct RowLanguages: ~Copyable, Sendable {
  /// By row; empty where all are of one language.
  private let each: Column<UInt8>
  private let only: StemLanguages
  /// The languages there are; nil stands for those without stems, and for one that is not known.
  let present: [StemLanguage?]
  private let countOfNone: Int

  /// Numbers of languages as `number(of:)` gives them.
  init(_ numbers: consuming Column<UInt8>) {
    var seen = StemLanguages()
    for number in numbers.buffer { seen.insert(StemLanguages(rawValue: 1 << UInt32(number))) }
    countOfNone = numbers.buffer.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
    present = ([nil] + StemLanguage.allCases).filter { seen.contains(StemLanguages($0)) }
    if present.count > 1 {
      each = numbers
      only = .all
    } else {
      each = Column(count: 0) { _ in }
      only = seen
    }
  }

  static func number(of language: StemLanguage?) -> UInt8 { language?.rawValue ?? 0 }

  /// The language of a row.
  @inline(__always)
  subscript(row: Int) -> StemLanguages {
    each.count == 0 ? only : StemLanguages(rawValue: 1 << UInt32(each[row]))
  }

  /// Whether all rows are of one language.
  var areSame: Bool { each.count == 0 }

  /// The number of a row's language.
  func number(_ row: Int) -> UInt8 {
    each.count == 0 ? UInt8(truncatingIfNeeded: only.rawValue.trailingZeroBitCount) : each[row]
  }

  /// How many of some rows are in a language without stems.
  func countWithoutStems(_ rows: Range<Int>) -> Int {
    if each.count == 0 { return countOfNone > 0 ? rows.count : 0 }
    if rows.count == each.count { return countOfNone }
    return rows.reduce(0) { $0 + (each[$1] == 0 ? 1 : 0) }
  }

  /// Whether it tells of so many rows.
  func isOf(_ rowCount: Int) -> Bool { each.count == 0 || each.count == rowCount }

  var byteCount: Int { each.byteCount }
}

extension StemLanguages {
  /// The language, where it is one that has stems.
  var single: StemLanguage? {
    StemLanguage(rawValue: UInt8(truncatingIfNeeded: rawValue.trailingZeroBitCount))
  }
}
