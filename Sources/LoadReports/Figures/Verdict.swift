/// What a report comes to, which is said before any figure.
package struct Verdict: Sendable {
  /// How a finding is to be taken.
  package enum Level: Sendable {
    case good
    case caution
    case bad
  }

  /// One thing found.
  package struct Finding: Sendable {
    package var level: Level
    /// A few words in capitals that say it at a glance.
    package var mark: String
    package var text: String
  }

  /// The most important first; never empty.
  package var findings: [Finding] = []

  package init(_ report: LoadReport) {
    judgeValidity(report)
    judgeObjective(report)
    if report.total(\.succeeded) > 0 {
      if report.steps.count == 1 { judgeStep(report) } else { judgeSteps(report) }
    }
    judgeFailures(report)
    judgeSending(report)
    let warnings = report.remarks.filter { $0.kind == .warning }
    for remark in warnings.prefix(Self.toldWarnings) {
      add(.caution, "WARNING", Self.text(of: remark, in: report))
    }
    if warnings.count > Self.toldWarnings {
      add(.caution, "WARNINGS", "\(warnings.count - Self.toldWarnings) more among the remarks")
    }
    if findings.isEmpty { add(.good, "DONE", "the run went as planned") }
  }

  /// What is no more than this is told in full, the rest by its number: a sweep may have one a step.
  static let toldInvalid = 2
  /// A sweep may warn of each step.
  private static let toldWarnings = 4

  private mutating func add(_ level: Level, _ mark: String, _ text: String) {
    findings.append(Finding(level: level, mark: mark, text: text))
  }

  /// A remark with the step that it is about.
  static func text(of remark: LoadReport.Remark, in report: LoadReport) -> String {
    let text = PlainText.line(remark.text)
    guard report.steps.count > 1, let step = remark.step, report.steps.indices.contains(step)
    else { return text }
    return "at \(report.steps[step].title): \(text)"
  }

  private mutating func judgeValidity(_ report: LoadReport) {
    if report.total(\.due) == 0 {
      add(.bad, "NOTHING MEASURED", "no call was due")
    } else if report.total(\.succeeded) == 0 {
      let calls = Self.calls(report.total(\.due))
      let most = report.totals(\.failureMessages).first.map { ": " + PlainText.line($0.name) }
      add(.bad, "NO CALL SUCCEEDED", "of the \(calls) that were due\(most ?? "")")
    }
    let invalid = report.remarks.filter { $0.kind == .invalid }
    for remark in invalid.prefix(Self.toldInvalid) {
      add(.bad, "NOT VALID", Self.text(of: remark, in: report))
    }
    let rest = invalid.dropFirst(Self.toldInvalid)
    guard !rest.isEmpty else { return }
    let titles = rest.compactMap { remark in
      remark.step.flatMap { report.steps.indices.contains($0) ? report.steps[$0].title : nil }
    }
    let places = titles.count == rest.count ? " at " + titles.joined(separator: ", ") : ""
    add(.bad, "NOT VALID", "\(rest.count) more\(places), for reasons that are among the remarks")
  }

  private mutating func judgeObjective(_ report: LoadReport) {
    guard let objective = report.objective else { return }
    let text = PlainText.line("\(objective.text): \(objective.found)")
    if objective.isMet { add(.good, "OBJECTIVE MET", text) }
    if objective.isUndecided == true {
      add(
        .caution, "OBJECTIVE NOT DECIDED", text + ", and the calls are too few to say that it holds"
      )
    } else if !objective.isMet {
      add(.bad, "OBJECTIVE MISSED", text)
    }
  }

  // MARK: - Saturation

  private mutating func judgeStep(_ report: LoadReport) {
    let step = report.steps[0]
    guard let offered = step.offeredRate else {
      return add(
        .caution, "CLOSED LOOP",
        "calls waited for others to end, so a stall delays few of them: latency is no user's wait")
    }
    judgeStall(step, title: nil)
    let growth = step.growth.map {
      "; latency grew from \(Figure.duration($0.first)) to \(Figure.duration($0.last))"
    }
    if step.isBehind {
      let achieved = step.achievedRate ?? 0
      let text =
        "\(Figure.rate(offered))/s were due, \(Figure.rate(achieved))/s were completed "
        + "(\(Figure.percent(achieved / offered)))\(growth ?? "")"
      // Where the generator was the limit, the server may have had room.
      let isInvalid = report.remarks.contains { $0.kind == .invalid }
      add(.bad, isInvalid ? "FELL BEHIND" : "ABOVE SATURATION", text)
    } else if let growth = step.growth {
      add(
        .caution, "LATENCY GROWS",
        "from \(Figure.duration(growth.first)) to \(Figure.duration(growth.last)) though "
          + "the rate of \(Figure.rate(offered))/s was kept up with: a longer run tells whether it ends"
      )
    } else {
      add(
        .good, "BELOW SATURATION",
        "the rate of \(Figure.rate(offered))/s was kept up with"
          + (step.stall == nil ? "; no queue grew" : ", but for a stall"))
    }
  }

  private mutating func judgeSteps(_ report: LoadReport) {
    if let sweep = report.sweep {
      if let rate = sweep.highestRateWithinObjective {
        let objective = report.objective.map { " kept " + PlainText.line($0.text) } ?? " was kept"
        if sweep.isLowerBound == true {
          add(
            .caution, "AT LEAST \(Figure.rate(rate))/s",
            "the highest rate that\(objective) of those that could be measured: those next above were "
              + "not valid, or had too few calls")
        } else {
          add(.good, "UP TO \(Figure.rate(rate))/s", "the highest rate that\(objective)")
        }
      } else if report.objective != nil {
        add(.bad, "NO RATE", "none of those tried kept the objective")
      }
      if let knee = sweep.kneeRate {
        add(
          .caution,
          sweep.isKneeLowerBound == true
            ? "KNEE AT \(Figure.rate(knee))/s OR ABOVE" : "KNEE AT \(Figure.rate(knee))/s",
          "where latency rises steeply or calls queue up")
      }
    }
    let open = report.steps.filter { $0.offeredRate != nil }
    if let first = open.first(where: \.isBehind), let offered = first.offeredRate {
      let achieved = first.achievedRate.map { Figure.rate($0) } ?? "none"
      let below = open.prefix { !$0.isBehind }.compactMap(\.offeredRate).max()
      let kept = below.map { "kept up with \(Figure.rate($0))/s; " } ?? ""
      // What a sweep is for, and no failure.
      add(
        .caution, "SATURATED FROM \(Figure.rate(offered))/s",
        "\(kept)of the \(Figure.rate(offered))/s that were due \(achieved)/s succeeded")
    } else if let highest = open.compactMap(\.offeredRate).max() {
      add(
        .good, "BELOW SATURATION",
        "every rate up to \(Figure.rate(highest))/s was kept up with")
    } else {
      add(
        .caution, "CLOSED LOOP",
        "calls waited for others to end, so a stall delays few of them: latency is no user's wait")
    }
    for step in open where !step.isBehind { judgeStall(step, title: step.title) }
  }

  private mutating func judgeStall(_ step: LoadStep, title: String?) {
    guard let stall = step.stall else { return }
    let place = title.map { "at \($0): " } ?? ""
    add(
      .caution, "STALL",
      "\(place)nothing was complete for \(Figure.seconds(stall.seconds)), "
        + "from \(Figure.seconds(stall.start)) on")
  }

  // MARK: - Calls that went wrong

  private mutating func judgeFailures(_ report: LoadReport) {
    let failed = report.total(\.failed)
    guard failed > 0, report.total(\.succeeded) > 0 else { return }
    let sent = report.total(\.sent)
    let most = report.totals(\.statuses).first { $0.name != "OK" }
    let name = most.map { ", most of them \(PlainText.line($0.name, upTo: 40))" } ?? ""
    let share = Double(failed) / Double(max(1, sent))
    add(
      share >= 0.01 ? .bad : .caution, "FAILURES",
      "\(Figure.count(failed)) of \(Self.calls(sent)) (\(Figure.percent(share)))\(name)")
  }

  private mutating func judgeSending(_ report: LoadReport) {
    let (due, sent) = (report.total(\.due), report.total(\.sent))
    let late = report.total(\.late)
    if late * 100 > sent, !report.steps.contains(where: \.isBehind) {
      add(
        .caution, "LATE SENDS",
        "\(Figure.percent(Double(late) / Double(max(1, sent)))) of the calls were sent more than 1 ms "
          + "late: by the generator, or for want of free streams")
    }
    let (dropped, unfinished) = (report.total(\.dropped), report.total(\.unfinished))
    if dropped + unfinished > 0 {
      add(
        .caution, "UNANSWERED",
        "of \(Self.calls(due)) that were due \(Figure.count(dropped)) were never sent and "
          + "\(Figure.count(unfinished)) were still open at the end; latency holds only the time "
          + "they had waited by then")
    }
  }

  static func calls(_ count: Int) -> String {
    count == 1 ? "1 call" : "\(Figure.count(count)) calls"
  }
}
