import Transcripts

/// Finds the owners of texts by the words in them.
///
/// A look-up intersects the lists of the words asked for, so it touches the texts that hold the rarest
/// of them, however many texts there are.
struct WordIndex: Sendable {
  private var texts: [FoldedText] = []
  private var owners: [UInt32] = []
  private var textsOfWord: [String: [UInt32]] = [:]

  /// Adds a text of `owner`.
  mutating func add(_ text: FoldedText, owner: UInt32) {
    let number = UInt32(texts.count)
    texts.append(text)
    owners.append(owner)
    for word in Set(text.words) { textsOfWord[word, default: []].append(number) }
  }

  /// Owners of texts that hold every word of `wanted`, in any order; ascending.
  func owners(withWordsOf wanted: FoldedText) -> [UInt32] {
    sortedOwners(texts(withWordsOf: wanted))
  }

  /// Owners of texts in which the words of `wanted` stand together and in order; ascending.
  func owners(withPhrase wanted: FoldedText) -> [UInt32] {
    sortedOwners(texts(withWordsOf: wanted).filter { texts[Int($0)].containsTogether(wanted) })
  }

  private func sortedOwners(_ numbers: [UInt32]) -> [UInt32] {
    var found = numbers.map { owners[Int($0)] }
    guard found.count > 1 else { return found }
    found.sort()
    var kept = 1
    for index in 1..<found.count where found[index] != found[kept - 1] {
      found[kept] = found[index]
      kept += 1
    }
    found.removeSubrange(kept...)
    return found
  }

  private func texts(withWordsOf wanted: FoldedText) -> [UInt32] {
    var found: [UInt32]?
    wanted.forEachWord { word in
      guard let list = textsOfWord[word] else {
        found = []
        return false
      }
      guard let sofar = found else {
        found = list
        return true
      }
      let common = sofar.count <= list.count ? Self.common(sofar, list) : Self.common(list, sofar)
      found = common
      return !common.isEmpty
    }
    return found ?? []
  }

  /// What ascending lists have in common; each step of the shorter one halves its way in the longer.
  private static func common(_ short: [UInt32], _ long: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(short.count)
    var from = 0
    for value in short {
      from = partitionPoint(from..<long.count) { long[$0] < value }
      if from == long.count { break }
      if long[from] == value { result.append(value) }
    }
    return result
  }
}
