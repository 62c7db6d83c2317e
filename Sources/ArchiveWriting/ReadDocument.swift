internal import ArchiveProtocol
internal import LastingArchive
internal import Protobuf
internal import TranscriptFormats
internal import TranscriptReading
internal import Transcripts

/// A document that was read, to be written.
struct ReadDocument: Sendable {
  /// What is known of it before it is written.
  private(set) var report: DocumentReport
  private var parts: [Part] = []
  private let head: DocumentHead

  private enum Part: Sendable {
    case meeting(Transcript, MeetingWords)
    /// What becomes of it is known.
    case settled(MeetingReport)
    case bystander(Speaker, of: Transcript)
  }

  /// Reads a document; blocks for as long.
  /// - Throws: `CancellationError` where nobody waits for it.
  init(
    _ head: DocumentHead, _ bytes: [UInt8], _ options: ReadingOptions, isCancelled: () -> Bool
  ) throws {
    self.head = head
    report = DocumentReport(name: head.name)
    var options = options
    options.date = head.date ?? options.date
    if !head.language.isEmpty { options.language = head.language }
    if !head.format.isEmpty { options.format = head.format }
    var reading = ReadingReport(detail: .warnings)
    var register = MeetingRegister()
    let arena = MessageArena()
    do {
      try DocumentFormats.read(
        bytes: bytes, name: head.name, options: options, report: &reading
      ) { transcript in
        guard !isCancelled() else { throw CancellationError() }
        take(transcript, &register, arena)
      }
    } catch let error as DocumentError {
      report.error = error.explanation
    }
    report.format = reading.format
    report.warningCount += UInt64(reading.warningCount)
    for entry in reading.entries where report.warnings.count < WriteLimits.warnings {
      report.warnings.append(DocumentReport.Warning(entry))
    }
  }

  /// A document of which nothing is read.
  init(_ head: DocumentHead, failure: String) {
    self.head = head
    report = DocumentReport(name: head.name, error: failure)
  }

  private mutating func take(
    _ read: Transcript, _ register: inout MeetingRegister, _ arena: MessageArena
  ) {
    var transcript = read
    do throws(ImportError) {
      let words = try MeetingWords(checking: transcript, readFrom: head.name, in: arena)
      switch register.judge(&transcript, words: words) {
      case .repeated: parts.append(.settled(MeetingReport(transcript, .repeated)))
      case .keptApart:
        // Its ids are others than those that were checked.
        try transcript.validate(in: arena)
        register.take(transcript, words: words, of: head.name)
        parts.append(.meeting(transcript, words))
      case .new, .replacing:
        register.take(transcript, words: words, of: head.name)
        parts.append(.meeting(transcript, words))
      }
    } catch {
      parts.append(.settled(MeetingReport(transcript, .refused, error)))
    }
    for person in transcript.bystanders { parts.append(.bystander(person, of: transcript)) }
  }

  /// Whether it states something that is to be written.
  var isToBeWritten: Bool { !parts.isEmpty && !isWithheld }

  /// Whether nothing of it is written, since something deserves a look.
  private var isWithheld: Bool {
    guard head.isStrict else { return false }
    let isRefused = parts.contains { part in
      if case .settled(let report) = part { report.outcome == .refused } else { false }
    }
    return report.warningCount > 0 || !report.error.isEmpty || isRefused
  }

  /// The report where nothing is written.
  /// - Parameter problems: Those of its meetings, by their place among its parts.
  func unwritten(sequence: UInt64, _ problems: [Int: String] = [:]) -> DocumentReport {
    var report = report
    report.sequence = sequence
    for (index, part) in parts.enumerated() {
      switch part {
      case .settled(let settled): report.meetings.append(settled)
      case .meeting(let transcript, _):
        report.meetings.append(
          MeetingReport(
            transcript, .refused,
            problem: problems[index]
              ?? "nothing is taken of a document that may be read wrongly (strict)"))
      case .bystander: break
      }
    }
    return report
  }

  /// Writes it, and says what came of it.
  /// - Throws: `StorageError`.
  func write(_ recorder: Recorder) throws -> DocumentReport {
    let before = recorder.sequence
    let problems = try peopleProblems(recorder)
    guard problems.isEmpty else { return unwritten(sequence: before, problems) }
    var report = report
    for part in parts {
      switch part {
      case .settled(var settled):
        if settled.outcome == .repeated {
          settled.revision = try recorder.revision(of: settled.id)
        }
        report.meetings.append(settled)
      case .meeting(let transcript, let words):
        do {
          report.meetings.append(try MeetingReport(writing: transcript, words, recorder))
        } catch let error as PeopleRefusal {
          report.meetings.append(
            MeetingReport(transcript, .refused, problem: error.description))
        }
      case .bystander(let person, let transcript):
        do {
          try recorder.append(bystander: person, of: transcript)
        } catch let error as ImportError {
          report.leaveOut(person, error.message)
        } catch let error as PeopleRefusal {
          report.leaveOut(person, error.description)
        }
      }
    }
    report.sequence = head.isDryRun ? before : recorder.sequence
    return report
  }

  /// What of a document of which all or nothing is taken its author may not say, by place among the parts.
  private func peopleProblems(_ recorder: Recorder) throws -> [Int: String] {
    guard head.isStrict, !recorder.author.maySettlePeople else { return [:] }
    var problems: [Int: String] = [:]
    for (index, part) in parts.enumerated() {
      do {
        switch part {
        case .meeting(let transcript, let words):
          try recorder.check(valid: transcript, words: words)
        case .bystander, .settled: break
        }
      } catch let error as PeopleRefusal {
        problems[index] = error.description
      } catch is ImportError {
        // Is told when it is written.
      }
    }
    return problems
  }
}

extension MeetingReport {
  init(
    _ transcript: Transcript, _ outcome: Outcome, _ error: ImportError? = nil,
    revision: UInt32 = 0, problem: String = ""
  ) {
    let meeting = transcript.meeting
    self.init(
      id: meeting.id.excerpt, outcome: outcome, revision: revision,
      statementCount: UInt32(transcript.statements.count), title: meeting.title,
      date: meeting.date, problem: error.map(\.description) ?? problem)
  }

  /// Writes a meeting, and says what came of it.
  /// - Throws: `StorageError`, `PeopleRefusal`.
  init(writing read: Transcript, _ words: MeetingWords, _ recorder: Recorder) throws {
    var transcript = read
    let outcome: Recorder.Outcome
    do {
      outcome = try recorder.append(valid: &transcript, words: words)
    } catch let error as ImportError {
      self.init(transcript, .refused, error)
      return
    }
    let revision = try recorder.revision(of: transcript.meeting.id)
    switch outcome {
    case .added: self.init(transcript, .added, revision: revision)
    case .revised: self.init(transcript, .revised, revision: revision)
    case .unchanged: self.init(transcript, .unchanged, revision: revision)
    case .repeated: self.init(transcript, .repeated, revision: revision)
    }
  }
}

extension DocumentReport {
  fileprivate mutating func leaveOut(_ person: Speaker, _ problem: String) {
    warningCount += 1
    warnings.append(
      Warning(
        line: 0, rule: "speaker-refused", wording: person.name.excerpt,
        explanation: "somebody who has said nothing is left out: \(problem)"))
  }
}

extension DocumentReport.Warning {
  init(_ entry: ReadingReport.Entry) {
    self.init(
      line: UInt32(clamping: entry.line ?? 0), rule: entry.rule.rawValue, wording: entry.wording,
      explanation: entry.explanation)
  }
}

extension DocumentError {
  /// The error with the field of a document's head that it asks for.
  fileprivate var explanation: String {
    switch asked {
    case .format: description + " (format)"
    case .date: description + " (date)"
    case nil, .columns, .dayOrder, .encoding: description
    }
  }
}
