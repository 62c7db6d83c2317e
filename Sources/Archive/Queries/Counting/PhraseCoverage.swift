internal import TextAnalysis

/// Tells which phrases of a query have a word that is asked for by itself, and so counted wherever it
/// stands. That follows from the query and the language alone, not from what words the archive happens to
/// have, and is looked at once for all segments. Belongs to one thread at a time.
final class PhraseCoverage {
  private let scored: ScoredParts
  /// The words that are asked for by themselves.
  private var singles: Set<WordKey> = []
  private var prefixes: [String] = []
  /// By language, and by the number of a part.
  private var known: [StemLanguage?: [Bool]] = [:]
  /// Stems that were taken: what it has cost.
  private(set) var stemCount = 0

  init(_ scored: ScoredParts) {
    self.scored = scored
    for part in scored.parts {
      switch part {
      case .word(let number): singles.insert(scored.keys[number])
      case .prefix(let number): prefixes.append(scored.keys[number].text)
      case .phrase, .together, .near: break
      }
    }
  }

  /// Whether a word of a phrase is counted in texts of a language wherever it stands, in any form that is
  /// asked for.
  /// - Parameter number: That of the phrase among the query's parts.
  func covers(_ number: Int, in language: StemLanguage?) -> Bool {
    if let known = known[language] { return known[number] }
    let made = coverage(in: language)
    known[language] = made
    return made[number]
  }

  private func coverage(in language: StemLanguage?) -> [Bool] {
    let stemmer = language.map { Stemmer($0) }
    func stem(_ word: String, _ stemmer: Stemmer) -> [UInt8] {
      stemCount += 1
      return stemmer.stem(word)
    }
    var stems: Set<[UInt8]> = []
    if let stemmer {
      for case .stem(let single) in singles { stems.insert(stem(single, stemmer)) }
    }
    // What a word is does not depend on the phrase.
    let numbers: [[Int]] = scored.parts.map { part in
      if case .phrase(let numbers) = part { numbers } else { [] }
    }
    var isCovered: [Int: Bool] = [:]
    for number in numbers.joined() where isCovered[number] == nil {
      let word = scored.keys[number]
      let text = word.text
      isCovered[number] =
        if singles.contains(word) {
          true
        } else if let stemmer {
          if !stems.isEmpty, stems.contains(stem(text, stemmer)) {
            true
          } else if case .stem = word {
            // A form that is not typed may begin otherwise, or be no word that is asked for.
            false
          } else {
            hasPrefix(of: text)
          }
        } else {
          singles.contains(.stem(text)) || singles.contains(.word(text)) || hasPrefix(of: text)
        }
    }
    return numbers.map { $0.contains { isCovered[$0] ?? false } }
  }

  private func hasPrefix(of word: String) -> Bool {
    prefixes.contains { word.utf8.starts(with: $0.utf8) }
  }
}
