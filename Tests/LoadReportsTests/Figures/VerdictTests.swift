import Foundation
import Testing

@testable import LoadReports

struct VerdictTests {
  private func marks(_ report: LoadReport) -> [String] {
    Verdict(report).findings.map(\.mark)
  }

  @Test("a run below saturation and one above are told apart by the first words")
  func saturation() {
    #expect(marks(.below) == ["OBJECTIVE MET", "BELOW SATURATION"])
    #expect(marks(.above) == ["OBJECTIVE MISSED", "ABOVE SATURATION"])
    let text = Verdict(.above).findings[1].text
    #expect(text.hasPrefix("6,000/s were due, 3,9"), "\(text)")
    #expect(text.contains("latency grew from "), "\(text)")
    #expect(Verdict(.above).findings.allSatisfy { $0.level == .bad })
    #expect(Verdict(.below).findings.allSatisfy { $0.level == .good })
  }

  @Test("where the generator was the limit, nothing is said of the server's saturation")
  func generator() {
    var report = LoadReport.above
    report.remarks = [.init(.invalid, "the generator was the limit")]
    #expect(marks(report) == ["NOT VALID", "OBJECTIVE MISSED", "FELL BEHIND"])
  }

  @Test("two seconds without an answer are a stall, and are in the percentiles")
  func stall() throws {
    let report = LoadReport.stalled
    #expect(marks(report).prefix(2) == ["STALL", "BELOW SATURATION"])
    let p99 = try #require(report.steps[0].latency.supportedValue(atQuantile: 0.99))
    #expect(p99 > 1_800_000_000)
    #expect(LoadReport.below.steps[0].stall == nil)
  }

  @Test("a server that works off what the warm-up left does not stall, and its rate counts it")
  func warmUp() throws {
    var report = LoadReport.stalled
    let rate = try #require(report.steps[0].achievedRate)
    for index in report.steps[0].intervals.indices
    where report.steps[0].intervals[index].succeeded == 0 {
      report.steps[0].intervals[index].fromWarmUp = 1
    }
    #expect(report.steps[0].stall == nil)
    #expect(marks(report).first == "BELOW SATURATION")
    #expect(report.steps[0].achievedRate == rate)

    report = .above
    let before = try #require(report.steps[0].achievedRate)
    report.steps[0].intervals[0].fromWarmUp = 500
    let after = try #require(report.steps[0].achievedRate)
    #expect(abs(after - before - 500 / report.steps[0].seconds) < 1e-6)
  }

  @Test("many steps that are not valid do not hide the verdict, and all their reasons are told")
  func invalid() {
    var report = LoadReport.sweep()
    report.remarks = (0..<4).map { (step: Int) in .init(.invalid, step: step, "reason \(step)") }
    #expect(marks(report).prefix(4) == ["NOT VALID", "NOT VALID", "NOT VALID", "OBJECTIVE MET"])
    #expect(Verdict(report).findings[2].text.hasPrefix("2 more at "))
    let text = report.text(width: 100, isStyled: false)
    for number in 0..<4 {
      #expect(text.components(separatedBy: "reason \(number)").count == 2)
    }
  }

  @Test("a sweep is told by its rates")
  func sweep() {
    #expect(
      marks(.sweep()) == [
        "OBJECTIVE MET", "UP TO 3,500/s", "KNEE AT 3,800/s", "SATURATED FROM 4,500/s", "FAILURES",
      ])
    #expect(LoadReport.sweep().mainStep == 6)
  }

  @Test("calls without an answer are counted, and latency is said to hold less than their wait")
  func unanswered() {
    #expect(marks(.unreachable) == ["NO CALL SUCCEEDED", "UNANSWERED"])
    #expect(marks(.empty) == ["NOTHING MEASURED"])
    var report = LoadReport.below
    report.steps[0].counts.unfinished = 7
    #expect(marks(report).last == "UNANSWERED")
  }

  @Test("one call that ends after it was due is no saturation")
  func few() {
    #expect(marks(.single) == ["BELOW SATURATION"])
  }

  @Test("a closed loop is said to be one")
  func closed() {
    var report = LoadReport.below
    report.steps[0].offeredRate = nil
    report.steps[0].concurrency = 64
    #expect(marks(report) == ["OBJECTIVE MET", "CLOSED LOOP"])
  }

  @Test("many warnings do not hide the verdict")
  func warnings() {
    var report = LoadReport.below
    report.remarks = (0..<9).map { .init(.warning, "number \($0)") }
    #expect(marks(report).count == 2 + 4 + 1)
    #expect(report.text(width: 80, isStyled: false).contains("  number 8\n"))
  }

  @Test("what is not to be relied on is told as such")
  func doubt() {
    #expect(LoadReport.below.doubt == nil)
    #expect(LoadReport.sweep().doubt == nil)
    #expect(LoadReport.stalled.doubt == "the server stalled")
    var report = LoadReport.below
    report.remarks.append(.init(.invalid, "the generator was the limit"))
    #expect(report.doubt?.hasPrefix("the run is not valid") == true)
    var sweep = LoadReport.sweep()
    sweep.sweep?.isLowerBound = true
    #expect(sweep.doubt != nil)
    #expect(marks(sweep).contains("AT LEAST 3,500/s"))
    #expect(!marks(sweep).contains("UP TO 3,500/s"))
    sweep.sweep?.isKneeLowerBound = true
    #expect(marks(sweep).contains("KNEE AT 3,800/s OR ABOVE"))
  }

  @Test("an objective that is not decided is neither met nor missed")
  func undecided() {
    var report = LoadReport.below
    report.objective = .init(
      text: "p99.99<5ms", isMet: false, isUndecided: true, found: "p99.99 was 1 ms")
    #expect(marks(report).contains("OBJECTIVE NOT DECIDED"))
    #expect(!marks(report).contains("OBJECTIVE MET") && !marks(report).contains("OBJECTIVE MISSED"))
  }
}
