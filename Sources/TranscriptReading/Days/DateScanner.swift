import People
import Transcripts

/// Reads the parts of a printed day from the beginning of a line, over spaces of every kind.
struct DateScanner {
  private var text: Substring
  /// Which of two numbers is the day; nil where it is not known.
  private let order: DayOrder?
  /// Whether a day was taken by its dots alone, "3.6.2021", which may be two.
  private(set) var isDotted = false

  init(_ text: Substring, order: DayOrder? = nil) {
    self.text = text
    self.order = order
  }

  private mutating func skipSpace() {
    while let first = text.first, first.isWhitespace || first == "\u{200B}" { text.removeFirst() }
  }

  var isAtEnd: Bool { text.allSatisfy { $0.isWhitespace || $0 == "\u{200B}" } }

  /// Whether a digit comes next, of a number that was taken in part.
  var isInNumber: Bool { text.first?.isNumber == true }

  var rest: String {
    var rest = text
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace || last == "," { rest.removeLast() }
    return String(rest)
  }

  mutating func take(_ character: Character) -> Bool {
    skipSpace()
    guard text.first == character else { return false }
    text.removeFirst()
    return true
  }

  /// A word between the days of a range, a dash or a stroke.
  mutating func takeJoin() -> Bool {
    if takeDash() || take("/") || take("&") { return true }
    skipSpace()
    let (folded, length) = word()
    guard length > 0, DateWords.joins.contains(folded) else { return false }
    text.removeFirst(length)
    return true
  }

  /// "12, " and "13, " of "12, 13 and 14 March".
  mutating func skipListedDays() {
    let start = self
    var isList = false
    while take(","), takeNumber(2) != nil {
      skipOrdinal()
      isList = true
    }
    let end = self
    if isList, !takeDash(), takeJoin() { self = end } else { self = start }
  }

  mutating func takeDash() -> Bool { take("–") || take("-") || take("—") || take("−") }

  /// The next word of letters, folded; nothing is taken.
  private func word() -> (folded: String, length: Int) {
    let head = text.prefix { $0.isLetter || $0 == "-" || $0 == "’" || $0 == "'" }
    return (FoldedText.fold(String(head)), head.count)
  }

  /// Takes "Thursday," and words such as "the" and "den".
  mutating func skipWeekday() {
    for _ in 0..<5 {
      skipSpace()
      let (folded, length) = word()
      guard length > 0,
        DateWords.month(folded) == nil || folded == "mar" && isWeekdayFollowed(length),
        DateWords.weekdays.contains(folded) || DateWords.beginnings.contains(folded)
      else { return }
      text.removeFirst(length)
      if text.first == "." || text.first == "," { text.removeFirst() }
    }
  }

  /// Whether "mar." is Tuesday: a number and a month follow.
  private func isWeekdayFollowed(_ length: Int) -> Bool {
    let rest = text.dropFirst(length).drop { !$0.isNumber && !$0.isLetter }
    let behind = rest.drop(while: \.isNumber).drop { !$0.isLetter }.prefix(while: \.isLetter)
    return rest.first?.isNumber == true && DateWords.month(FoldedText.fold(String(behind))) != nil
  }

  private mutating func skipSmallWords() {
    for _ in 0..<2 {
      skipSpace()
      let (folded, length) = word()
      guard length > 0, DateWords.small.contains(folded) else { return }
      text.removeFirst(length)
      if text.first == "." { text.removeFirst() }
    }
  }

  mutating func takeNumber(_ digits: Int) -> Int? {
    skipSpace()
    let head = text.prefix { ("0"..."9").contains($0) }
    guard (1...digits).contains(head.count), let number = Int(head) else { return nil }
    text.removeFirst(head.count)
    return number
  }

  mutating func takeMonth() -> Int? {
    skipSpace()
    let (folded, length) = word()
    guard length >= 3, let month = DateWords.month(folded) else { return nil }
    text.removeFirst(length)
    if text.first == "." { text.removeFirst() }
    return month
  }

  /// "March 1", "1 March", "1st of March", "1. März", "1 de marzo", or "1" in a range whose other end
  /// has the month.
  mutating func takeDay() -> (month: Int?, day: Int)? {
    let start = self
    if let month = takeMonth() {
      if let day = takeNumber(2) {
        skipOrdinal()
        return (month, day)
      }
      self = start
      return nil
    }
    guard let day = takeNumber(2) else { return nil }
    skipOrdinal()
    let end = self
    // "12-Mar-2024".
    if text.first == "-", text.dropFirst().first?.isLetter == true { text.removeFirst() }
    skipSmallWords()
    if let month = takeMonth() { return (month, day) }
    self = end
    return (nil, day)
  }

  /// "st", "nd", "th", "er", "º", ".".
  private mutating func skipOrdinal() {
    let letters = text.prefix(while: \.isLetter)
    let folded = FoldedText.fold(String(letters))
    if !letters.isEmpty, letters.count <= 2, letters.first?.isASCII == true,
      ["st", "nd", "rd", "th", "er", "re", "o", "a", "e"].contains(folded)
    {
      text.removeFirst(letters.count)
      return
    }
    if text.first == "." { text.removeFirst() }
    if let first = text.first, "ºª°".contains(first) { text.removeFirst() }
  }

  /// A year, with or without a comma or "de" before it, and "года" behind it.
  mutating func takeYear() -> Int? {
    let start = self
    _ = take(",")
    if text.first == "-", text.dropFirst().prefix(4).allSatisfy(\.isNumber) { text.removeFirst() }
    skipSmallWords()
    if let year = takeNumber(4), year >= 1000 {
      skipYearWord()
      return year
    }
    self = start
    return nil
  }

  /// `2021-06-03`, `2021/6/3`, `2021.06.03`, `20210603`, `2021年6月3日`.
  mutating func takeISO() -> CalendarDate? {
    skipSpace()
    if let date = CalendarDate(text.prefix(10)), text.dropFirst(10).first?.isNumber != true {
      text.removeFirst(10)
      return date
    }
    let start = self
    let digits = text.prefix { ("0"..."9").contains($0) }
    if digits.count == 8, let number = Int(digits), (18_000_000..<22_000_000).contains(number),
      let date = try? CalendarDate(
        year: number / 10000, month: number / 100 % 100, day: number % 100)
    {
      text.removeFirst(8)
      return date
    }
    if let year = takeNumber(4), year >= 1000, let mark = text.first, "/-.年".contains(mark) {
      text.removeFirst()
      if let month = takeNumber(2), text.first == (mark == "年" ? "月" : mark) {
        text.removeFirst()
        if let day = takeNumber(2),
          let date = try? CalendarDate(year: year, month: month, day: day)
        {
          if mark == "年", text.first == "日" { text.removeFirst() }
          return date
        }
      }
    }
    self = start
    return nil
  }

  /// `3.6.2021`, which is day and month wherever it is written with dots, and `30/6/2021`, whose first
  /// number can be nothing but a day. `3/6/2021` may be either, and is none unless the order is known.
  mutating func takeNumbers() -> CalendarDate? {
    let start = self
    guard let first = takeNumber(2), let mark = text.first, "./-_".contains(mark) else {
      self = start
      return nil
    }
    text.removeFirst()
    guard let second = takeNumber(2), text.first == mark else {
      self = start
      return nil
    }
    text.removeFirst()
    guard let year = takeNumber(4), year >= 1000 else {
      self = start
      return nil
    }
    let isOpen = first <= 12 && second <= 12 && first != second
    let isDayFirst: Bool
    if isOpen {
      guard mark == "." || order != nil else {
        self = start
        return nil
      }
      isDayFirst = order != .monthFirst
      isDotted = isDotted || order == nil
    } else {
      isDayFirst = first > 12 || first == second
      // "12.03.2024 – 13.03.2024".
      if first > 12 { isDotted = false }
    }
    guard
      let date = try? CalendarDate(
        year: year, month: isDayFirst ? second : first, day: isDayFirst ? first : second)
    else {
      self = start
      return nil
    }
    skipYearWord()
    return date
  }

  /// "года", "г." behind a year.
  private mutating func skipYearWord() {
    let end = self
    skipSpace()
    let (folded, length) = word()
    guard ["goda", "god", "g", "roku", "rik", "r"].contains(folded) else {
      self = end
      return
    }
    // Such a year's language writes the day first.
    isDotted = false
    text.removeFirst(length)
    if text.first == "." { text.removeFirst() }
  }

  /// "at", "um", "à", "в" before a time.
  mutating func takeAt() -> Bool {
    let start = self
    skipSpace()
    let (folded, length) = word()
    guard Self.clockWords.contains(folded) else {
      self = start
      return false
    }
    text.removeFirst(length)
    let end = self
    guard takeTime(allowsHour: Self.hourWords.contains(folded)) != nil else {
      self = start
      return false
    }
    self = end
    return true
  }

  private static let clockWords: Set<String> = [
    "at", "um", "a", "alle", "v", "o", "as", "ab", "from", "ore", "klo", "kl", "ora",
  ]
  /// Words before an hour without minutes.
  private static let hourWords: Set<String> = ["ore", "klo", "kl"]

  /// "EDT", "CET", "+01:00" behind a time.
  mutating func skipZone() {
    let start = self
    skipSpace()
    let (folded, length) = word()
    if length > 0, Self.zones.contains(folded) {
      text.removeFirst(length)
      return
    }
    if let first = text.first, "+-−".contains(first) {
      let zone = text.dropFirst().prefix { $0.isNumber || $0 == ":" }
      if zone.count == 4 || zone.count == 5, zone.count(where: \.isNumber) == 4 {
        text.removeFirst(1 + zone.count)
        return
      }
    }
    self = start
  }

  private static let zones: Set<String> = [
    "et", "est", "edt", "ct", "cst", "cdt", "mt", "mst", "mdt", "pt", "pst", "pdt", "gmt", "utc",
    "bst",
    "cet", "cest", "msk", "mez", "mesz", "eet", "eest",
  ]

  /// "to 12:00", "– 12:00" behind a time.
  mutating func skipEndTime() {
    let start = self
    guard takeJoin(), takeTime() != nil else {
      self = start
      return
    }
  }

  /// Takes "in", "at" and the like before a place, or "by" before what was used.
  mutating func takePreposition() -> Bool {
    skipSpace()
    let (folded, length) = word()
    guard ["in", "at", "im", "en", "by", "via", "per"].contains(folded) else { return false }
    text.removeFirst(length)
    return true
  }

  /// "• 41:02", which recording programs print behind the time.
  mutating func takeRecording() -> Bool {
    let start = self
    guard take("•") || take("·") || take("|") else { return false }
    let rest = text.filter { !$0.isWhitespace }
    if !rest.isEmpty, rest.allSatisfy({ $0.isNumber || $0 == ":" }) { return true }
    self = start
    return false
  }

  /// Takes the minutes behind an hour: "14 h 30".
  private mutating func takeMinutes(_ minute: inout String) {
    let digits = text.drop { $0 == " " || $0 == "\u{A0}" || $0 == "\u{202F}" }
      .prefix { ("0"..."9").contains($0) }
    guard minute == "00", digits.count == 2, let value = Int(digits), value < 60 else { return }
    text = text[digits.endIndex...]
    minute = String(digits)
  }

  /// `17:05`, `3:14PM`, `10.30 a.m.`, `10 Uhr`, `14h30`, with seconds and a zone left out.
  mutating func takeTime(allowsHour: Bool = false) -> String? {
    let start = text
    guard var hour = takeNumber(2), hour < 24 else {
      text = start
      return nil
    }
    var minute = "00"
    var isTime = false
    if let mark = text.first, mark == ":" || mark == "." || mark == "h" {
      let behind = text.dropFirst().prefix { ("0"..."9").contains($0) }
      if behind.count == 2, let value = Int(behind), value < 60 {
        text.removeFirst(3)
        minute = String(behind)
        isTime = mark != "."
        if text.first == ":", text.dropFirst().prefix(2).allSatisfy(\.isNumber),
          text.count > 2
        {
          text.removeFirst(3)
          if text.first == "." {
            text.removeFirst(1 + text.dropFirst().prefix(while: \.isNumber).count)
          }
        }
      } else if mark == "h" {
        text.removeFirst()
        isTime = true
      }
    }
    let end = self
    skipSpace()
    let suffix = text.prefix { $0.isLetter || $0 == "." }
    let letters = suffix.lowercased().filter(\.isLetter)
    if letters == "am" || letters == "pm", (1...12).contains(hour) {
      hour = hour % 12 + (letters == "pm" ? 12 : 0)
      text.removeFirst(suffix.count)
      isTime = true
    } else if ["uhr", "z", "utc", "gmt", "heures", "heure", "h", "ur"].contains(letters) {
      text.removeFirst(suffix.count)
      isTime = true
      takeMinutes(&minute)
    } else {
      self = end
    }
    guard isTime || allowsHour else {
      text = start
      return nil
    }
    return (hour < 10 ? "0" : "") + "\(hour):" + minute
  }
}
