import Archive
import ArchiveStorage
package import People
import Synchronization
package import Transcripts

// Decisions about who is who, written while the archive is served.

/// The decisions that people are settled by: the merge file's, and behind them those that were written.
struct StandingDecisions: Sendable {
  /// The merge file's.
  var file = SpeakerMerges()
  /// All that count.
  var all = SpeakerMerges()
  /// Why written ones do not, by their numbers.
  var problems: [UInt64: String] = [:]
  /// How many of them were written.
  var writtenCount = 0

  init() {}

  init(_ file: SpeakerMerges, written: [SpeakerDecision]) {
    self.file = file
    all = file
    writtenCount = written.count
    for decision in written {
      do throws(SpeakerMerges.SyntaxError) {
        for line in try SpeakerMerges(decision.text).lines {
          try all.add(written: line.decision, number: -Int(decision.number))
        }
      } catch {
        problems[decision.number] = error.problem
      }
    }
  }
}

/// Why a decision is not taken.
package enum DecisionError: Error, Hashable, Sendable {
  /// Nobody has the id.
  case unknownSpeaker(String)
  /// No decision of the number stands.
  case unknownDecision(UInt64)
  /// Something stands against it.
  case refused(String)
  /// As many stand as may.
  case tooMany(maximum: Int)
}

extension LastingArchive {
  /// What is to be decided.
  package enum Deciding: Sendable {
    case add([SpeakerMerges.Decision])
    case undo(UInt64)
  }

  /// Nothing is to be kept.
  private struct NothingKept: Error {}

  /// Decides who is who, and settles everybody anew: when this returns, it is on the disk and visible in one
  /// step; when it throws, nothing of it is.
  ///
  /// Everybody is who they would be but for decisions, and all that stand are applied to that: so who is not
  /// concerned stays who they are, and undoing one comes to what was before. Takes as long as filling the
  /// archive from the file, and holds imports up meanwhile.
  /// - Parameters:
  ///   - maximum: Decisions that may stand, the merge file's apart.
  ///   - isDryRun: Only say what would come of it.
  /// - Throws: ``DecisionError``; `StorageError`.
  @discardableResult
  package func decide(
    _ deciding: Deciding, principal: String, maximum: Int = .max, isDryRun: Bool = false
  ) throws -> DecisionReport {
    try lock.withLock { _ in
      let file = decisions.withLock { $0.file }
      var report = DecisionReport(decisions: [], statementCount: 0, sequence: sequence)
      do {
        try database.writing {
          report.decisions = try write(deciding, principal)
          var next = StandingDecisions(file, written: try database.writtenDecisions())
          if case .add = deciding, next.writtenCount > maximum {
            throw DecisionError.tooMany(maximum: maximum)
          }
          try Self.check(report.decisions, next.problems)
          let people = try database.readPeople()
          try archive.load(merges: next.all, startsAnew: true) { loader in
            loader.keepIDs(of: try database.meanings())
            try database.visitMeetings(changedAfter: nil) { loader.restore($0, isKnown: false) }
            let moved = try Self.settleAnew(people, loader, database)
            report.statementCount = UInt64(moved)
            for problem in loader.settlePeople().decisionProblems {
              next.problems[UInt64(-problem.line)] = problem.problem
            }
            try Self.check(report.decisions, next.problems)
            try database.put(decisions: next.all.texts)
          } confirm: {
            if isDryRun { throw NothingKept() }
            try database.commit()
          }
          decisions.withLock { $0 = next }
        }
      } catch is NothingKept {
        return report
      }
      report.sequence = database.lastSequence
      // Nobody holds both archives for it: those who follow read from the file what they have not been told.
      feed.publish(
        .init(sequence: database.lastSequence, snapshot: archive.snapshot), changes: nil)
      return report
    }
  }

  /// Writes decisions, or that one is undone; gives them.
  private func write(
    _ deciding: Deciding, _ principal: String
  ) throws -> [SpeakerDecision] {
    var numbers: Set<UInt64> = []
    switch deciding {
    case .add(let new):
      for id in new.flatMap(\.knownIDs) where archive.snapshot.speaker(id: id) == nil {
        throw DecisionError.unknownSpeaker(id)
      }
      try database.logPeople(principal: principal)
      for decision in new {
        numbers.insert(try database.insert(decision: decision.description))
      }
    case .undo(let number):
      guard try database.writtenDecisions().contains(where: { $0.number == number }) else {
        throw DecisionError.unknownDecision(number)
      }
      try database.logPeople(principal: principal)
      try database.undo(decision: number)
      numbers = [number]
    }
    return try database.writtenDecisions(includingUndone: true).filter {
      numbers.contains($0.number)
    }
  }

  /// Refuses new decisions that would not count.
  private static func check(
    _ new: [SpeakerDecision], _ problems: [UInt64: String]
  ) throws(DecisionError) {
    for decision in new where decision.undone == 0 {
      if let problem = problems[decision.number] { throw .refused(problem) }
    }
  }

  /// How many decisions were written and stand.
  package var standingDecisionCount: Int { decisions.withLock { $0.writtenCount } }

  /// The decisions that stand, the merge file's first; those that were undone where they are asked for.
  package func listDecisions(includingUndone: Bool = false) throws -> [SpeakerDecision] {
    let standing = decisions.withLock { $0 }
    let written = try reading { reader throws(StorageError) in
      try reader.writtenDecisions(includingUndone: includingUndone)
    }
    return standing.file.texts.map { SpeakerDecision(text: $0) }
      + written.map { decision in
        var decision = decision
        if decision.undone == 0 { decision.problem = standing.problems[decision.number] ?? "" }
        return decision
      }
  }
}

extension SpeakerMerges.Decision {
  /// The ids that somebody has to have.
  fileprivate var knownIDs: [String] {
    switch self {
    case .merge(let id, let kept): [id, kept]
    case .apart(let pair): [pair.first, pair.second]
    case .name(let id, _), .split(let id, _, _): [id]
    }
  }
}
