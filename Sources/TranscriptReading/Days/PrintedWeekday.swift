import People
package import Transcripts

/// What is printed of a day and cannot be: a day of the week that is another's, the 31st of April.
package enum PrintedWeekday {
  /// The number of each day of the week, 0 for Monday, by its folded name in every language.
  private static let numbers: [String: Set<Int>] = {
    var numbers: [String: Set<Int>] = [:]
    for list in LabelWords.byLanguage("weekdays") {
      // Abbreviations stand behind the seven, and may be other words.
      let names = list.words.filter { $0 != "sonnabend" }.prefix(7)
      for (number, name) in names.enumerated() {
        numbers[FoldedText.fold(name), default: []].insert(number)
      }
    }
    return numbers
  }()

  /// Longest line that is looked at, in bytes.
  private static let maximumLength = 300

  /// The day of the week that a line prints with a day and that is not that day's; nil where there is
  /// none.
  package static func contradiction(
    in line: String, _ date: CalendarDate, through end: CalendarDate? = nil
  ) -> String? {
    guard line.utf8.count <= maximumLength, line.contains("\(date.components.year)") else {
      return nil
    }
    var found: String?
    for word in line.split(whereSeparator: { !$0.isLetter && !"-’'".contains($0) }) {
      guard let days = numbers[FoldedText.fold(String(word))] else { continue }
      if days.contains(number(date)) || end.map({ days.contains(number($0)) }) ?? false {
        return nil
      }
      found = found ?? String(word)
    }
    return found
  }

  /// 0 for Monday: 1970-01-01 was a Thursday.
  private static func number(_ date: CalendarDate) -> Int {
    let days = (Int(date.daysSinceEpoch) + 3) % 7
    return days < 0 ? days + 7 : days
  }

  /// Whether a line would be or end in a day if its month were longer: "31 April 2024".
  package static func isImpossible(_ line: String, order: DayOrder? = nil) -> Bool {
    guard line.utf8.count <= maximumLength else { return false }
    let bytes = Array(line.utf8)
    for index in bytes.indices.dropLast() {
      // 29 to 31, which some month or year has not.
      guard
        bytes[index] == 0x32 && bytes[index + 1] == 0x39
          || bytes[index] == 0x33 && (bytes[index + 1] == 0x30 || bytes[index + 1] == 0x31),
        index == 0 || !isDigit(bytes[index - 1]),
        index + 2 == bytes.count || !isDigit(bytes[index + 2])
      else { continue }
      var other = bytes
      (other[index], other[index + 1]) = (0x32, 0x38)
      let words = String(decoding: other, as: UTF8.self)
      if PrintedDate(words, order: order) != nil
        || PrintedDate.ending(words, order: order) != nil
        || PrintedDate.ofMeeting(words, order: order) != nil
      {
        return true
      }
    }
    return false
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
