import Transcripts

/// Builds turns from the paragraphs of a text document: words into paragraphs, the rest into marks.
struct TurnAssembler {
  private let document: TextDocument
  private var builder: TranscriptBuilder
  private var turn: Turn?
  /// Marks that stand before the first statement.
  private var pending: [Mark] = []

  init(_ document: TextDocument, _ builder: TranscriptBuilder) {
    self.document = document
    self.builder = builder
  }

  var meeting: Meeting {
    get { builder.meeting }
    set { builder.meeting = newValue }
  }

  var sourceKey: String {
    get { builder.sourceKey }
    set { builder.sourceKey = newValue }
  }

  /// Whether a statement has been opened.
  var isOpen: Bool { turn != nil }
  /// How many statements there are, the open one included.
  var count: Int { builder.turnCount + (turn == nil ? 0 : 1) }

  /// Opens a statement; line counts from 0.
  mutating func open(
    _ voice: Turn.Voice, line: Int, kind: Statement.Kind = .speech, section: Int? = nil
  ) {
    close()
    let number = UInt32(line + 1)
    turn = Turn(voice: voice, marks: pending, kind: kind, lines: number...number, section: section)
    pending = []
  }

  /// Ends the open statement, so that what follows belongs to nobody until the next is opened.
  mutating func close() {
    if let turn { builder.append(turn) }
    turn = nil
  }

  /// Adds words to the open statement.
  mutating func addParagraph(_ text: String, line: Int) {
    guard turn != nil else { return }
    let index = UInt32(turn!.paragraphs.count)
    var text = text
    text.withUTF8 { InlineMarks.append($0, index: index, to: &turn!.marks) }
    if index == 0, let mark = turn!.marks.last, mark.kind == .language, mark.offset == 0,
      mark.length > 0, turn!.voice.delivery == nil
    {
      turn!.voice.delivery = DeliveryWording.delivery(mark.wording)
    }
    turn!.paragraphs.append(text)
    extend(to: line)
  }

  /// Adds words of which some are struck out in the document; those become marks.
  mutating func addParagraph(
    _ text: String, struck: [(range: Range<Int>, wording: String)], line: Int
  ) {
    addParagraph(text, line: line)
    guard turn != nil, !struck.isEmpty else { return }
    let index = UInt32(turn!.paragraphs.count - 1)
    for (range, wording) in struck {
      turn!.marks.append(
        Mark(
          kind: .editorialNote, paragraph: index, offset: UInt32(range.lowerBound),
          length: UInt32(range.count), wording: wording))
    }
    turn!.marks.sort { ($0.paragraph, $0.offset) < ($1.paragraph, $1.offset) }
  }

  /// Adds words to the open statement, straight from the document's bytes.
  mutating func addParagraph(_ range: Range<Int>, line: Int) {
    addParagraph(document.text(range), line: line)
  }

  /// Adds what stands between paragraphs and is no speech.
  mutating func addMark(_ kind: Mark.Kind, _ wording: String, line: Int) {
    guard turn != nil else {
      pending.append(Mark(kind: kind, paragraph: 0, wording: wording))
      return
    }
    turn!.marks.append(
      Mark(kind: kind, paragraph: UInt32(turn!.paragraphs.count), wording: wording))
    extend(to: line)
  }

  private mutating func extend(to line: Int) {
    guard let lines = turn?.lines else { return }
    turn!.lines = lines.lowerBound...max(lines.upperBound, UInt32(line + 1))
  }

  /// The finished transcript. Marks of a document without statements become paragraphs of the lead.
  consuming func finish(report: inout ReadingReport) -> Transcript {
    close()
    builder.meeting.lead += pending.map(\.wording)
    return builder.finish(report: &report)
  }
}
