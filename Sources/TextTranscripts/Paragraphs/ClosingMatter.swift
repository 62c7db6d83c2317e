import People
import TranscriptReading
import Transcripts

/// What stands behind the last words of a meeting and is nobody's speech: "The meeting adjourned at
/// 5 pm.", "END OF TRANSCRIPT", "Respectfully submitted," and who signs.
struct ClosingMatter {
  /// The lines, of which some may be blank.
  private(set) var lines: Range<Int>

  /// How many of the last lines with words are looked at.
  private static let reach = 16
  /// Longest line of it, in bytes: a speech is longer.
  private static let maximumLength = 160

  /// - Parameter openings: The lines that open statements.
  init(_ text: TextDocument, body: Range<Int>, openings: LineTable) {
    lines = body.upperBound..<body.upperBound
    var index = body.upperBound - 1
    var seen = 0
    while index >= body.lowerBound, seen < Self.reach, !openings.opens(index) {
      let line = text.lines[index]
      if !line.isBlank {
        guard line.range.count <= Self.maximumLength else { return }
        seen += 1
        if Self.begins(text.text(line: index)) { lines = index..<body.upperBound }
      }
      index -= 1
    }
  }

  /// Makes a mark of one of its lines.
  func add(
    _ index: Int, of text: TextDocument, to assembler: inout TurnAssembler,
    isMarkdown: Bool = false, report: inout ReadingReport
  ) {
    var wording = text.text(line: index)
    if isMarkdown { wording = MarkdownText(wording).text.trimmingSpace() }
    assembler.addMark(.procedural, wording, line: index)
    report.info(
      .mark, line: index + 1, wording: wording, "stands behind the last words, and nobody says it")
  }

  /// Whether a line tells of the end, or is one below which somebody signs.
  private static func begins(_ line: String) -> Bool {
    let words = FoldedText.words(of: line)
    var start = ""
    for word in words.prefix(longest) {
      start += start.isEmpty ? word : " " + word
      if LabelWords.closings.contains(start) || LabelWords.signatures.contains(start) {
        return true
      }
    }
    // "Ann Vale stopped transcription"
    guard (4...longestStop).contains(words.count),
      let stop = words.lastIndex(where: { $0.hasPrefix("stop") }), stop >= 1
    else { return false }
    return LabelWords.closings.contains(words[stop...].joined(separator: " "))
  }

  /// How many words a line has that says who stopped the recording.
  private static let longestStop = 8

  /// How many words the longest beginning has.
  private static let longest =
    LabelWords.closings.union(LabelWords.signatures).map { $0.split(separator: " ").count }.max()
    ?? 0
}
