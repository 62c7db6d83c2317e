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
    let word = FoldedText.fold(
      String(line.drop { !$0.isLetter }.prefix { $0.isLetter || "-’'".contains($0) }))
    return month(word) != nil || weekdays.contains(word) || beginnings.contains(word)
      || word.split(separator: " ").first.map { weekdays.contains(String($0)) } ?? false
      || word.split(separator: " ").first.map { month(String($0)) != nil } ?? false
  }
}
