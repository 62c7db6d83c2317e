import TranscriptReading
import Transcripts

/// Makes turns of subtitles: what one voice says without a break in between is one statement.
///
/// Subtitles part sentences where a line is full, so that those of a turn are joined by spaces; a
/// silence of ``pause`` begins a new paragraph. The turn has the times at which its first subtitle
/// appears and its last one goes.
struct SubtitleTurns {
  private var turns: TurnCollector
  private let text: TextDocument
  private let document: Document
  private let options: ReadingOptions
  private let isWebVTT: Bool

  private var known: [String: Int] = [:]
  private var usesVoices = false
  /// Whether nearly every subtitle begins with a name and a colon.
  private var isLabelled = false
  /// Whether nearly every subtitle begins with a name in brackets or before a bar.
  private var isFramed = false
  private var isRolling = false
  private var last: [String] = []
  private var lastEnd = CueTime(milliseconds: 0)
  /// The voice of the open turn, as its tag or label gives it; nil when it is not named.
  private var speaker: String?
  private var repeated = 0
  /// When the last subtitle of the open turn goes.
  private var turnEnd = CueTime(milliseconds: 0)
  /// The last line that was read, from 1.
  private var lastLine = 1

  /// The silence after which words begin a new paragraph, in thousandths of a second: longer than a
  /// breath, shorter than a change of subject.
  private static let pause = 2000
  /// The share of subtitles that repeat the line before from which on that is how they are shown.
  private static let rollingShare = 0.3

  init(
    _ text: TextDocument, _ document: Document, options: ReadingOptions, isWebVTT: Bool
  ) {
    self.text = text
    self.document = document
    self.options = options
    self.isWebVTT = isWebVTT
    turns = TurnCollector(limits: options, findsInlineMarks: true)
  }

  /// Reads the subtitles in order.
  mutating func read(_ cues: [Cue], report: inout ReadingReport) throws {
    survey(cues)
    for cue in cues { try read(cue, report: &report) }
    if repeated > 0 {
      report.info(
        .chrome, wording: "", "\(repeated) lines repeat the subtitle before them, and count once")
    }
  }

  /// Ends the open turn, which lasts as long as its last subtitle.
  private mutating func end() {
    if turns.isOpen {
      let end = turnEnd.description
      turns.update { $0.timing?.end = end }
    }
    turns.end(line: lastLine)
  }

  /// The turns; notes without one become the lead.
  mutating func finish(lead: inout [String]) -> [Turn] {
    end()
    return turns.finish(line: lastLine, lead: &lead)
  }

  /// Finds out what tells the voices here.
  private mutating func survey(_ cues: [Cue]) {
    var before: [String] = []
    var again = 0
    var hasTimes = false
    var labelled = 0
    var framed = 0
    var lastVoice = ""
    for cue in cues {
      var lines: [String] = []
      for (parsed, _) in self.lines(of: cue) {
        hasTimes = hasTimes || parsed.hasTimes
        if parsed.pieces.contains(where: { $0.voice != nil }) { usesVoices = true }
        lines.append(parsed.line)
        for case let voice? in parsed.pieces.lazy.map(\.voice) where voice != lastVoice {
          known[voice, default: 0] += 2
          lastVoice = voice
        }
        if CueLabel.mayFrame(parsed.line), let found = CueVoice.framed(parsed.line[...]) {
          // Only full names that come again are names by this alone.
          if found.isFull { known[found.name, default: 0] += 1 }
          if lines.count == 1 { framed += 1 }
        } else if parsed.line.utf8.contains(0x3A) {
          let words = parsed.line.drop { ">-–— ".contains($0) }
          if let found = CueLabel.candidate(words) {
            known[found.label, default: 0] += 1
            if lines.count == 1 { labelled += 1 }
          } else if lines.count == 1, CueLabel.displayName(parsed.line) != nil {
            labelled += 1
          }
        }
      }
      if let first = lines.first, !first.isEmpty, first == before.last { again += 1 }
      before = lines
    }
    // Conferencing programs put the name before each subtitle.
    isLabelled = labelled >= 3 && labelled * 10 >= cues.count * 7
    isFramed = framed >= 3 && framed * 10 >= cues.count * 7
    isRolling =
      hasTimes && again > 0
      || cues.count >= 10 && Double(again) >= Double(cues.count) * Self.rollingShare
  }

  private mutating func read(_ cue: Cue, report: inout ReadingReport) throws {
    var lines = lines(of: cue)
    let shown = lines.map(\.0.line)
    if isRolling {
      while let first = lines.first, last.contains(first.0.line) {
        lines.removeFirst()
        repeated += first.0.line.isEmpty ? 0 : 1
      }
    }
    last = shown
    let hasDashes = lines.count { CueLabel.hasDash($0.0.line) } >= 2
    let hasPause = cue.start.milliseconds - lastEnd.milliseconds >= Self.pause
    if hasPause { turns.endParagraph() }
    for (parsed, line) in lines {
      for piece in parsed.pieces {
        try add(piece, hasDashes: hasDashes, cue, line: line + 1, report: &report)
      }
    }
    lastEnd = max(lastEnd, cue.end)
  }

  /// The lines of a subtitle without their markup. A tag may go on over the line's end.
  private func lines(of cue: Cue) -> [(CueText, line: Int)] {
    var lines: [(CueText, line: Int)] = []
    var voices: [String?] = []
    var rest = ""
    for line in cue.text {
      var words = text.text(line: line)
      if !rest.isEmpty { words = rest + " " + words }
      rest = ""
      if line + 1 < cue.text.upperBound, words.hasSuffix("<v") || words.hasSuffix("<v.") {
        rest = words
        continue
      }
      let parsed = CueText(words, voices: voices, isWebVTT: isWebVTT)
      voices = parsed.voices
      lines.append((parsed, line))
    }
    return lines
  }

  private mutating func add(
    _ piece: CueText.Piece, hasDashes: Bool, _ cue: Cue, line: Int, report: inout ReadingReport
  ) throws {
    if let kind = markKind(piece.words) {
      lastLine = line
      turns.endParagraph()
      turns.addMark(kind, piece.words)
      return report.info(.mark, line: line, wording: piece.words, "a note of its own")
    }
    var words = piece.words[...]
    if let voice = piece.voice ?? cue.voice {
      if !turns.isOpen || speaker?.isExactly(voice) != true {
        try begin(voice, "the voice of a subtitle", cue, line: line, report: &report)
      }
    } else {
      let label = CueLabel(
        piece.words, hasDashes: hasDashes, isLabelled: isLabelled, isFramed: isFramed
      ) { known[$0] ?? 0 >= 2 }
      words = label.words
      if !label.refused.isEmpty {
        report.warn(.labelRefused, line: line, wording: label.refused, label.reason)
      }
      let isNew = label.isChange && (label.label.isEmpty || speaker?.isExactly(label.label) != true)
      if isNew || !turns.isOpen || usesVoices && speaker != nil {
        try begin(
          label.label.isEmpty ? nil : label.label,
          label.label.isEmpty ? "a voice without a name" : "a name and a colon", cue, line: line,
          isField: false, isNobody: label.isNobody, report: &report)
      }
    }
    lastLine = line
    turns.text.hasPendingSpace = true
    turns.text.append(String(words))
    try turns.text.check(options, document, line: line)
    turnEnd = max(turnEnd, cue.end)
  }

  private mutating func begin(
    _ name: String?, _ reason: String, _ cue: Cue, line: Int, isField: Bool = true,
    isNobody: Bool = false, report: inout ReadingReport
  ) throws {
    var turn = Turn(
      voice: isField ? Turn.Voice(field: name ?? "") : Turn.Voice(label: name ?? ""))
    if name == nil || isNobody {
      turn.settled = Attribution(label: name ?? "", certainty: .unnamed)
    }
    turn.timing = Statement.Timing(start: cue.start.description)
    end()
    turnEnd = cue.end
    try turns.begin(turn, line: line, document: document)
    speaker = name
    report.info(.label, line: line, wording: name ?? "", reason)
  }

  /// The kind of mark of a line that is no speech: "[Applause]", "(LAUGHTER)", "♪♪".
  private func markKind(_ words: String) -> Mark.Kind? {
    if words.utf8.first == 0xE2, words.contains("♪") || words.contains("♫"),
      !words.contains(where: \.isLetter)
    {
      return .incident
    }
    return SeparateParagraph.markKind(of: words)
  }
}
