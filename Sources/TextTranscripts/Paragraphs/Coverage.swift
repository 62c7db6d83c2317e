import People
import TranscriptReading

/// How much of a document's body its statements hold, so that nothing is left out in silence.
struct Coverage {
  /// Bytes of the lines before the first statement, and of those from it on.
  private var (outside, inside) = (0, 0)
  private var openingCount: Int
  /// The line that first looks like the beginning of a transcript, from 1.
  private var suspect: Int?
  private var suspectWording = ""

  /// Words before the first statement that are said only when they are more than this share of all,
  /// one in so many.
  private static let share = 5
  /// And more than so many bytes: a lead of a few sentences is nothing odd.
  private static let fewestBytes = 1500

  init(_ text: TextDocument, body: Range<Int>, first: Int, openings: LineTable) {
    openingCount = openings.count
    for index in body {
      let size = text.lines[index].range.count
      if index < first { outside += size } else { inside += size }
    }
    guard openingCount == 0 || isMuch else { return }
    for index in body where index < first && !text.lines[index].isBlank {
      if let wording = Self.labelLike(text, index) {
        (suspect, suspectWording) = (index + 1, wording)
        return
      }
    }
    if let line = body.first(where: { !text.lines[$0].isBlank }) {
      (suspect, suspectWording) = (line + 1, text.text(line: line))
    }
  }

  private var isMuch: Bool {
    outside > Self.fewestBytes && outside * Self.share > outside + inside
  }

  /// The wording by which a line looks like the beginning of a turn; nil when it does not.
  private static func labelLike(_ text: TextDocument, _ index: Int) -> String? {
    if let line = LayoutLine.find(text, line: index), line.layout.family != .plain {
      return text.text(line.label)
    }
    guard let candidate = LabelCandidate.find(text, line: index), candidate.label.count <= 120,
      !SentenceWords.begins(text.bytes, candidate.label)
    else { return nil }
    let label = text.text(candidate.label)
    return LabelShape(label) { _ in false }.kind == .none ? nil : label
  }

  /// Warns when no statement was opened, or when much stands before the first.
  func check(report: inout ReadingReport) {
    if openingCount == 0 {
      report.warn(
        .unattributed, line: suspect, wording: suspectWording,
        "no line opens a statement: nobody speaks in this document, or its labels are not known")
    } else if isMuch {
      let percent = outside * 100 / max(1, outside + inside)
      report.warn(
        .unattributed, line: suspect, wording: suspectWording,
        "\(percent) % of the words stand before the first statement and are in none")
    }
  }
}
