import TranscriptReading
import Transcripts

/// The head and foot of a saved page: what is the site's and what is the document's.
struct PageHeader {
  /// Lines of the title.
  var title: [Int]
  /// The line that gives day and place.
  var dateLine: Int
  var date: PrintedDate
  /// The lines between head and foot.
  var body: Range<Int>
  /// The line that repeats the date behind the text.
  var closingDateLine: Int?
  /// Whether a site's own lines stand before the title, or the date stands again behind the text;
  /// without either it is a text with a title and a day.
  private(set) var isOfPage = false
  /// Another date that the foot gives.
  var otherDate: PrintedDate?

  /// How many lines with words a page's head may have before its date line: sites print menus, but
  /// not books.
  static let maximumHead = 200
  /// How many lines with words a page's foot may have behind the repeated date line.
  private static let maximumFoot = 200

  /// Finds the head; nil when no date line stands near the beginning.
  init?(_ document: TextDocument, order: DayOrder? = nil) {
    let lines = document.lines
    var previous: [Int] = []
    var found: (Int, PrintedDate)?
    for index in lines.indices where !lines[index].isBlank {
      if lines[index].range.count <= 400, document.hasDigit(line: index),
        let date = PrintedDate(document.text(line: index), order: order)
      {
        found = (index, date)
        break
      }
      previous.append(index)
      if previous.count >= Self.maximumHead { return nil }
    }
    guard let (line, date) = found else { return nil }
    dateLine = line
    self.date = date
    title = []
    while let last = previous.last, !Self.isChrome(document.text(line: last)),
      title.isEmpty || last == title[0] - 1
    {
      title.insert(last, at: 0)
      previous.removeLast()
    }
    var start = line + 1
    if title.isEmpty, let next = lines.indices[start...].first(where: { !lines[$0].isBlank }),
      lines[next].range.count <= 300, !document.text(line: next).hasSuffix(".")
    {
      // The date may stand before the title.
      title = [next]
      start = next + 1
    }
    body = start..<lines.count
    if Self.speak(previous, document, among: body) { return nil }
    findFoot(document, order)
    isOfPage = !previous.isEmpty || closingDateLine != nil
  }

  /// The last line that repeats the date ends the document; what follows it is the site's.
  private mutating func findFoot(_ document: TextDocument, _ order: DayOrder?) {
    let lines = document.lines
    let printed = FoldedText.fold(document.text(line: dateLine))
    var seen = 0
    for index in body.reversed() where !lines[index].isBlank {
      seen += 1
      if seen > Self.maximumFoot { return }
      guard lines[index].range.count <= 400, document.hasDigit(line: index) else { continue }
      let text = document.text(line: index)
      guard let date = PrintedDate(text, order: order) else { continue }
      if FoldedText.fold(text) == printed || date.date == self.date.date {
        // The head of a further page: the statements go on behind it.
        if Self.speak(Array(index + 1..<lines.count), document, among: body.lowerBound..<index) {
          return
        }
        closingDateLine = index
        body = body.lowerBound..<index
        return
      }
      if seen == 1 {
        otherDate = date
        closingDateLine = index
        body = body.lowerBound..<index
        return
      }
    }
  }

  /// Whether some lines begin with a label that lines of a range begin with, too, so that they are no
  /// site's: "Ann Vale: words", "Mr. Vale. Words", "Ann Vale" above words.
  private static func speak(
    _ some: [Int], _ document: TextDocument, among range: Range<Int>
  ) -> Bool {
    var labels: Set<[UInt8]> = []
    for index in some {
      guard let label = label(document, index) else { continue }
      labels.insert(Array(document.bytes[label]))
      if labels.count >= maximumHead { break }
    }
    guard !labels.isEmpty else { return false }
    return range.contains { index in
      guard let label = label(document, index) else { return false }
      return labels.contains(Array(document.bytes[label]))
    }
  }

  /// What may be the label of somebody who speaks in a line and below it.
  private static func label(_ document: TextDocument, _ index: Int) -> Range<Int>? {
    let line = document.lines[index]
    guard !line.isBlank else { return nil }
    let found: Range<Int>
    if let candidate = LabelCandidate.find(document, line: index), candidate.label.count <= 60 {
      guard candidate.follow == .capital else { return nil }
      found = candidate.label
    } else if let laid = LayoutLine.find(document, line: index) {
      found = laid.label
    } else if let stop = StopLabel.find(document, line: index) {
      found = stop.line.label
    } else if let dashed = LayoutLine.unmarked(
      document, line: index, body: index..<min(index + 2, document.lines.count))
    {
      found = dashed.label
    } else {
      return nil
    }
    guard found.count <= 80 else { return nil }
    switch LabelShape(document.text(found), isKnown: { _ in false }).kind {
    case .name, .roleAndName, .word, .code, .voice: return found
    case .none, .part, .role, .nameWithWords: return nil
    }
  }

  /// Whether a line is the site's: a setting, a section's path, a menu.
  static func isChrome(_ line: String) -> Bool {
    let folded = FoldedText.fold(line)
    return line.hasSuffix("/") || line.hasSuffix(":") || chrome.contains(folded)
      || folded.hasPrefix("official website") || folded.isEmpty
  }

  private static let chrome: Set<String> = [
    "view settings", "font size", "site colours", "site colors", "images", "settings", "menu",
    "search", "home", "print", "share", "russian", "english", "en", "ru", "normal version",
    "special version for people with disabilities", "skip to main content", "close", "transcripts",
    "news", "events", "documents", "structure", "videos and photos", "contacts", "subscribe",
  ]
}
