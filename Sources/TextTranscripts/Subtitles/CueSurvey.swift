import People
import Transcripts

/// What tells the voices in a document's subtitles, found before they are read.
struct CueSurvey {
  /// Whether `<v>` tags or lines above the times name voices.
  private(set) var usesVoices = false
  private(set) var habits = CueLabel.Habits()
  /// Whether nearly every subtitle has a name on its first line.
  private(set) var isHeaded = false
  /// Whether ">>" tells another speaker, within lines too.
  private(set) var usesSigns = false
  /// Whether subtitles repeat the lines of the one before, as captions do that roll up or grow.
  private(set) var isRolling = false

  private var known: [String: Int] = [:]
  private var headings: [String: Int] = [:]

  private var labelled = 0
  private var opened = 0
  private var framed = 0
  private var framable = 0
  private var headed = 0
  private var dashed = 0
  private var again = 0
  private var hasTimes = false
  private var lastVoice = ""

  /// The share of subtitles that repeat lines from which on that is how they are shown.
  private static let rollingShare = 0.3

  /// Looks at a subtitle.
  /// - Parameters:
  ///   - lines: Its lines without markup.
  ///   - repeats: Whether it repeats words of the one right before it.
  mutating func add(_ lines: [CueText], repeats: Bool) {
    if repeats { again += 1 }
    var isFirst = true
    for parsed in lines where !parsed.pieces.isEmpty {
      hasTimes = hasTimes || parsed.hasTimes
      var hasVoice = false
      for case let voice? in parsed.pieces.lazy.map(\.voice) {
        hasVoice = true
        if voice != lastVoice { known[Self.key(voice), default: 0] += 2 }
        lastVoice = voice
      }
      if hasVoice { usesVoices = true }
      add(parsed.line, isFirst: isFirst, hasMore: lines.count > 1 && !hasVoice)
      isFirst = false
    }
  }

  private mutating func add(_ line: String, isFirst: Bool, hasMore: Bool) {
    let mayBegin = line.utf8.first.map(CueBeginning.mayBegin) ?? false
    let mayFrame = CueVoice.mayFrame(line)
    if isFirst, hasMore, let heading = CueVoice.heading(line) {
      headed += 1
      if heading.isFull { headings[Self.key(heading.name), default: 0] += 1 }
    }
    if isFirst { framable += 1 }
    guard mayBegin || mayFrame || CueLabel.mayHoldColon(line) else { return }
    let beginning = mayBegin ? CueBeginning(line[...]) : nil
    if let beginning {
      usesSigns = usesSigns || beginning.hasSign
      if beginning.hasDash, isFirst { dashed += 1 }
    }
    let rest = beginning?.rest ?? line[...]
    let isDashed = !isFirst && beginning?.hasDash == true
    if isDashed { framable += 1 }
    if let found = CueVoice.framed(rest) {
      // Only full names that come again are names by this alone.
      if found.isFull, found.mark != .dash { known[Self.key(found.name), default: 0] += 1 }
      if isFirst || isDashed && found.mark == .bracket { framed += 1 }
      return
    }
    let opening = isFirst ? CueOpening(rest) : nil
    if opening != nil { opened += 1 }
    if let found = CueLabel.candidate(rest) {
      known[Self.key(found.label), default: 0] += 1
      if !LabelWords.headings.contains(FoldedText.fold(found.label)) {
        habits.dress.add(found.label)
      }
      if isFirst {
        labelled += 1
        if opening == nil { opened += 1 }
      }
    } else if let opening {
      known[Self.key(opening.label), default: 0] += 1
      if CueOpening.isNobody(opening.label) { labelled += 1 }
    }
  }

  /// Ends the survey of so many subtitles.
  mutating func finish(count: Int) {
    func isRule(_ number: Int) -> Bool { number >= 3 && number * 10 >= count * 7 }
    // Conferencing programs put the name before each subtitle.
    habits.isAllLabelled = opened >= 3 && opened * 20 >= count * 19
    habits.isLabelled = isRule(labelled) || habits.isAllLabelled
    habits.isNamed = habits.isLabelled || usesVoices
    habits.isFramed = framed >= 3 && framed * 10 >= max(framable, framed) * 7
    habits.isDashed = isRule(dashed)
    isHeaded = isRule(headed)
    isRolling =
      hasTimes && again > 0 || again >= 3 && Double(again) >= Double(count) * Self.rollingShare
  }

  /// Whether several lines begin with a label.
  func isKnown(_ label: String) -> Bool { known[Self.key(label)] ?? 0 >= 2 }

  /// Whether a line begins with a label.
  func isSeen(_ label: String) -> Bool { known[Self.key(label)] != nil }

  /// Whether several subtitles have a name on their first line.
  func isHeading(_ name: String) -> Bool { headings[Self.key(name)] ?? 0 >= 2 }

  private static func key(_ label: String) -> String { label.lowercased() }
}
