import People
import Transcripts

/// The words of days, of all languages of ``LabelWords``.
enum DateWords {
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
  static let weekdays = Set(
    LabelWords.byLanguage("weekdays").flatMap { $0.words.map(FoldedText.fold) })
  /// Small words within days: "of", "de", "года".
  static let small = Set(
    LabelWords.byLanguage("day-words").flatMap { $0.words.map(FoldedText.fold) })

  /// Words before a day: "the", "den".
  static let beginnings = Set(
    LabelWords.byLanguage("day-beginnings").flatMap { $0.words.map(FoldedText.fold) })

  /// The number of a month, from 1; also of its first three or four letters, "Sept".
  static func month(_ folded: String) -> Int? {
    if let number = monthNumbers[folded] { return number }
    guard (3...4).contains(folded.utf8.count), let number = monthBeginnings[folded], number > 0
    else { return nil }
    return number
  }

  /// Whether a line may begin a day: with a digit, a month, a day of the week or a small word.
  static func mayBegin(_ line: Substring) -> Bool {
    guard let first = line.first(where: { !$0.isWhitespace }) else { return false }
    if first.isNumber || first == "(" || first == "[" { return true }
    let word = FoldedText.fold(
      String(line.drop { !$0.isLetter }.prefix { $0.isLetter || "-’'".contains($0) }))
    return month(word) != nil || weekdays.contains(word) || beginnings.contains(word)
      || word.split(separator: " ").first.map { weekdays.contains(String($0)) } ?? false
  }
}
