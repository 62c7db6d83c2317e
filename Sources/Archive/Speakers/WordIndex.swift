import HashTreeCollections
import People
import Transcripts

/// Finds the owners of texts by the words in them.
///
/// A look-up intersects the lists of the words asked for, so it touches the texts that hold the rarest
/// of them, however many texts there are.
struct WordIndex: Sendable {
  private var texts = ChunkedArray<FoldedText>()
  private var owners = ChunkedArray<UInt32>()
  /// By each word, and by each character of words whose script has no spaces.
  private var textsOfWord: TreeDictionary<String, [UInt32]> = [:]
  /// By two neighbours written as one word: `vankirk`.
  private var textsOfPair: TreeDictionary<String, [UInt32]> = [:]

  /// The most words of a query for which other ways to part them are tried.
  private static let mostPartedWords = 8

  /// Adds a text of `owner`.
  mutating func add(_ text: FoldedText, owner: UInt32) {
    let number = UInt32(texts.count)
    texts.append(text)
    owners.append(owner)
    let words = text.words
    for word in Set(words + words.flatMap(Self.unspaced)) {
      textsOfWord[word, default: []].append(number)
    }
    for pair in Set(Self.pairs(words)) { textsOfPair[pair, default: []].append(number) }
  }

  /// Owners of texts that hold every word of `wanted`, in any order; ascending. In scripts without
  /// spaces a word may be part of another. Where no text holds the words, those that hold them parted
  /// or joined otherwise: `o brien` for `obrien`, `vankirk` for `van kirk`.
  func owners(withWordsOf wanted: FoldedText) -> [UInt32] {
    if let found = owners(withPlainWordsOf: wanted) { return found }
    let words = wanted.words
    let found = texts(withAll: words) { textsOfWord[$0] }
    if !found.isEmpty || words.isEmpty { return sortedOwners(found) }
    var parted = texts(withAll: words) { word in
      Self.union(textsOfWord[word], textsOfPair[word])
    }
    if words.count <= Self.mostPartedWords {
      for index in words.indices.dropLast() {
        var joined = words
        joined[index] += joined.remove(at: index + 1)
        parted += texts(withAll: joined) { Self.union(textsOfWord[$0], textsOfPair[$0]) }
      }
    }
    return sortedOwners(parted)
  }

  /// About how many entries of lists are gone through to find the owners, at most.
  func cost(ofWordsOf wanted: FoldedText) -> Int {
    // Folding and comparing the text itself counts, too.
    var cost = wanted.text.utf8.count
    var least = Int.max
    var all = 0
    var mayBeJoined = false
    let words = wanted.words
    for word in words {
      var count = textsOfWord[word]?.count ?? 0
      for character in Self.unspaced(word) {
        count = max(count, textsOfWord[character]?.count ?? 0)
      }
      least = min(least, count)
      let pairs = textsOfPair[word]?.count ?? 0
      mayBeJoined = mayBeJoined || pairs > 0
      all += count + pairs
    }
    // Words that are in no text together are looked for parted and joined, which takes all lists, for
    // each way to join two of them.
    let isPlain = least > 0 && !(mayBeJoined && words.count > 1)
    cost += isPlain ? (least == .max ? 0 : least) : all * min(words.count, Self.mostPartedWords)
    return cost
  }

  /// The same where all words are in ASCII and stand in a text as they were typed, which is nearly
  /// always; nil where they do not. Holds nothing but the answer.
  private func owners(withPlainWordsOf wanted: FoldedText) -> [UInt32]? {
    guard wanted.text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    var found: [UInt32] = []
    var isFirst = true
    wanted.forEachWord { word in
      let next = textsOfWord[word] ?? []
      if isFirst {
        found = next
        isFirst = false
      } else if found.count <= next.count {
        Self.keep(&found, in: next)
      } else {
        found = Self.common(next, found)
      }
      return !found.isEmpty
    }
    if found.isEmpty { return nil }
    for index in found.indices { found[index] = owners[Int(found[index])] }
    Self.sortWithoutRepeats(&found)
    return found
  }

  /// Owners of texts in which the words of `wanted` stand together and in order; ascending.
  func owners(withPhrase wanted: FoldedText) -> [UInt32] {
    sortedOwners(
      texts(withAll: wanted.words) { textsOfWord[$0] }
        .filter { texts[Int($0)].containsTogether(wanted) })
  }

  private func sortedOwners(_ numbers: [UInt32]) -> [UInt32] {
    var found = numbers.map { owners[Int($0)] }
    Self.sortWithoutRepeats(&found)
    return found
  }

  private static func sortWithoutRepeats(_ numbers: inout [UInt32]) {
    guard numbers.count > 1 else { return }
    numbers.sort()
    var kept = 1
    for index in 1..<numbers.count where numbers[index] != numbers[kept - 1] {
      numbers[kept] = numbers[index]
      kept += 1
    }
    numbers.removeSubrange(kept...)
  }

  /// Texts that are in the list of each word.
  private func texts(withAll words: [String], list: (String) -> [UInt32]?) -> [UInt32] {
    var found: [UInt32]?
    for word in words {
      guard let next = texts(withPart: word) ?? list(word) else { return [] }
      let common: [UInt32]
      if let sofar = found {
        common = sofar.count <= next.count ? Self.common(sofar, next) : Self.common(next, sofar)
      } else {
        common = next
      }
      if common.isEmpty { return [] }
      found = common
    }
    return found ?? []
  }

  /// Texts that hold the word within others, for scripts without spaces.
  private func texts(withPart word: String) -> [UInt32]? {
    let characters = Self.unspaced(word)
    guard !characters.isEmpty, characters.joined() == word else { return nil }
    let found = texts(withAll: characters) { textsOfWord[$0] ?? [] }
    return found.filter { texts[Int($0)].text.contains(word) }
  }

  /// The characters of a word that are of scripts without spaces; none for a word of one character,
  /// which is itself.
  private static func unspaced(_ word: String) -> [String] {
    guard word.utf8.count > 3, !word.utf8.allSatisfy({ $0 < 0x80 }) else { return [] }
    return word.unicodeScalars.filter(isUnspaced).map { String($0) }
  }

  /// Ideographs, kana, Hangul (names are written as one word), Thai, Lao, Myanmar and Khmer.
  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0e00...0x0eff, 0x1000...0x109f, 0x1780...0x17ff, 0x3041...0x30ff, 0x3400...0x4dbf,
      0x4e00...0x9fff, 0xac00...0xd7a3, 0x20000...0x3ffff:
      true
    default: false
    }
  }

  private static func pairs(_ words: [String]) -> [String] {
    zip(words, words.dropFirst()).map { $0 + $1 }
  }

  /// What is in either of two ascending lists, ascending.
  private static func union(_ left: [UInt32]?, _ right: [UInt32]?) -> [UInt32]? {
    guard let left, let right else { return left ?? right }
    var union: [UInt32] = []
    union.reserveCapacity(left.count + right.count)
    var (l, r) = (0, 0)
    while l < left.count, r < right.count {
      let (a, b) = (left[l], right[r])
      union.append(min(a, b))
      if a <= b { l += 1 }
      if b <= a { r += 1 }
    }
    union += left[l...]
    union += right[r...]
    return union
  }

  /// What ascending lists have in common; each step of the shorter one halves its way in the longer.
  private static func common(_ short: [UInt32], _ long: [UInt32]) -> [UInt32] {
    var result = short
    keep(&result, in: long)
    return result
  }

  /// Keeps of an ascending list what is in a longer one, too.
  private static func keep(_ list: inout [UInt32], in long: [UInt32]) {
    var (from, kept) = (0, 0)
    for index in list.indices {
      let value = list[index]
      from = partitionPoint(from..<long.count) { long[$0] < value }
      if from == long.count { break }
      if long[from] == value {
        list[kept] = value
        kept += 1
      }
    }
    list.removeSubrange(kept...)
  }
}
