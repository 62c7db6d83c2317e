import Testing

@testable import LoadReports

struct CSVTests {
  @Test("a row an interval below a header, lines ended by CR LF")
  func rows() throws {
    let text = String(decoding: LoadReport.single.csv(), as: UTF8.self)
    let maximum = try #require(LoadReport.single.steps[0].intervals[0].maximum)
    let p50 = try #require(LoadReport.single.steps[0].intervals[0].p50)
    #expect(
      text
        == "label,step,offered_rate,concurrency,start_s,seconds,succeeded,failed,succeeded_per_s,"
        + "messages,bytes,p50_ns,p99_ns,max_ns,from_warm_up\r\n"
        + "single,1,1,,0,1,1,0,1,1,656,\(p50),\(p50),\(maximum),0\r\n")
  }

  @Test("labels are quoted where they need it")
  func quoting() {
    var report = LoadReport.single
    for (label, field) in [
      ("a,b", #""a,b""#), (#"say "x""#, #""say ""x""""#), ("two\r\nlines", "\"two\r\nlines\""),
      ("plain ü", "plain ü"),
    ] {
      report.label = label
      let text = String(decoding: report.csv(), as: UTF8.self)
      #expect(text.contains("\r\n\(field),1,"), "\(text)")
    }
  }

  @Test("what was not measured is empty, and steps count from 1")
  func absent() {
    var report = LoadReport.sweep()
    report.steps[1].intervals = [
      LoadStep.Interval(
        start: 0, seconds: 0.25, succeeded: 0, failed: 2, messages: 0, bytes: 0, p50: nil,
        p99: nil, maximum: nil)
    ]
    let lines = String(decoding: report.csv(), as: UTF8.self).split(separator: "\r\n")
    #expect(lines.contains("sweep,2,1000,,0,0.25,0,2,0,0,0,,,,0"))
    #expect(lines.count == 1 + report.steps.reduce(0) { $0 + $1.intervals.count })
  }
}
