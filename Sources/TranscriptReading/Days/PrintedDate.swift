import People
package import Transcripts

/// A line that gives the day and perhaps the place of a meeting: "August 23, 2023, Place, City",
/// "Thursday, 3rd June 2021", "den 5. März 2024", "5 de marzo de 2024", "2024-03-05T10:00".
package struct PrintedDate: Hashable, Sendable {
  package var date: CalendarDate
  /// The last day of a range, "March 1–3, 2019".
  package var endDate: CalendarDate?
  /// `HH:MM`; empty when not printed.
  package var time = ""
  /// What is printed behind the day and the time.
  package var place = ""
  /// Whether it is written "3.6.2021", which some who write English take for the sixth of March.
  package private(set) var isDotted = false

  /// Longest such line, in bytes.
  private static let maximumLength = 300

  /// Reads a whole line; nil when it is anything else.
  /// - Parameter order: What tells "3/6/2021"; nil where nothing does.
  package init?(_ line: String, order: DayOrder? = nil) {
    guard line.utf8.count <= Self.maximumLength, Self.hasDigit(line),
      DateWords.mayBegin(line[...])
    else { return nil }
    let text = Self.unwrapped(line[...])
    var scanner = DateScanner(text, order: order)
    guard let (first, last) = Self.days(&scanner) else { return nil }
    date = first
    isDotted = scanner.isDotted
    endDate = last == first ? nil : last
    guard !scanner.isAtEnd else { return }
    guard readRest(&scanner), Self.isPlace(place) else { return nil }
    // "On March 1, 2019, he said so" is a sentence.
    let isProse = text.first?.isLetter == true && place.hasSuffix(".")
    if let first = place.first(where: \.isLetter), first.isLowercase,
      !Self.articles.contains(place.prefix { $0.isLetter }.lowercased())
    {
      return nil
    }
    if isProse, FoldedText.words(of: place).count > 2 { return nil }
  }

  /// Every day has a number, and most lines have none.
  private static func hasDigit(_ line: String) -> Bool {
    line.utf8.contains { (0x30...0x39).contains($0) }
  }

  /// What places may begin with in small letters.
  private static let articles: Set<String> = ["the", "der", "la", "le", "el", "il", "den", "dem"]

  /// Reads what stands behind the day; false when it is neither time nor place.
  private mutating func readRest(_ scanner: inout DateScanner) -> Bool {
    let isSeparated =
      scanner.take(",") || scanner.take("•") || scanner.take("|")
      || scanner.take(";") || scanner.take("T")
    let start = scanner
    let isDashed = !isSeparated && scanner.takeDash()
    let isHour = scanner.takeAt()
    if let time = scanner.takeTime(allowsHour: isHour) {
      self.time = time
      if scanner.takeRecording() { return true }
      scanner.skipZone()
      scanner.skipEndTime()
      scanner.skipZone()
      guard
        scanner.isAtEnd || scanner.take(",") || scanner.take("•") || scanner.take("|")
          || scanner.takePreposition()
      else { return false }
    } else {
      scanner = start
      guard
        isSeparated || isDashed && scanner.takeDash() || scanner.take(".") && scanner.isAtEnd
          || scanner.takePreposition()
      else { return false }
    }
    place = scanner.rest
    // "41:02" is how long it took.
    if place.allSatisfy({ $0.isNumber || $0 == ":" || $0.isWhitespace }) { place = "" }
    return true
  }

  /// A line without the brackets, stars or dashes around all of it.
  private static func unwrapped(_ line: Substring) -> Substring {
    var text = line
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    while let first = text.first, let last = text.last, text.count > 8,
      "([*_—–".contains(first), ")]*_—–".contains(last)
    {
      text = text.dropFirst().dropLast()
      while let first = text.first, first.isWhitespace { text.removeFirst() }
      while let last = text.last, last.isWhitespace { text.removeLast() }
    }
    // "March 3rd, 2023 (Friday)"
    if text.last == ")", let open = text.lastIndex(of: "("),
      DateWords.weekdays.contains(
        FoldedText.fold(String(text[text.index(after: open)...].dropLast())))
    {
      text = text[..<open]
      while let last = text.last, last.isWhitespace { text.removeLast() }
    }
    return text
  }

  /// Whether words may be a place: a sentence, an address or a heading is none.
  package static func isPlace(_ text: String) -> Bool {
    guard !text.isEmpty else { return true }
    guard text.utf8.count <= 160, !text.contains(":"), !text.hasPrefix("#"),
      !text.contains(where: { "?!*_<>".contains($0) })
    else { return false }
    let words = FoldedText.words(of: text)
    // "Washington, D.C." ends in no sentence's stop.
    let endsSentence = text.hasSuffix(".") && words.last?.utf8.count ?? 0 > 2
    return words.count <= 16 && !(endsSentence && words.count > 6)
  }

  /// Reads a line that ends in a day: "Meeting of the council, 12 March 2024".
  package static func ending(
    _ line: String, order: DayOrder? = nil
  ) -> (title: String, date: PrintedDate)? {
    guard line.utf8.count <= maximumLength, hasDigit(line) else { return nil }
    var cuts = 0
    var isBehindLabel = false
    for index in line.indices {
      let isMark = ",–—-|(:•/".contains(line[index])
      guard isMark || line[index] == " " && isJoint(line, index) else { continue }
      cuts += 1
      guard cuts <= maximumCuts else { return nil }
      var rest = line[line.index(after: index)...]
      while let last = rest.last, last == ")" || last == "." || last.isWhitespace {
        rest.removeLast()
      }
      var title = line[..<index]
      while let last = title.last, last.isWhitespace || ",–—-|(:•/".contains(last) {
        title.removeLast()
      }
      if line[index] == ":" { isBehindLabel = true }
      guard title.contains(where: \.isLetter),
        let date = PrintedDate(String(rest.drop(while: \.isWhitespace)), order: order)
      else { continue }
      // "Ann Vale: As I said on 5 May 2019" is no title.
      guard !isBehindLabel || line[index] == ":" else { return nil }
      return isOfOther(title) || isWithinDay(title, line[index]) ? nil : (String(title), date)
    }
    return nil
  }

  /// Most places at which a line is tried.
  private static let maximumCuts = 16

  /// Whether a title says that the day behind it is not the meeting's: "Published", "Approval of the
  /// minutes of".
  private static func isOfOther(_ title: Substring) -> Bool {
    FoldedText.words(of: String(title)).contains(where: DateWords.others.contains)
  }

  /// Whether a title ends in a number that belongs to the day: "the council of 12" before "– 14 March".
  private static func isWithinDay(_ title: Substring, _ mark: Character) -> Bool {
    guard mark != ",", mark != ":", mark != "(", mark != "|", mark != "•" else { return false }
    let word = title.split(separator: " ").last ?? ""
    let number = word.prefix(while: \.isNumber)
    return (1...2).contains(number.count) && word.dropFirst(number.count).count <= 2
      && Int(number).map { (1...31).contains($0) } ?? false
  }

  /// Whether the space before a word may part a title from its day: before "on", "of", "am", "du", and
  /// before the day itself.
  private static func isJoint(_ line: String, _ index: String.Index) -> Bool {
    let word = line[line.index(after: index)...].prefix { !$0.isWhitespace && $0 != "," }
    guard let first = word.first else { return false }
    // A number that a range follows is left to the mark or the word before it.
    if first.isNumber { return true }
    let folded = FoldedText.fold(String(word))
    return DateWords.beginnings.contains(folded) || DateWords.weekdays.contains(folded)
      || word.utf8.count >= 3 && DateWords.month(folded) != nil
  }

  /// Reads a line of a head that says by its words that the day in it is the meeting's: "Recorded 12
  /// March 2024, Town Hall", "Sitzung vom 14. März 2024", "Paris, le 6 mars 2024".
  package static func ofMeeting(_ line: String, order: DayOrder? = nil) -> PrintedDate? {
    guard let (title, date) = ending(line, order: order) else { return nil }
    let words = title.split(whereSeparator: \.isWhitespace)
    guard words.count <= 12 else { return nil }
    let isTold = words.allSatisfy { word in
      let folded = FoldedText.fold(String(word))
      return DateWords.titles.contains(folded) || DateWords.small.contains(folded)
        || DateWords.weekdays.contains(folded) || folded.allSatisfy(\.isNumber)
    }
    if isTold { return date }
    // "Berlin, den 14. März 2024".
    guard words.count <= 2, words.allSatisfy({ $0.first?.isUppercase == true }),
      line.dropFirst(title.count).first == ",", date.place.isEmpty
    else { return nil }
    var place = date
    place.place = title
    return place
  }

  /// Whether a line gives a day that is not the meeting's: "Published 2 April 2024".
  package static func isOfOther(_ line: String) -> Bool {
    guard line.utf8.count <= 120, isOfOther(line[...]) else { return false }
    let last = line.split(separator: " ").last ?? ""
    return last.prefix(4).count == 4 && last.contains(where: \.isNumber)
      && FoldedText.words(of: line).count <= 12
  }

  private static func days(_ scanner: inout DateScanner) -> (CalendarDate, CalendarDate)? {
    scanner.skipWeekday()
    if let first = scanner.takeISO() ?? scanner.takeNumbers() {
      let end = scanner
      if scanner.takeJoin() {
        scanner.skipWeekday()
        if let last = scanner.takeISO() ?? scanner.takeNumbers(), first <= last {
          return (first, last)
        }
        // "2024-03-12/13".
        let (year, month, _) = first.components
        if let day = scanner.takeNumber(2), scanner.isAtEnd,
          let last = try? CalendarDate(year: year, month: month, day: day), first < last
        {
          return (first, last)
        }
        scanner = end
      }
      return (first, first)
    }
    guard let first = scanner.takeDay() else { return nil }
    let firstYear = scanner.takeYear()
    if firstYear == nil { scanner.skipListedDays() }
    let end = scanner
    guard scanner.takeJoin() else { return single(first, firstYear) }
    scanner.skipWeekday()
    guard let last = scanner.takeDay(), let lastMonth = last.month ?? first.month,
      let lastYear = scanner.takeYear()
    else {
      scanner = end
      return single(first, firstYear)
    }
    let month = first.month ?? lastMonth
    guard let firstYear else { return range(lastYear, month, first.day, lastMonth, last.day) }
    guard let begin = try? CalendarDate(year: firstYear, month: month, day: first.day),
      let end = try? CalendarDate(year: lastYear, month: lastMonth, day: last.day), begin <= end
    else { return nil }
    return (begin, end)
  }

  private static func single(
    _ first: (month: Int?, day: Int), _ year: Int?
  ) -> (CalendarDate, CalendarDate)? {
    guard let month = first.month, let year else { return nil }
    return range(year, month, first.day, month, first.day)
  }

  private static func range(
    _ year: Int, _ month: Int, _ day: Int, _ lastMonth: Int, _ lastDay: Int
  ) -> (CalendarDate, CalendarDate)? {
    // "December 30 – January 2, 2019": the range ends in the year that is printed.
    guard let last = try? CalendarDate(year: year, month: lastMonth, day: lastDay),
      let first = try? CalendarDate(
        year: lastMonth < month ? year - 1 : year, month: month, day: day),
      first <= last
    else { return nil }
    return (first, last)
  }
}
