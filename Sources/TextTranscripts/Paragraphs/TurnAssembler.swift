import People
import TranscriptReading
import Transcripts

/// Builds turns from the paragraphs of a text document: words into paragraphs, the rest into marks.
struct TurnAssembler {
  private let document: TextDocument
  private var builder: TranscriptBuilder
  /// The open statement, while ``isOpen``.
  private var turn = Turn(voice: Turn.Voice(label: ""))
  /// Whether a statement has been opened.
  private(set) var isOpen = false
  private var notes = NoteKinds()
  /// The section that turns stand in unless they say otherwise.
  private var section: Int?
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

  /// How many statements there are, the open one included.
  var count: Int { builder.turnCount + (isOpen ? 1 : 0) }

  /// Opens a statement; line counts from 0.
  /// - Parameter paragraphs: How many paragraphs it will have, as far as that is known.
  mutating func open(
    _ voice: Turn.Voice, line: Int, kind: Statement.Kind = .speech, section: Int? = nil,
    paragraphs: Int = 0, time: CueTime? = nil
  ) {
    close()
    let number = UInt32(line + 1)
    turn = Turn(
      voice: voice, marks: pending, kind: kind,
      timing: time.map { Statement.Timing(start: $0.description) }, lines: number...number,
      section: section ?? self.section)
    turn.paragraphs.reserveCapacity(paragraphs)
    isOpen = true
    pending = []
  }

  /// Ends the open statement, so that what follows belongs to nobody until the next is opened.
  mutating func close() {
    if isOpen { builder.append(turn) }
    isOpen = false
  }

  /// Adds words to the open statement: checked UTF-8, a paragraph.
  mutating func addParagraph(_ words: UnsafeBufferPointer<UInt8>, line: Int) {
    guard isOpen else { return }
    let index = UInt32(turn.paragraphs.count)
    let isASCII = InlineMarks.find(
      words, index: index, marks: &turn.marks, notes: &notes)
    if index == 0, !turn.marks.isEmpty, turn.voice.delivery == nil,
      let mark = turn.marks.first(where: { $0.kind == .language && $0.length > 0 }),
      mark.offset == 0
    {
      turn.voice.delivery = DeliveryWording.delivery(mark.wording)
    }
    turn.paragraphs.append(ValidText.string(words, isASCII: isASCII))
    extend(to: line)
  }

  /// Adds words of which some are struck out in the document; those become marks.
  mutating func addParagraph(
    _ words: UnsafeBufferPointer<UInt8>, struck: [(range: Range<Int>, wording: String)], line: Int
  ) {
    addParagraph(words, line: line)
    guard isOpen, !struck.isEmpty else { return }
    let index = UInt32(turn.paragraphs.count - 1)
    for (range, wording) in struck {
      turn.marks.append(
        Mark(
          kind: .editorialNote, paragraph: index, offset: UInt32(range.lowerBound),
          length: UInt32(range.count), wording: wording))
    }
    turn.marks.sort { ($0.paragraph, $0.offset) < ($1.paragraph, $1.offset) }
  }

  /// Adds words to the open statement, straight from the document's bytes.
  mutating func addParagraph(_ range: Range<Int>, line: Int) {
    document.bytes.withUnsafeBufferPointer {
      addParagraph(UnsafeBufferPointer(rebasing: $0[range]), line: line)
    }
  }

  /// Adds a heading; the turns behind it stand under it.
  mutating func addHeading(_ heading: String, level: Int, line: Int) {
    section = meeting.sections.count
    meeting.sections.append(
      Meeting.Section(heading: heading, level: UInt32(clamping: max(1, level))))
    if isOpen { addMark(.procedural, heading, line: line) }
  }

  /// Lists somebody whom the document's head names.
  mutating func addPerson(_ name: String) {
    builder.addPerson(ListedPerson(key: "head " + name, name: name))
  }

  /// Adds what stands between paragraphs and is no speech.
  mutating func addMark(_ kind: Mark.Kind, _ wording: String, line: Int) {
    guard isOpen else {
      pending.append(Mark(kind: kind, paragraph: 0, wording: wording))
      return
    }
    turn.marks.append(
      Mark(kind: kind, paragraph: UInt32(turn.paragraphs.count), wording: wording))
    extend(to: line)
  }

  private mutating func extend(to line: Int) {
    guard let lines = turn.lines else { return }
    turn.lines = lines.lowerBound...max(lines.upperBound, UInt32(line + 1))
  }

  /// The finished transcript. Marks of a document without statements become paragraphs of the lead.
  mutating func finish(report: inout ReadingReport) -> Transcript {
    close()
    builder.meeting.lead += pending.map(\.wording)
    return builder.finish(report: &report)
  }
}
