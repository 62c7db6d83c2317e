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

  private var survey = CueSurvey()
  private var last: [String] = []
  private var lastVoice: String?
  private var lastEnd = CueTime(milliseconds: 0)
  /// The voice of the open turn, as its tag or label gives it; nil when it is not named.
  private var speaker: String?
  private var repeated = 0
  /// Whether the next words go on within a word.
  private var isGrown = false
  /// The line of the times of the subtitle whose label named the voice; nil where a tag did.
  private var labelled: Int?
  /// When the last subtitle of the open turn goes.
  private var turnEnd = CueTime(milliseconds: 0)
  /// The last line that was read, from 1.
  private var lastLine = 1

  /// The silence after which words begin a new paragraph, in thousandths of a second: longer than a
  /// breath, shorter than a change of subject.
  private static let pause = 2000
  /// Fewest words that are taken for a repetition: people say "Yes." twice.
  private static let repeatedWords = 3

  init(_ text: TextDocument, _ document: Document, options: ReadingOptions) {
    self.text = text
    self.document = document
    self.options = options
    turns = TurnCollector(limits: options, findsInlineMarks: true)
  }

  /// Reads the subtitles in order.
  mutating func read(_ cues: [Cue], report: inout ReadingReport) throws {
    look(cues)
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
  private mutating func look(_ cues: [Cue]) {
    var before: [String] = []
    var voice: String?
    var end = 0
    for cue in cues {
      let parsed = self.lines(of: cue).map(\.0)
      let lines = parsed.map(\.line).filter { !$0.isEmpty }
      let own = cue.voice ?? parsed.first?.pieces.first?.voice
      let rolling = RollingLines(before: own == voice ? before : [], lines: lines)
      voice = own
      survey.add(
        parsed,
        repeats: rolling.words >= Self.repeatedWords
          && cue.start.milliseconds - end < Self.pause)
      before = lines
      end = cue.end.milliseconds
    }
    survey.finish(count: cues.count)
  }

  private mutating func read(_ cue: Cue, report: inout ReadingReport) throws {
    var lines = lines(of: cue).filter { !$0.0.pieces.isEmpty }
    leaveOutShown(&lines, cue, report: &report)
    let hasDashes = lines.count { CueLabel.hasDash($0.0.line) } >= 2
    let hasPause = cue.start.milliseconds - lastEnd.milliseconds >= Self.pause
    if hasPause { turns.endParagraph() }
    if cue.voice == nil, lines.count > 1 {
      joinWrappedLabel(&lines, report: &report)
      try readHeading(&lines, cue, report: &report)
    }
    var isFirst = true
    for (parsed, line) in lines {
      for piece in parsed.pieces {
        if piece.voice ?? cue.voice != nil {
          try add(piece, hasDashes: hasDashes, cue, line: line + 1, report: &report)
          continue
        }
        for part in CueParts.of(
          piece.words, usesSigns: survey.usesSigns, usesFrames: survey.habits.isFramed,
          isKnown: survey.isKnown)
        {
          let part = CueText.Piece(voice: nil, words: String(part).trimmingSpace())
          try add(
            part, hasDashes: hasDashes, isFirst: isFirst, cue, line: line + 1, report: &report)
          isFirst = false
        }
      }
    }
    lastEnd = max(lastEnd, cue.end)
  }

  /// Leaves out what the subtitle before has shown, where that is how subtitles are shown here.
  private mutating func leaveOutShown(
    _ lines: inout [(CueText, line: Int)], _ cue: Cue, report: inout ReadingReport
  ) {
    let shown = lines.map(\.0.line)
    let voice = cue.voice ?? lines.first?.0.pieces.first?.voice
    // What another voice says again is said again.
    let rolling = RollingLines(before: voice == lastVoice ? last : [], lines: shown)
    (last, lastVoice) = (shown, voice)
    if survey.isRolling {
      lines.removeFirst(rolling.repeated)
      repeated += rolling.repeated
      if rolling.grown > 0, !lines.isEmpty, lines[0].0.pieces.count == 1 {
        lines[0].0.removeFirst(rolling.grown)
        isGrown = lines[0].0.pieces[0].words.utf8.first != 0x20
        repeated += 1
      }
    } else if rolling.repeated > 0, rolling.words > Self.repeatedWords,
      cue.start.milliseconds - lastEnd.milliseconds < Self.pause
    {
      report.warn(
        .oddity, line: cue.line + 1, wording: shown[0],
        "it repeats words of the subtitle before it; both are kept")
    }
  }

  /// Takes a name on the first line of a subtitle for the voice of its other lines.
  private mutating func readHeading(
    _ lines: inout [(CueText, line: Int)], _ cue: Cue, report: inout ReadingReport
  ) throws {
    let (first, line) = lines[0]
    guard first.pieces.count == 1, first.pieces[0].voice == nil,
      let heading = CueVoice.heading(first.line)
    else { return }
    let name = heading.name
    let isCapitals = CueLabel.isCapitals(name)
    let begins = lines[1].0.line.first { $0.isLetter }?.isLowercase == false
    let isKnown = survey.isHeading(name) || survey.isKnown(name)
    if survey.isHeaded || isKnown && heading.isFull && (heading.isMarked || isCapitals && begins) {
      lines.removeFirst()
      if !turns.isOpen || speaker?.isExactly(name) != true {
        try begin(
          name, "a name on a line of its own", cue, line: line + 1, isField: false, report: &report)
      }
      labelled = cue.line
    } else if heading.isFull,
      heading.isMarked || isCapitals || isKnown && begins || survey.habits.isNamed
    {
      report.warn(
        .labelRefused, line: line + 1, wording: name,
        "a name on a line of its own, as few subtitles have; nobody is taken to speak by it")
    }
  }

  /// Puts a label that goes on over the end of a subtitle's first line on one: "ANN" above "VALE: words".
  private func joinWrappedLabel(
    _ lines: inout [(CueText, line: Int)], report: inout ReadingReport
  ) {
    let (first, second) = (lines[0].0, lines[1].0)
    guard first.pieces.count == 1, second.pieces.count == 1, first.pieces[0].voice == nil,
      second.pieces[0].voice == nil, first.line.utf8.count <= Self.longestWrapped,
      !CueLabel.mayHoldColon(first.line), CueLabel.candidate(second.line) != nil
    else { return }
    let joined = first.line + " " + second.line
    guard let label = CueLabel.candidate(joined)?.label, survey.isSeen(label) else { return }
    lines[0].0.append(" " + second.line)
    lines.remove(at: 1)
    report.info(.label, line: lines[0].line + 1, wording: label, "a label on two lines")
  }

  /// Longest first line of a label on two, in bytes.
  private static let longestWrapped = 40

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
      let parsed = CueText(words, voices: voices)
      voices = parsed.voices
      lines.append((parsed, line))
    }
    return lines
  }

  private mutating func add(
    _ piece: CueText.Piece, hasDashes: Bool, isFirst: Bool = false, _ cue: Cue, line: Int,
    report: inout ReadingReport
  ) throws {
    if let kind = markKind(piece.words) {
      lastLine = line
      turns.endParagraph()
      turns.addMark(kind, piece.words)
      return report.info(.mark, line: line, wording: piece.words, "a note of its own")
    }
    var words = piece.words[...]
    if let voice = piece.voice ?? cue.voice {
      checkVoice(voice, piece.words, line: line, report: &report)
      if !turns.isOpen || speaker?.isExactly(voice) != true {
        try begin(voice, Self.byTag, cue, line: line, report: &report)
      }
    } else {
      let label = CueLabel(
        piece.words, hasDashes: hasDashes, isFirst: isFirst, habits: survey.habits,
        isKnown: survey.isKnown)
      words = label.words
      for note in label.notes {
        turns.endParagraph()
        turns.addMark(SeparateParagraph.markKind(of: note) ?? .incident, note)
        report.info(.mark, line: line, wording: note, "a note before a label")
      }
      if !label.refused.isEmpty {
        report.warn(.labelRefused, line: line, wording: label.refused, label.reason)
      }
      if !label.doubt.isEmpty {
        report.warn(
          .label, line: line, wording: label.label, "opens a statement, though it is " + label.doubt
        )
      }
      if isFirst, label.refused.isEmpty, label.label.isEmpty,
        survey.habits.isLabelled || labelled != nil,
        // "[Dramatic Music] Look"
        !piece.words.hasPrefix("[") && !piece.words.hasPrefix("(")
          || CueLabel.mayHoldColon(piece.words)
      {
        LookalikeLabel.warn(text, line: line - 1, .init(isJudged: false), report: &report)
      }
      let isNew = label.isChange && (label.label.isEmpty || speaker?.isExactly(label.label) != true)
      if isNew || !turns.isOpen || survey.usesVoices && isOfOther(cue) && !label.isChange {
        try begin(
          label.label.isEmpty ? nil : label.label,
          label.label.isEmpty ? "a voice without a name" : "a name and a colon", cue, line: line,
          isField: label.isField, isNobody: label.isNobody, report: &report)
      } else if label.isChange {
        labelled = cue.line
      }
    }
    lastLine = line
    turns.text.hasPendingSpace = !isGrown
    isGrown = false
    turns.text.append(String(words))
    try turns.text.check(options, document, line: line)
    turnEnd = max(turnEnd, cue.end)
  }

  /// Whether the open turn is somebody's whom a tag or another subtitle's label names.
  private func isOfOther(_ cue: Cue) -> Bool { speaker != nil && labelled != cue.line }

  /// Warns where words that a tag gives to one voice begin with the label of another.
  private func checkVoice(
    _ voice: String, _ words: String, line: Int, report: inout ReadingReport
  ) {
    guard CueLabel.mayHoldColon(words) else { return }
    let label = CueLabel(words, hasDashes: false, isKnown: survey.isKnown).label
    guard !label.isEmpty, label.lowercased() != voice.lowercased() else { return }
    report.warn(
      .labelRefused, line: line, wording: label,
      "a name and a colon, but the subtitle is \(voice)’s, who is taken to say it")
  }

  private static let byTag = "the voice of a subtitle"

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
    labelled = reason == Self.byTag ? nil : cue.line
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
