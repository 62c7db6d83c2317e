import People
import TranscriptReading
import Transcripts

/// What is inserted between statements and is nobody's speech: written statements, as hearings print them
/// behind "[The prepared statement of Mr. Lind follows:]", and the head of another meeting.
struct InsertedMatter {
  private let text: TextDocument
  private let body: Range<Int>

  /// Longest line that says what is inserted, in bytes, and how many lines it is wrapped over.
  private static let (longest, mostLines) = (240, 4)
  /// Longest line of a day, in bytes.
  private static let longestDay = 120

  init(_ text: TextDocument, body: Range<Int>) {
    self.text = text
    self.body = body
  }

  // MARK: Written statements

  /// Opens a statement of nobody where a written one is inserted, so that its words are not of who had the
  /// floor, and says so.
  func open(_ openings: inout LineTable, report: inout ReadingReport) {
    guard let first = body.first(where: { openings.opens($0) }) else { return }
    var isInserted = false
    var index = first
    while index < body.upperBound {
      defer { index += 1 }
      if openings.opens(index) {
        isInserted = false
        continue
      }
      guard !isInserted, !text.lines[index].isBlank, text.lines[index].range.count <= Self.longest
      else { continue }
      var start = index
      if let end = endOfNote(index) {
        index = end
        guard let next = (end + 1..<body.upperBound).first(where: { !text.lines[$0].isBlank })
        else {
          return
        }
        start = next
      } else if !isHeading(index) {
        continue
      }
      guard !openings.opens(start) else { continue }
      isInserted = true
      openings[start] = LabelFinder.Opening(
        label: "", textStart: text.lines[start].start, firstLine: start)
      report.warn(
        .unattributed, line: start + 1, wording: text.text(line: index),
        "what was handed in in writing seems to be inserted here; its words are nobody’s speech")
    }
  }

  /// The last line of a note that says that something written follows; nil where none begins.
  private func endOfNote(_ start: Int) -> Int? {
    let byte = text.bytes[text.lines[start].start]
    guard byte == 0x5B || byte == 0x28 else { return nil }
    let close: UInt8 = byte == 0x5B ? 0x5D : 0x29
    var words = ""
    for index in start..<min(start + Self.mostLines, body.upperBound) {
      let line = text.lines[index]
      guard !line.isBlank, line.range.count <= Self.longest else { return nil }
      words += (words.isEmpty ? "" : " ") + text.text(line: index)
      guard text.bytes[line.end - 1] == close else { continue }
      let folded = FoldedText.words(of: words)
      return folded.suffix(Self.reach).contains(where: LabelWords.following.contains)
        && folded.contains(where: LabelWords.written.contains) ? index : nil
    }
    return nil
  }

  /// How many of the last words of a note may say that something follows.
  private static let reach = 4

  /// The first bytes of such headings, in small letters.
  private static let beginnings: Set<UInt8> = Set(
    LabelWords.handedIn.compactMap { $0.utf8.first.map { $0 | 0x20 } })

  /// "Prepared Statement of Bo Lind, Director"
  private func isHeading(_ index: Int) -> Bool {
    let line = text.lines[index]
    guard Self.beginnings.contains(text.bytes[line.start] | 0x20),
      text.bytes[line.start] < 0x61 || text.bytes[line.start] >= 0xC3,
      !".?!;:,".utf8.contains(text.bytes[line.end - 1]) || line.range.count <= Self.longestDay
    else { return false }
    let beginning = FoldedText.words(of: text.text(line.start..<min(line.end, line.start + 60)))
    return (2...3).contains {
      LabelWords.handedIn.contains(beginning.prefix($0).joined(separator: " "))
    }
  }

  // MARK: Other meetings

  /// Says where the head of another meeting stands among statements: its title and a day, or a day alone.
  func tellMeetings(_ meeting: Meeting, _ openings: LineTable, report: inout ReadingReport) {
    guard let first = body.first(where: { openings.opens($0) }) else { return }
    let title = FoldedText.fold(meeting.title)
    let days = meeting.date...max(meeting.date, meeting.endDate ?? meeting.date)
    var before: Int?
    for index in body where index > first && !text.lines[index].isBlank {
      defer { before = index }
      guard !openings.opens(index), text.lines[index].range.count <= Self.longestDay,
        text.hasDigit(line: index)
      else { continue }
      let words = TextHead.plain(text.text(line: index))
      if let day = TextHead.keyedDay(words) {
        if !days.contains(day) { warn(index, words, report: &report) }
      } else if let printed = PrintedDate(words) {
        let isTitled = before.map { FoldedText.fold(text.text(line: $0)) == title } ?? false
        if isTitled && title.contains(" ") || isAlone(index) && !days.contains(printed.date) {
          warn(index, words, report: &report)
        }
      } else if hasYear(index), let (name, printed) = PrintedDate.ending(words),
        !days.contains(printed.date),
        FoldedText.fold(name) == title
      {
        warn(index, words, report: &report)
      }
    }
  }

  /// Whether four digits stand together.
  private func hasYear(_ index: Int) -> Bool {
    var digits = 0
    for byte in text.bytes[text.lines[index].range] {
      digits = LayoutLine.isDigit(byte) ? digits + 1 : 0
      if digits == 4 { return true }
    }
    return false
  }

  private func isAlone(_ index: Int) -> Bool {
    text.lines[index - 1].isBlank
      && (index + 1 >= text.lines.count || text.lines[index + 1].isBlank)
  }

  private func warn(_ index: Int, _ words: String, report: inout ReadingReport) {
    report.warn(
      .unattributed, line: index + 1, wording: words,
      "the day of another meeting stands among statements; what follows is read as of the same meeting"
    )
  }
}
