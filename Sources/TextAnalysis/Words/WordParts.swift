// How a segment is taken apart, where people look for its parts.
extension WordPass {
  /// Words of one segment.
  mutating func takeApart(_ range: Range<Int>) {
    if !takesApart { return whole(range) }
    if isNumber(range) { return number(range) }
    let initialsEnd = initialsEnd(range)
    var start = range.lowerBound
    var index = start
    var before = Class.other
    while index < range.upperBound {
      let (entry, length) = character(at: index)
      let found = entry.characterClass
      switch found {
      case Class.extend:
        index += length
        continue
      case Class.letter, Class.numeric, Class.hebrewLetter, Class.dictionary: break
      default:
        let next = index + length
        if index >= initialsEnd,
          !stays(scalar(at: index).0, before, start..<index, next..<range.upperBound)
        {
          word(start..<index)
          start = next
        }
      }
      before = found
      index += length
    }
    word(start..<range.upperBound)
  }

  /// The segment as it is, for comparisons with ICU.
  private mutating func whole(_ range: Range<Int>) {
    var index = range.lowerBound
    var hasLetter = false
    while index < range.upperBound {
      let (entry, length) = character(at: index)
      let found = entry.characterClass
      hasLetter = hasLetter || found != Class.extendNumLet && found != Class.extend
      index += length
    }
    guard hasLetter else { return }
    output.storeBytes(of: 0x20, toByteOffset: written, as: UInt8.self)
    emit(range, foldedEnd: written + 1)
  }

  /// Whether what is printed between two parts of a segment leaves them one word.
  private func stays(
    _ mark: UInt32, _ before: UInt8, _ left: Range<Int>, _ right: Range<Int>
  ) -> Bool {
    switch mark {
    case _ where Apostrophe.isOne(mark):
      return !isAnyOf(Self.elided, left) && !isAnyOf(Self.clitics, upToMark(right))
    case 0xb7, 0x387, 0x2027, 0x22, 0x5f4: return true
    case 0x2e, 0xff0e, 0x2024:
      return before == Class.numeric
        && right.first.map { character(at: $0).entry.characterClass } == Class.numeric
    default: return false
    }
  }

  private func upToMark(_ range: Range<Int>) -> Range<Int> {
    var index = range.lowerBound
    while index < range.upperBound {
      let (entry, length) = character(at: index)
      let found = entry.characterClass
      if found >= Class.extendNumLet, found <= Class.doubleQuote { break }
      index += length
    }
    return range.lowerBound..<index
  }

  /// English words that are written behind an apostrophe.
  private static let clitics = ["s", "ll", "re", "ve", "d", "m"].map { Array($0.utf8) }
  /// French and Italian words that are written before one.
  private static let elided = [
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "un",
    "all",
    "dell", "dall", "nell", "sull", "coll", "quell", "quest", "sant", "com", "dov", "cos", "anch",
  ].map { Array($0.utf8) }

  /// Whether a part is one of some short words in ASCII.
  private func isAnyOf(_ words: [[UInt8]], _ range: Range<Int>) -> Bool {
    guard (1...6).contains(range.count) else { return false }
    return words.contains { word in
      word.count == range.count && zip(word, range).allSatisfy { $0 == text[$1] | 0x20 }
    }
  }

  /// The end of single letters, each but the last with a full stop behind it: that of the segment, or
  /// where a clitic follows, as in `U.S’s`. The beginning where there are none.
  private func initialsEnd(_ range: Range<Int>) -> Int {
    var isLetterDue = true
    var letters = 0
    var index = range.lowerBound
    while index < range.upperBound {
      let (entry, length) = character(at: index)
      let found = entry.characterClass
      if found == Class.extend {
        // stays with its letter
      } else if isLetterDue {
        guard found == Class.letter else { return range.lowerBound }
        letters += 1
        isLetterDue = false
      } else {
        guard text[index] == UInt8(ascii: ".") else {
          let rest = index + length..<range.upperBound
          let isClitic = Apostrophe.isOne(scalar(at: index).0) && isAnyOf(Self.clitics, rest)
          return letters > 1 && isClitic ? index : range.lowerBound
        }
        isLetterDue = true
      }
      index += length
    }
    return letters > 1 ? range.upperBound : range.lowerBound
  }

  /// A word of a part, folded; nothing where no letter or digit is in it.
  private mutating func word(_ range: Range<Int>) {
    var end = written
    var index = range.lowerBound
    var last: UInt32 = 0
    // The character that a mark may be one with, and the bytes of its form, which come last.
    var base: (scalar: UInt32, count: Int) = (0, 0)
    while index < range.upperBound {
      let (entry, length) = character(at: index)
      let scalar = scalar(at: index).0
      switch entry.characterClass {
      case Class.letter, Class.numeric, Class.hebrewLetter, Class.dictionary:
        output.storeBytes(of: entry.bytes.littleEndian, toByteOffset: end, as: UInt64.self)
        end += entry.count
        base = (scalar, entry.count)
      case Class.extend:
        // Of Latin letters what is composed is folded as what is not.
        if base.scalar >= 0x370, let composed = Folding.composed(base.scalar, scalar) {
          let whole =
            Int(composed) < entries.count
            ? entries[Int(composed)] : CharacterTable.entry(of: composed)
          end -= base.count
          output.storeBytes(of: whole.bytes.littleEndian, toByteOffset: end, as: UInt64.self)
          end += whole.count
          base = (composed, whole.count)
        } else if entry.count > 0 {
          output.storeBytes(of: entry.bytes.littleEndian, toByteOffset: end, as: UInt64.self)
          end += entry.count
          base = (scalar, entry.count)
        }
      default:
        // A full stop between digits is part of the number.
        if text[index] == UInt8(ascii: "."), last != 0,
          character(at: index + 1 < range.upperBound ? index + 1 : index).entry.characterClass
            == Class.numeric
        {
          output.storeBytes(of: UInt8(ascii: "."), toByteOffset: end, as: UInt8.self)
          end += 1
        }
      }
      last = scalar
      index += length
    }
    emit(range, foldedEnd: end)
  }

  // MARK: Numbers

  private func isNumber(_ range: Range<Int>) -> Bool {
    var digits = 0
    var marks = 0
    var index = range.lowerBound
    while index < range.upperBound {
      let (entry, length) = character(at: index)
      switch entry.characterClass {
      case Class.numeric: digits += 1
      case Class.midNum, Class.midNumLet, Class.singleQuote: marks += 1
      case Class.extendNumLet where scalar(at: index).0 == 0x202f: marks += 1
      default: return false
      }
      index += length
    }
    return digits > 0 && marks > 0
  }

  /// A number with marks between its digits: groups of three are joined, a decimal part stays, and what
  /// is neither is several numbers.
  private mutating func number(_ range: Range<Int>) {
    var groups: [Range<Int>] = []
    var counts: [Int] = []
    var marks: [UInt32] = []
    var index = range.lowerBound
    var start = index
    var digits = 0
    while index < range.upperBound {
      let (entry, length) = character(at: index)
      if entry.characterClass == Class.numeric {
        digits += 1
      } else {
        groups.append(start..<index)
        counts.append(digits)
        marks.append(scalar(at: index).0)
        digits = 0
        start = index + length
      }
      index += length
    }
    groups.append(start..<range.upperBound)
    counts.append(digits)
    let stop: UInt32 = 0x2e
    let comma: UInt32 = 0x2c
    func isGrouped(_ count: Int) -> Bool {
      (1...3).contains(counts[0]) && counts[1..<count].allSatisfy { $0 == 3 }
        && marks[..<(count - 1)].allSatisfy { $0 == marks[0] }
    }
    if marks.allSatisfy({ $0 == stop }), marks.count == 1 || !isGrouped(counts.count) {
      // 3.14, and addresses and sections: 192.168.1.1
      return joined(groups, range, stopsBefore: 1..<groups.count)
    }
    if isGrouped(counts.count) { return joined(groups, range, stopsBefore: 0..<0) }
    if groups.count > 2, let last = marks.last, last != marks[0], last == stop || last == comma,
      isGrouped(groups.count - 1)
    {
      return joined(groups, range, stopsBefore: groups.count - 1..<groups.count)
    }
    for group in groups { joined([group], group, stopsBefore: 0..<0) }
  }

  private mutating func joined(_ groups: [Range<Int>], _ range: Range<Int>, stopsBefore: Range<Int>)
  {
    var end = written
    for (number, group) in groups.enumerated() {
      if stopsBefore.contains(number) {
        output.storeBytes(of: UInt8(ascii: "."), toByteOffset: end, as: UInt8.self)
        end += 1
      }
      var index = group.lowerBound
      while index < group.upperBound {
        let (entry, length) = character(at: index)
        output.storeBytes(of: entry.bytes.littleEndian, toByteOffset: end, as: UInt64.self)
        end += entry.count
        index += length
      }
    }
    emit(range, foldedEnd: end)
  }
}
