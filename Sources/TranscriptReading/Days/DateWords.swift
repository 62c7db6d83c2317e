import People
import Transcripts

/// The words of days, of all languages of ``LabelWords``.
package enum DateWords {
  /// Months, folded, with their numbers: a language lists twelve, or twelve twice in two cases, and
  /// parts several words for one by a bar.
  private static let months: [(word: String, number: Int)] =
    LabelWords.byLanguage("months").flatMap { list in
      list.words.enumerated().flatMap { index, words in
        words.split(separator: "|").map { (FoldedText.fold(String($0)), index % 12 + 1) }
      }
    }
  private static let monthNumbers = Dictionary(
    months.map { ($0.word, $0.number) }, uniquingKeysWith: { first, _ in first })
  /// The numbers of months by the first letters of their words, three or four bytes; 0 where they
  /// begin several.
  private static let monthBeginnings: [String: Int] = {
    var numbers: [String: Int] = [:]
    for (word, number) in months {
      for end in word.indices.dropFirst() + [word.endIndex] {
        let beginning = String(word[..<end])
        guard (3...4).contains(beginning.utf8.count) else { continue }
        let known = numbers[beginning] ?? number
        numbers[beginning] = known == number ? number : 0
      }
    }
    return numbers
  }()
  /// Days of the week, folded.
  package static let weekdays = folded("weekdays")
  /// Small words within days: "of", "de", "года".
  package static let small = folded("day-words")
  /// Words before a day: "the", "den", "vom".
  package static let beginnings = folded("day-beginnings")
  /// Words between the two days of a range: "and", "bis", "au".
  package static let joins = folded("day-joins")
  /// Words that stand before the day of a meeting on a line of its own: "recorded", "Sitzung".
  package static let titles = folded("day-titles")
  /// Words before a day that is not the meeting's: "published", "approval".
  package static let others = folded("day-others")

  private static func folded(_ section: String) -> Set<String> {
    Set(LabelWords.byLanguage(section).flatMap { $0.words.map(FoldedText.fold) })
  }

  /// The number of a month, from 1; also of its first three or four letters, "Sept".
  package static func month(_ folded: String) -> Int? {
    if let number = monthNumbers[folded] { return number }
    guard (3...4).contains(folded.utf8.count), let number = monthBeginnings[folded], number > 0
    else { return nil }
    return number
  }

  /// Whether a line may begin a day: with a digit, a month, a day of the week or a small word.
  package static func mayBegin(_ line: Substring) -> Bool {
    guard let first = line.first(where: { !$0.isWhitespace }) else { return false }
    if first.isNumber || "([*_—–".contains(first) { return true }
    if let pair = pair(line.utf8), !pairs[pair] { return false }
    let word = FoldedText.fold(
      String(line.drop { !$0.isLetter }.prefix { $0.isLetter || "-’'".contains($0) }))
    if month(word) != nil || weekdays.contains(word) || beginnings.contains(word) { return true }
    guard let space = word.firstIndex(of: " ") else { return false }
    let start = String(word[..<space])
    return weekdays.contains(start) || month(start) != nil
  }

  /// Which first two letters such words have, by which nearly every line is passed over.
  private static let pairs: [Bool] = {
    var pairs = [Bool](repeating: false, count: 27 * 27)
    for word in months.map(\.word) + weekdays + beginnings {
      if let pair = pair(word[...].utf8) { pairs[pair] = true }
    }
    return pairs
  }()

  /// The first two letters as a number, where what a text begins with tells them by its bytes.
  private static func pair(_ text: Substring.UTF8View) -> Int? {
    guard let first = text.first, (first | 0x20) &- 0x61 < 26 else { return nil }
    let second = text.dropFirst().first ?? 0x20
    if (second | 0x20) &- 0x61 < 26 {
      return Int((first | 0x20) - 0x61) * 27 + Int((second | 0x20) - 0x61)
    }
    return second == 0x27 || second >= 0x80 ? nil : Int((first | 0x20) - 0x61) * 27 + 26
  }
}
