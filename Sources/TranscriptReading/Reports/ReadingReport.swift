import Transcripts

/// What a reader took each part of a document for.
///
/// Adding an entry costs nothing but a comparison when the detail asked for leaves it out; its
/// wording is built only when it is kept.
package struct ReadingReport: Sendable {
  /// The document's path or name.
  package var document: String
  /// The reader that read it; empty until one is chosen.
  package var format: String
  /// What is kept.
  package let detail: Detail
  /// What was kept, in document order.
  package private(set) var entries: [Entry] = []
  /// How many warnings there were, kept or not.
  package private(set) var warningCount = 0
  /// How many meetings of exports are not there in whole, as warnings tell.
  package private(set) var incompleteCount = 0
  /// The last of them.
  private var lastIncomplete: String?
  /// How many entries ``maximumEntries`` left out.
  package private(set) var omittedCount = 0
  /// How many meetings were handed over.
  package var meetingCount = 0
  /// How many statements they hold.
  package var statementCount = 0

  /// Lines that were warned of, by which nothing is told twice.
  private var warnedLines: Set<Int> = []

  /// Most entries a report keeps, so that a hostile document cannot fill memory through it.
  package static let maximumEntries = 100_000

  /// Creates an empty report.
  package init(document: String = "", format: String = "", detail: Detail = .warnings) {
    self.document = document
    self.format = format
    self.detail = detail
  }

  /// How much a report keeps.
  package enum Detail: Int, Comparable, Sendable {
    /// Counts only.
    case none
    /// Warnings.
    case warnings
    /// Everything.
    case everything

    package static func < (left: Detail, right: Detail) -> Bool { left.rawValue < right.rawValue }
  }

  /// How much an entry matters.
  package enum Severity: String, Hashable, Sendable {
    /// How something was read.
    case info
    /// Something that may have been read wrongly; fails a strict reading.
    case warning
  }

  /// One thing that was read as something.
  package struct Entry: Hashable, Sendable {
    /// How much it matters.
    package var severity: Severity
    /// The rule that decided.
    package var rule: Rule
    /// The line of the document, from 1, if known.
    package var line: Int?
    /// The words in question as printed, shortened.
    package var wording: String
    /// What was decided and why.
    package var explanation: String
  }

  /// The name of a rule, in lower case with hyphens, stable for programs.
  package struct Rule: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { self.rawValue = value }

    /// A line that belongs to the site and not to the document.
    package static let chrome: Rule = "chrome"
    /// Title, date, place or lead.
    package static let header: Rule = "header"
    /// A line that opens a statement.
    package static let label: Rule = "label"
    /// A line that looks like a label and is none.
    package static let labelRefused: Rule = "label-refused"
    /// A label that fits several people.
    package static let ambiguousSpeaker: Rule = "ambiguous-speaker"
    /// An element, attribute or field the reader does not know.
    package static let unknownElement: Rule = "unknown-element"
    /// Two dates in one document that disagree.
    package static let dateDisagreement: Rule = "date-disagreement"
    /// Something that became a mark.
    package static let mark: Rule = "mark"
    /// Words that are in no statement, mark or header.
    package static let unattributed: Rule = "unattributed"
    /// A language whose words for voices, roles and groups are not known.
    package static let language: Rule = "language"
    /// A meeting of which statements, or what describes it, are lacking.
    package static let incomplete: Rule = "incomplete"
    /// Anything else that deserves a look.
    package static let oddity: Rule = "oddity"
  }

  /// Adds what was read as something, if the report's detail wants it.
  package mutating func info(
    _ rule: Rule, line: Int? = nil, wording: @autoclosure () -> String = "",
    _ explanation: @autoclosure () -> String
  ) {
    if detail == .everything {
      keep(.info, rule, line: line, wording: wording(), explanation: explanation())
    }
  }

  /// Adds something that may have been read wrongly; always counted.
  package mutating func warn(
    _ rule: Rule, line: Int? = nil, wording: @autoclosure () -> String = "",
    _ explanation: @autoclosure () -> String
  ) {
    warningCount += 1
    if let line, warnedLines.count < Self.maximumEntries { warnedLines.insert(line) }
    if rule == .incomplete {
      // What is told of one meeting is told at once.
      let meeting = wording()
      if lastIncomplete?.isExactly(meeting) != true { incompleteCount += 1 }
      lastIncomplete = meeting
    }
    if detail >= .warnings {
      keep(.warning, rule, line: line, wording: wording(), explanation: explanation())
    }
  }

  /// Adds what a part of the document was read as, its lines by what they are in the document.
  package mutating func add(_ part: ReadingReport, line: (Int) -> Int) {
    warningCount += part.warningCount
    incompleteCount += part.incompleteCount
    omittedCount += part.omittedCount
    meetingCount += part.meetingCount
    statementCount += part.statementCount
    for entry in part.entries {
      guard entries.count < Self.maximumEntries else {
        omittedCount += 1
        continue
      }
      var entry = entry
      entry.line = entry.line.map(line)
      entries.append(entry)
    }
  }

  /// Whether a line was warned of.
  package func hasWarned(line: Int) -> Bool { warnedLines.contains(line) }

  private mutating func keep(
    _ severity: Severity, _ rule: Rule, line: Int?, wording: String, explanation: String
  ) {
    guard entries.count < Self.maximumEntries else {
      omittedCount += 1
      return
    }
    entries.append(
      Entry(
        severity: severity, rule: rule, line: line, wording: Self.shortened(wording),
        explanation: explanation))
  }

  /// Longest wording an entry quotes, in characters.
  private static let maximumWording = 120

  private static func shortened(_ wording: String) -> String {
    let head = wording.prefix(maximumWording)
    return head.endIndex == wording.endIndex ? wording : head + "…"
  }
}
