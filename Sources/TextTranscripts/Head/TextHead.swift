import People
import TranscriptReading
import Transcripts

/// What heads a text: YAML between `---`, lines of `Key: value`, or a title and a line with the day.
struct TextHead {
  private(set) var title = ""
  private(set) var date: CalendarDate?
  private(set) var endDate: CalendarDate?
  private(set) var time = ""
  private(set) var zone = ""
  private(set) var place = ""
  private(set) var url = ""
  private(set) var language = ""
  /// Names that the head lists.
  private(set) var people: [String] = []
  /// Lines of the head that say something else.
  private(set) var remarks: [String] = []
  /// The first line behind the head, from 0.
  private(set) var end = 0
  /// Whether the day is written "3.6.2021".
  private(set) var hasDottedDay = false
  /// The line of a day that may be read in two ways, from 1.
  private(set) var doubtfulDay: (line: Int, wording: String)?

  /// How many lines with words a head may have.
  private static let maximumLines = 30

  /// A day of the week that is printed with the day and is another's.
  private(set) var otherWeekday: (line: Int, wording: String)?
  /// A line that would be a day if its month were longer, from 1.
  private(set) var impossibleDay: (line: Int, wording: String)?

  /// Which of two numbers of a day is the day, where it was told.
  private let order: DayOrder?

  /// Whether it prints neither a day nor anything like one.
  var saysNoDay: Bool { date == nil && doubtfulDay == nil && impossibleDay == nil }

  /// What front matter says, and no line behind it.
  init(_ matter: FrontMatter, of text: TextDocument, order: DayOrder? = nil) {
    self.order = order
    read(matter, of: text)
    end = matter.end
    checkDay(text)
  }

  init(_ text: TextDocument, order: DayOrder? = nil) {
    self.order = order
    if let matter = FrontMatter(text) {
      read(matter, of: text)
      end = matter.end
    }
    var seen = 0
    // The line that is the title by nothing but its place.
    var titleLine: Int?
    // Lines of the head behind YAML are the text's own.
    let hasMatter = end > 0
    for index in text.lines.indices[end...] {
      let line = text.lines[index]
      if line.isBlank { continue }
      seen += 1
      guard seen <= Self.maximumLines, line.range.count <= 1000 else { break }
      guard
        read(text, index, isFirst: seen == 1 && !hasMatter) || isSubtitle(text, index, seen: seen)
      else { break }
      if seen == 1, !hasMatter, date == nil, !title.isEmpty { titleLine = index }
      end = index + 1
    }
    if let titleLine, end == titleLine + 1, opensStatement(text, titleLine) {
      title = ""
      end = titleLine
    }
    people += Self.people(in: text, from: hasMatter ? end : 0)
    if date == nil, order == nil, doubtfulDay == nil {
      doubtfulDay = Self.dayOfTwo(text, head: end)
    }
    checkDay(text)
  }

  /// Looks for a day of the week that contradicts the day, or for a day that no month has.
  private mutating func checkDay(_ text: TextDocument) {
    var behind = 0
    for index in text.lines.indices where !text.lines[index].isBlank {
      if index >= end { behind += 1 }
      guard behind <= 1, otherWeekday == nil, impossibleDay == nil else { return }
      guard text.lines[index].range.count <= 300, text.hasDigit(line: index) else { continue }
      let words = Self.plain(text.text(line: index))
      if let date {
        guard index < end, !PrintedDate.isOfOther(words),
          let weekday = PrintedWeekday.contradiction(in: words, date, through: endDate)
        else { continue }
        otherWeekday = (index + 1, weekday)
      } else if doubtfulDay == nil, PrintedWeekday.isImpossible(words, order: order) {
        impossibleDay = (index + 1, words)
      }
    }
  }

  /// Whether the layout of the document's labels takes a line for one of them.
  private func opensStatement(_ text: TextDocument, _ index: Int) -> Bool {
    let survey = LayoutSurvey(text, body: index..<text.lines.count)
    guard let line = survey.lines.first, line.line == index, let label = survey.labels.first else {
      return false
    }
    switch survey.family {
    // Nothing but that it comes again tells such a label from a title.
    case .alone, .dashed, .listed:
      let key = LabelFit.key(label)
      return survey.labels.dropFirst().contains { LabelFit.key($0) == key }
    default: return true
    }
  }

  /// Reads a line; false when it belongs to no head.
  private mutating func read(_ text: TextDocument, _ index: Int, isFirst: Bool) -> Bool {
    let words = Self.plain(text.text(line: index))
    if date == nil, let printed = PrintedDate(words, order: order) {
      take(printed)
      return true
    }
    if !isFirst, title.isEmpty || end > 0, let more = lineOfDay(words) { return more }
    if readKey(words, line: index) { return true }
    // "Budget committee (2024-03-05 15:14 GMT+1) - Transcript"
    if isFirst, date == nil, words.first?.isLetter == true,
      PrintedDate.ending(words, order: order) == nil,
      let day = CalendarDate.first(in: words),
      LayoutLine.find(text, line: index)?.layout.emphasis != .bold
    {
      date = day
      title = String(words.prefix { $0 != "(" && $0 != "[" }).trimmingSpace()
      if title.isEmpty || CalendarDate.first(in: title) != nil { title = words }
      return true
    }
    // The first line is the title when it opens no statement.
    guard isFirst || title.isEmpty && end == 0 || isHeading(text, index) && title.isEmpty,
      LabelCandidate.find(text, line: index) == nil
        || PrintedDate.ending(words, order: order) != nil,
      LayoutLine.find(text, line: index).map({ $0.layout.emphasis == .heading }) ?? true
        || PrintedDate.ending(words, order: order) != nil
    else { return false }
    if date == nil, let (name, printed) = PrintedDate.ending(words, order: order) {
      title = name
      take(printed)
    } else {
      title = words
    }
    return true
  }

  /// Takes a further line of a title, behind which a line with the day follows soon.
  private mutating func isSubtitle(_ text: TextDocument, _ index: Int, seen: Int) -> Bool {
    guard seen <= Self.maximumTitleLines, date == nil, !title.isEmpty,
      end == index
        || text.lines[end..<index].allSatisfy(\.isBlank), isWording(text, index)
    else { return false }
    var ahead = 0
    for next in text.lines.indices[(index + 1)...] where !text.lines[next].isBlank {
      ahead += 1
      guard ahead <= Self.maximumTitleLines, text.lines[next].range.count <= 200 else {
        return false
      }
      let words = Self.plain(text.text(line: next))
      if PrintedDate(words, order: order) != nil
        || PrintedDate.ofMeeting(words, order: order) != nil
      {
        remarks.append(Self.plain(text.text(line: index)))
        return true
      }
      guard isWording(text, next) else { return false }
    }
    return false
  }

  /// Whether a short line is no sentence and opens no statement.
  private func isWording(_ text: TextDocument, _ index: Int) -> Bool {
    let line = text.lines[index]
    guard line.range.count <= 120, !text.bytes[line.range].contains(0x3A),
      text.bytes[line.end - 1] != 0x2E
    else { return false }
    return LayoutLine.find(text, line: index) == nil
  }

  /// Most lines that a title and what stands below it have before the day.
  private static let maximumTitleLines = 4

  /// Takes a line that gives the meeting's day behind other words, and keeps one that gives another
  /// day; nil when it is neither.
  private mutating func lineOfDay(_ words: String) -> Bool? {
    guard words.utf8.count <= 200, words.utf8.contains(where: { (0x30...0x39).contains($0) }) else {
      return nil
    }
    if PrintedDate.isOfOther(words), !isDayKey(words) {
      remarks.append(words)
      return true
    }
    if isDayKey(words) { return nil }
    guard date == nil,
      let printed = PrintedDate.ofMeeting(words, order: order) ?? inBrackets(words)
    else { return nil }
    take(printed)
    return true
  }

  /// "(House of Assembly - May 17, 2022)"
  private func inBrackets(_ words: String) -> PrintedDate? {
    guard words.first == "(", words.last == ")",
      let (title, printed) = PrintedDate.ending(String(words.dropFirst()), order: order),
      title.first?.isUppercase == true, title.utf8.count <= 80
    else { return nil }
    return printed
  }

  /// Whether a line begins with a key for the meeting's day: "Recorded: 4 May 2023. Published: …".
  private func isDayKey(_ words: String) -> Bool {
    words.utf8.prefix(60).firstIndex(of: 0x3A).map {
      Self.keys[FoldedText.fold(String(words[..<$0]))] == .date
    } ?? false
  }

  private func isHeading(_ text: TextDocument, _ index: Int) -> Bool {
    text.bytes[text.lines[index].start] == 0x23
  }

  /// A line without Markdown's heading marks and emphasis.
  static func plain(_ line: String) -> String {
    var words = line[...]
    let marks = words.prefix { $0 == "#" }
    if !marks.isEmpty, words.dropFirst(marks.count).first == " " {
      words = words.dropFirst(marks.count + 1)
    }
    let text = String(words).trimmingSpace()
    guard text.utf8.contains(where: { $0 == 0x2A || $0 == 0x5C || $0 == 0x3C }) else {
      return text
    }
    return MarkdownText(text).text.trimmingSpace()
  }

  private mutating func take(_ printed: PrintedDate) {
    date = printed.date
    hasDottedDay = printed.isDotted
    endDate = printed.endDate
    if !printed.time.isEmpty { time = printed.time }
    if !printed.place.isEmpty, PrintedDate.isPlace(printed.place) { place = printed.place }
  }

  /// The keys that heads have, folded, in every language.
  private static let keys: [String: Key] = {
    var keys: [String: Key] = [:]
    for (section, key) in [
      ("head-other", Key.other), ("head-people", .people), ("head-address", .url),
      ("head-time", .time),
      ("head-place", .place), ("head-title", .title), ("head-date", .date),
    ] {
      for list in LabelWords.byLanguage(section) {
        for word in list.words { keys[FoldedText.fold(word)] = key }
      }
    }
    return keys
  }()

  /// Whether a label is one of heads rather than of people: "Location", "Video".
  static func isKey(_ folded: String) -> Bool { keys[folded].map { $0 != .people } ?? false }

  /// The day of a line such as "Date: 5 March 2024"; nil for any other.
  static func keyedDay(_ line: String) -> CalendarDate? {
    guard let colon = line.utf8.prefix(60).firstIndex(of: 0x3A),
      keys[FoldedText.fold(String(line[..<colon]))] == .date
    else { return nil }
    return PrintedDate(String(line[line.index(after: colon)...]).trimmingSpace())?.date
  }

  private enum Key { case title, date, time, place, people, url, other }

  /// Reads `Key: value`; false when the line is something else.
  private mutating func readKey(_ line: String, line index: Int) -> Bool {
    guard let colon = line.utf8.prefix(60).firstIndex(of: 0x3A),
      let key = Self.keys[FoldedText.fold(String(line[..<colon]))]
    else { return false }
    let value = String(line[line.index(after: colon)...]).trimmingSpace()
    switch key {
    case .title:
      guard title.isEmpty, !value.isEmpty else { return false }
      title = value
    case .date:
      // "Recorded: 4 May 2023. Published: 9 May 2023"
      let first = value.firstRange(of: ". ").map { String(value[..<$0.lowerBound]) } ?? ""
      guard
        let printed = PrintedDate(value, order: order) ?? PrintedDate(first, order: order)
          ?? PrintedDate.ending(value, order: order)?.date
      else {
        if value.contains(where: \.isNumber) { doubtfulDay = (index + 1, value) }
        return false
      }
      take(printed)
    case .time:
      guard let clock = ClockTime(value) else { return false }
      (time, zone) = (clock.time, clock.zone)
    case .place:
      guard PrintedDate.isPlace(value), !value.isEmpty else { return false }
      place = value
    case .url where url.isEmpty: url = value
    case .url, .other: remarks.append(line)
    case .people:
      let listed = HeadPeople(value)
      // "Moderator: Good morning." opens a statement.
      guard !listed.names.isEmpty || value.isEmpty else { return false }
      people += listed.names
      if listed.saysMore { remarks.append(line) }
    }
    return true
  }

  private mutating func read(_ matter: FrontMatter, of text: TextDocument) {
    func value(_ keys: [String], _ kind: Key) -> String {
      if let value = keys.lazy.compactMap({ matter.values[$0] }).first { return value }
      // "titel: …", "Datum: …"
      return matter.values.keys.sorted().first { Self.keys[FoldedText.fold($0)] == kind }
        .flatMap { matter.values[$0] } ?? ""
    }
    title = value(["title", "meeting", "name"], .title)
    let dayKeys =
      ["date", "day", "recorded"]
      + matter.values.keys.filter { Self.keys[FoldedText.fold($0)] == .date }.sorted()
    let day = dayKeys.lazy.compactMap { matter.values[$0] }.first ?? ""
    if let exact = CalendarDate(day.prefix(10)) {
      date = exact
    } else if let printed = PrintedDate(day, order: order) {
      date = printed.date
      hasDottedDay = printed.isDotted
      endDate = printed.endDate
    } else if !day.isEmpty {
      let line = (0..<matter.end).first { line in
        dayKeys.contains { text.text(line: line).hasPrefix($0 + ":") }
      }
      doubtfulDay = ((line ?? 0) + 1, day)
    }
    let place = value(["place", "location", "venue"], .place)
    if PrintedDate.isPlace(place) { self.place = place }
    if let clock = ClockTime(value(["time", "start"], .time)) {
      (time, zone) = (clock.time, clock.zone)
    }
    url = value(["source_url", "url", "media", "source", "link", "video"], .url)
    language = matter.values["lang"] ?? matter.values["language"] ?? ""
    for key in [
      "speakers", "speaker", "participants", "guests", "guest", "hosts", "host", "people",
    ] {
      people += HeadPeople(matter.values[key] ?? "").names
    }
  }

  /// The lines that a body begins with and that say who takes part, "Interviewer: Bo Lind (BL)", and the
  /// names.
  static func listed(
    in text: TextDocument, _ body: Range<Int>
  ) -> (lines: [Int], names: [String]) {
    var (lines, names): ([Int], [String]) = ([], [])
    for index in body where !text.lines[index].isBlank {
      let words = plain(text.text(line: index))
      guard text.lines[index].range.count <= longestList, let last = words.last,
        !".?!".contains(last),
        let colon = words.utf8.prefix(60).firstIndex(of: 0x3A),
        keys[FoldedText.fold(String(words[..<colon]))] == .people
      else { break }
      let people = HeadPeople(String(words[words.index(after: colon)...]))
      guard people.names.contains(where: { $0.contains(" ") }) else { break }
      lines.append(index)
      names += people.names
    }
    return (lines, names)
  }

  /// In bytes.
  private static let longestList = 2000

  /// The people that are listed under a word for them near a line: "SPEAKERS" and the names below.
  static func people(in text: TextDocument, from start: Int) -> [String] {
    var people: [String] = []
    var seen = 0
    var isOpen = false
    for index in text.lines.indices[min(start, text.lines.count)...] {
      let line = text.lines[index]
      if line.isBlank { continue }
      seen += 1
      guard seen < maximumLines else { break }
      if isOpen, line.range.count <= 2000 {
        isOpen = false
        people += HeadPeople(plain(text.text(line: index))).names
      } else if line.range.count < 40 {
        let words = plain(text.text(line: index))
        let key = words.hasSuffix(":") ? String(words.dropLast()) : words
        isOpen = keys[FoldedText.fold(key)] == .people
      }
    }
    return people
  }
}
