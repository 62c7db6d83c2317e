package import Transcripts

/// Makes turns of paragraphs, and of the notes that markup puts within and between them.
///
/// A note is never part of a paragraph here, because markup tells it from the words: within a turn it
/// becomes a mark of length 0 at its place. Between two turns it belongs to the end of the earlier
/// one, but to the beginning of the later one when a heading came in between or nothing was said
/// yet. Words that the editors marked without taking them out of the sentence (an insertion, a time)
/// stay in the paragraph under a mark that covers them.
package struct TurnCollector {
  /// The headings so far.
  package private(set) var sections: [Meeting.Section] = []
  /// The section that the next turn stands in.
  package var section: Int?
  /// The words of the paragraph being read.
  package var text = ParagraphText()

  private var turns: [Turn] = []
  private var open: Turn?
  private var openLine = 1
  private var waiting: [Mark] = []
  private var hasHeadingSinceTurn = false
  private let limits: ReadingOptions
  private let findsInlineMarks: Bool

  /// - Parameter findsInlineMarks: Whether the words hold printed notes, "(Laughter.)", besides what
  ///   the markup tells.
  package init(limits: ReadingOptions, findsInlineMarks: Bool) {
    self.limits = limits
    self.findsInlineMarks = findsInlineMarks
  }

  /// Whether a turn is open.
  package var isOpen: Bool { open != nil }
  /// Whether nothing was said yet in the open turn.
  package var isSilent: Bool { text.isEmpty && open?.paragraphs.isEmpty ?? true }
  /// The label of the open turn.
  package var label: String { open?.voice.label ?? "" }
  /// How many turns there are, an open one included.
  package var count: Int { turns.count + (open == nil ? 0 : 1) }

  /// Begins a turn; one that is open ends.
  package mutating func begin(_ turn: Turn, line: Int, document: Document) throws {
    end(line: line)
    guard turns.count < limits.maximumStatements else {
      throw document.error(
        .tooLarge, line: line,
        "the meeting has more than \(limits.maximumStatements) statements",
        remedy: "split it, or raise the limit for statements of a meeting")
    }
    var turn = turn
    turn.section = section
    turn.marks = waiting + turn.marks
    waiting = []
    hasHeadingSinceTurn = false
    open = turn
    openLine = max(1, line)
  }

  /// Changes what is known of the open turn.
  package mutating func update(_ change: (inout Turn) -> Void) {
    guard var turn = open else { return }
    open = nil
    change(&turn)
    open = turn
  }

  /// Takes the first bytes of the words for the label of the open turn, which has none.
  /// - Returns: Whether it could: not when marks stand in the words already, or other words before.
  package mutating func takeLabel(_ label: String, from count: Int) -> Bool {
    guard let turn = open, turn.voice.label.isEmpty, turn.paragraphs.isEmpty,
      turn.marks.allSatisfy({ $0.offset == 0 && $0.length == 0 })
    else { return false }
    text.removeFirst(count)
    update { $0.voice.label = label }
    return true
  }

  /// Ends the paragraph being read.
  package mutating func endParagraph() {
    guard !text.isEmpty, let index = open?.paragraphs.count else { return text.removeAll() }
    if findsInlineMarks {
      var found: [Mark] = []
      text.bytes.withUnsafeBufferPointer {
        InlineMarks.append($0, index: UInt32(index), to: &found)
      }
      if !found.isEmpty { open?.marks += found }
    }
    open?.paragraphs.append(text.take())
  }

  /// Ends the open turn.
  package mutating func end(line: Int) {
    endParagraph()
    guard var turn = open else { return }
    open = nil
    let last = max(openLine, line)
    turn.lines = UInt32(clamping: openLine)...UInt32(clamping: last)
    turns.append(turn)
  }

  /// Adds a mark whose wording is not part of the paragraph, at the place reached.
  package mutating func addMark(_ kind: Mark.Kind, _ wording: String) {
    guard !wording.isEmpty else { return }
    if let paragraph = open?.paragraphs.count {
      open?.marks.append(
        Mark(
          kind: kind, paragraph: UInt32(paragraph), offset: UInt32(text.count), wording: wording))
    } else if let last = turns.indices.last, !hasHeadingSinceTurn {
      let paragraph = UInt32(turns[last].paragraphs.count)
      turns[last].marks.append(Mark(kind: kind, paragraph: paragraph, wording: wording))
    } else {
      waiting.append(Mark(kind: kind, paragraph: 0, wording: wording))
    }
  }

  /// Adds a mark that covers the words from an offset of the paragraph being read on.
  package mutating func addCoveringMark(_ kind: Mark.Kind, from start: Int) {
    let wording = text.string(from: start)
    guard !wording.isEmpty, let paragraph = open?.paragraphs.count else { return }
    open?.marks.append(
      Mark(
        kind: kind, paragraph: UInt32(paragraph), offset: UInt32(start),
        length: UInt32(wording.utf8.count), wording: wording))
  }

  /// Adds a heading; what follows stands under it.
  package mutating func addHeading(_ heading: String, level: Int) {
    guard !heading.isEmpty else { return }
    section = sections.count
    sections.append(Meeting.Section(heading: heading, level: UInt32(clamping: max(1, level))))
    hasHeadingSinceTurn = true
  }

  /// The turns. Notes that wait for a turn which never came go to the end of the last one; without
  /// any turn they are the meeting's lead.
  package mutating func finish(line: Int, lead: inout [String]) -> [Turn] {
    end(line: line)
    if let last = turns.indices.last {
      let paragraph = UInt32(turns[last].paragraphs.count)
      turns[last].marks += waiting.map {
        Mark(kind: $0.kind, paragraph: paragraph, wording: $0.wording)
      }
    } else {
      lead += waiting.map(\.wording)
    }
    guard findsInlineMarks else { return turns }
    for index in turns.indices where turns[index].marks.count > 1 {
      turns[index].marks = Self.ordered(turns[index].marks)
    }
    return turns
  }

  /// Marks in document order; what stands at one place keeps its order.
  private static func ordered(_ marks: [Mark]) -> [Mark] {
    marks.enumerated().sorted {
      ($0.element.paragraph, $0.element.offset, $0.offset)
        < ($1.element.paragraph, $1.element.offset, $1.offset)
    }.map(\.element)
  }
}
