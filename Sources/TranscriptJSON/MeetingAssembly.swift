import ArchiveProtocol
import TranscriptReading
import Transcripts

/// Puts the lines of JSON Lines together into meetings, whatever the order of the lines.
///
/// A meeting is handed over when it has all the statements that it says it has and another goes on; when none of its lines
/// came for ``staleSize`` bytes and it does not say that more are to come; when what waits takes more
/// than ``ReadingOptions/maximumMeetingSize``, those first whose last line is longest ago; or at the
/// end. All of this depends on the lines alone, and so does the result.
///
/// A line that cannot be read costs its meeting, and no other; itself alone where it cannot be found out
/// whose it is.
struct MeetingAssembly {
  let document: Document
  let options: ReadingOptions
  private var open: [ExactText: OpenMeeting] = [:]
  private var last: OpenMeeting?
  /// Meetings that were handed over or given up.
  private var closed: [ExactText: Closing] = [:]
  /// Everybody whom a line has described, as the last line did.
  private var speakers: [ExactText: Speaker] = [:]
  private var speakerBytes = 0
  /// Whom lines describe that are of no meeting.
  private var standing: Set<ExactText> = []
  /// Whom meetings that were handed over have.
  private var present: Set<ExactText> = []
  /// The last meeting, which is kept back: it takes those whom no meeting has.
  private var held: Transcript?
  private var openBytes = 0
  /// Bytes of the lines that were added.
  private var position = 0
  private var nextCheck = 0
  private var reportedNotes: Set<JSONReader.Note> = []
  private(set) var failures = Failures()
  private let voices = FieldVoices()
  /// Meetings that began without a statement.
  private var bare: [OpenMeeting] = []
  /// Lines that are no JSON.
  private var brokenLines = 0
  private(set) var lineCount = 0

  /// Lines of a meeting that come further apart than this, in bytes, must say that they are to come.
  static let staleSize = 4 << 20
  /// Lines at fault that are warned of one by one.
  private static let warnedLines = 20
  /// Bytes between looks for meetings to hand over.
  private static let checkInterval = 1 << 20
  /// Bytes that may be described of speakers: what is kept of them is kept for the whole document.
  static let maximumSpeakerSize = 256 << 20

  /// Why no line of a meeting is taken any more.
  enum Closing {
    /// It has all its statements.
    case complete
    /// It was handed over because its lines were far apart.
    case early
    /// One of its lines is at fault.
    case failed
    /// It was handed over, and lines came behind that; they are left out.
    case late
  }

  /// What could not be read.
  struct Failures {
    var first: DocumentError?
    var lines: [Int] = []
    var count = 0
  }

  init(_ document: Document, _ options: ReadingOptions) {
    self.document = document
    self.options = options
  }

  /// Adds a line, whose number counts from the document's beginning; it is not copied.
  mutating func add(
    _ line: inout JSONLine, _ report: inout ReadingReport, _ sink: (Transcript) throws -> Void
  ) throws {
    lineCount += 1
    position += line.byteCount + 1
    if position >= nextCheck {
      try handOverStale(&report, sink)
      nextCheck = position + Self.checkInterval
    }
    if !line.notes.isEmpty { note(line, &report) }
    if let definitions = line.definitions {
      // Others may need them, also where the line's own meeting is at fault.
      for speaker in definitions.speakers { try describe(speaker, line) }
    }
    if let fault = line.fault {
      if fault.code == .malformed { brokenLines += 1 }
      let isKnown = !line.meetingKey.isEmpty
      return fail(
        isKnown ? line.meetingKey : nil,
        document.error(
          fault.code, line: line.number,
          fault.problem + (isKnown ? "" : ", before it says of which meeting it is"),
          remedy: fault.remedy),
        &report)
    }
    guard !line.meetingKey.isEmpty else {
      if case .none = line.content, let definitions = line.definitions {
        standing.formUnion(definitions.speakers.lazy.map { ExactText($0.id) })
        return
      }
      return fail(
        nil,
        document.error(
          .incomplete, line: line.number, "the statement names no meeting",
          remedy: "give each line “meeting” or “meetingId”"), &report)
    }
    guard let meeting = self.meeting(of: line, &report) else { return }
    if let last, last !== meeting, last.isComplete, last.complete(speakers),
      closed[text: last.key] == nil
    {
      try handOverBare(before: last, &report, sink)
      try handOver(last, .complete, &report, sink)
    }
    last = meeting
    meeting.note(byteCount: line.byteCount, end: position)
    openBytes += line.byteCount
    if let definitions = line.definitions {
      for speaker in definitions.speakers { meeting.describe(speaker) }
    }
    if let given = line.definitions?.meeting {
      // Of what is put together of pieces, all is due as soon as it is of one.
      let isFirst = meeting.meeting == nil
      meeting.isPart = line.definitions?.isPart == true && (isFirst || meeting.isPart)
      if let known = meeting.meeting, known != given {
        report.warn(
          .oddity, line: line.number, wording: given.id,
          "the meeting was described otherwise before; what came first is kept")
      } else {
        meeting.meeting = given
      }
    }
    switch line.content {
    case .none: break
    case .own(let statement, let hasDate):
      guard meeting.flat.isEmpty else { return fail(mixed: meeting, line.number, &report) }
      meeting.append(statement, hasDate: hasDate, line: line.number, speakers)
    case .flat(let statement):
      guard meeting.statements.isEmpty else { return fail(mixed: meeting, line.number, &report) }
      meeting.append(statement, line: line.number)
    }
    guard meeting.statementCount <= options.maximumStatements else {
      return fail(
        meeting.key,
        document.error(
          .tooLarge, line: line.number,
          "the meeting has more than \(options.maximumStatements) statements",
          remedy: "raise the limit for statements of a meeting"), &report)
    }
    guard meeting.byteCount <= options.maximumMeetingSize else {
      return fail(
        meeting.key,
        document.error(
          .tooLarge, line: line.number,
          "the lines of the meeting have more than \(options.maximumMeetingSize) bytes",
          remedy: "split it; so much for one meeting is not expected"), &report)
    }
  }

  /// Hands over what is left.
  mutating func finish(
    _ report: inout ReadingReport, _ sink: (Transcript) throws -> Void
  ) throws {
    for meeting in open.values.sorted(by: { $0.firstLine < $1.firstLine }) {
      try handOver(meeting, .early, &report, sink)
    }
    try handOverLast(&report, sink)
    guard var error = failures.first else { return }
    if brokenLines == lineCount, lineCount > 1 {
      error.problem = "no line is an object by itself, as JSON Lines have it: \(error.problem)"
      error.remedy = "write one JSON value over many lines as a line for each object (jq -c)"
    }
    if failures.count > 1 {
      let lines = failures.lines.dropFirst().map(String.init).joined(separator: ", ")
      let rest = failures.count - failures.lines.count
      error.problem += "; so are \(failures.count - 1) more, on line \(lines)"
      if rest > 0 { error.problem += " and \(rest) others" }
    }
    throw error
  }

  // MARK: Meetings

  private mutating func meeting(
    of line: JSONLine, _ report: inout ReadingReport
  ) -> OpenMeeting? {
    let key = line.meetingKey
    if let last, last.key.isExactly(key), closed[text: key] == nil { return last }
    if let known = open[text: key] { return known }
    switch closed[text: key] {
    case nil: break
    case .failed, .late: return nil
    case .complete where line.definitions?.meeting != nil:
      // The meeting begins anew, as in exports that were put one behind the other.
      closed[text: key] = nil
      let meeting = OpenMeeting(key: key, firstLine: line.number, isAgain: true)
      open[text: key] = meeting
      return meeting
    case .complete, .early:
      let isEarly = closed[text: key] == .early
      fail(
        nil,
        document.error(
          .malformed, line: line.number,
          "meeting “\(key.prefix(80))” "
            + (isEarly
              ? "goes on far behind its other lines" : "goes on after all that it says it has")
            + ": those are kept, and what comes from here on is not",
          remedy: isEarly
            ? "sort the file so that the lines of a meeting are at most "
              + "\(Self.staleSize >> 20) MiB apart"
            : "correct its “statementCount”"), &report)
      closed[text: key] = .late
      return nil
    }
    let meeting = OpenMeeting(key: key, firstLine: line.number)
    open[text: key] = meeting
    if case .none = line.content { bare.append(meeting) }
    return meeting
  }

  private mutating func describe(_ speaker: Speaker, _ line: JSONLine) throws {
    if speakers[text: speaker.id] == nil { speakerBytes += line.byteCount }
    guard speakerBytes <= Self.maximumSpeakerSize else {
      throw document.error(
        .tooLarge, line: line.number,
        "lines that describe speakers have more than \(Self.maximumSpeakerSize) bytes",
        remedy: "split the file")
    }
    speakers[text: speaker.id] = speaker
  }

  private mutating func handOverStale(
    _ report: inout ReadingReport, _ sink: (Transcript) throws -> Void
  ) throws {
    let stale = open.values.filter {
      position - $0.end > Self.staleSize && !$0.isAwaited && $0.complete(speakers)
    }
    for meeting in stale.sorted(by: { $0.firstLine < $1.firstLine }) {
      try handOver(meeting, .early, &report, sink)
    }
    guard openBytes > options.maximumMeetingSize else { return }
    for meeting in open.values.sorted(by: { $0.end < $1.end }) {
      guard openBytes > options.maximumMeetingSize / 4 * 3, meeting !== last else { continue }
      try handOver(meeting, .early, &report, sink)
    }
  }

  /// Hands over the meetings without statements that stand before one that is complete, in their places.
  private mutating func handOverBare(
    before meeting: OpenMeeting, _ report: inout ReadingReport, _ sink: (Transcript) throws -> Void
  ) throws {
    var count = 0
    while count < bare.count, bare[count].firstLine < meeting.firstLine {
      let known = bare[count]
      count += 1
      guard open[text: known.key] === known, known.statementCount == 0, !known.isAwaited else {
        continue
      }
      try handOver(known, .complete, &report, sink)
    }
    bare.removeFirst(count)
  }

  private mutating func close(_ meeting: OpenMeeting, _ closing: Closing) {
    open[text: meeting.key] = nil
    openBytes -= meeting.byteCount
    closed[text: meeting.key] = closing
  }

  private mutating func handOver(
    _ meeting: OpenMeeting, _ closing: Closing, _ report: inout ReadingReport,
    _ sink: (Transcript) throws -> Void
  ) throws {
    close(meeting, closing)
    if meeting.isAgain, meeting.isAwaited, !meeting.isPart {
      // The whole of it was handed over.
      report.warn(
        .incomplete, line: meeting.firstLine, wording: meeting.key,
        "the meeting came before, with all its statements; \(meeting.statementCount) lines of it that "
          + "came again are left out")
      closed[text: meeting.key] = .complete
      return
    }
    if !meeting.complete(speakers) { meeting.describeMissing(speakers, &report) }
    let transcript: Transcript?
    do {
      transcript =
        try meeting.flat.isEmpty
        ? OwnMeeting(document, meeting).transcript(&report)
        : FlatMeeting(document, options, meeting, voices).transcript(&report)
    } catch let error as DocumentError {
      return fail(meeting.key, error, &report)
    }
    guard let transcript else { return }
    // Ids of other layouts are the document's own, and nobody's whom a line describes.
    if meeting.flat.isEmpty { present.formUnion(transcript.speakers.lazy.map { ExactText($0.id) }) }
    // What was offered once is not offered again.
    if let last = held.take() { try sink(last) }
    held = transcript
  }

  /// Hands over the meeting that was kept back, where the document cannot be read to its end.
  mutating func giveUp(_ sink: (Transcript) throws -> Void) throws {
    if let last = held.take() { try sink(last) }
  }

  /// Hands over the meeting that was kept back, with whoever is described and has said nothing.
  private mutating func handOverLast(
    _ report: inout ReadingReport, _ sink: (Transcript) throws -> Void
  ) throws {
    let silent = standing.subtracting(present).sorted().compactMap { speakers[$0] }
    guard var last = held.take() else {
      if let first = silent.first {
        report.warn(
          .oddity, line: 1, wording: first.id,
          "\(silent.count) speakers are left out, since there is no meeting beside them")
      }
      return
    }
    last.bystanders = silent
    try sink(last)
  }

  // MARK: Faults

  private mutating func fail(mixed meeting: OpenMeeting, _ line: Int, _ report: inout ReadingReport)
  {
    fail(
      meeting.key,
      document.error(
        .malformed, line: line, "the lines of the meeting have different layouts",
        remedy: "give all of them “attribution”, or none"), &report)
  }

  /// Gives up a meeting for one of its lines; nil when the line has none.
  private mutating func fail(_ key: String?, _ error: DocumentError, _ report: inout ReadingReport)
  {
    failures.count += 1
    if failures.first == nil { failures.first = error }
    if failures.lines.count < 10 { failures.lines.append(error.line ?? 0) }
    // What fails the document tells how many there are in all.
    if failures.count <= Self.warnedLines {
      report.warn(.oddity, line: error.line, wording: key ?? "", "left out: \(error.problem)")
    }
    guard let key else { return }
    if let meeting = open[text: key] { close(meeting, .failed) }
    closed[text: key] = .failed
  }

  /// Says what of a line was left out, each kind of thing once.
  private mutating func note(_ line: JSONLine, _ report: inout ReadingReport) {
    for note in line.notes
    where reportedNotes.count < 1_000 && reportedNotes.insert(note).inserted {
      switch note.kind {
      case .key:
        report.warn(
          .unknownElement, line: line.number, wording: note.wording,
          "no layout has this key; left out")
      case .unused:
        report.warn(
          .unknownElement, line: line.number, wording: note.wording,
          "nothing is made of this key in a line of this layout; left out")
      case .value(let field):
        report.warn(
          .unknownElement, line: line.number, wording: note.wording,
          "“\(field)” has no such value; read as not known")
      }
    }
  }
}
