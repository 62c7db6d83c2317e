import Foundation
import Testing

@testable import LoadReports

struct JSONTests {
  @Test("reports come back as they were written")
  func roundTrip() throws {
    for report in [LoadReport.below, .sweep(), .unreachable, .single, .empty] {
      let json = try report.json()
      #expect(try LoadReport(json: json).json() == json)
      #expect(json.last == 0x0A && !json.dropLast().contains(0x0A))
    }
  }

  private func problem(_ json: String) -> String {
    do {
      _ = try LoadReport(json: Array(json.utf8))
      return ""
    } catch {
      return "\(error)"
    }
  }

  private let small: String = {
    let json = (try? LoadReport.single.json()) ?? []
    return String(decoding: json, as: UTF8.self)
  }()

  @Test("what is no report is refused with what is wrong and where")
  func refusals() {
    #expect(problem("") == "the file is empty")
    #expect(problem(" \n") == "the file is empty")
    #expect(
      problem("{\n \"version\": 1")
        == "not JSON: line 2, column 14: the text ends where a comma or a closing brace belongs")
    #expect(
      problem("\u{1}\u{2}") == "not JSON: line 1, column 1: a byte 1 where a value belongs")
    #expect(
      problem("{\"version\": x}") == "not JSON: line 1, column 13: “x” where a value belongs")
    for text in ["[1,]", "{\"a\" 1}", "[\"\\\"]", "-", "1.", "1e+", "tru", "[] 2", "{,}", "\"\t\""]
    {
      #expect(JSONSyntax.problem(in: Array(text.utf8)) != nil, "\(text)")
    }
    for text in ["[]", " {} ", "[1, -2.5e-7, true, null]", "{\"a\\\"b\": [{\"c\": \"ü\"}]}"] {
      #expect(JSONSyntax.problem(in: Array(text.utf8)) == nil, "\(text)")
    }
    #expect(JSONSyntax.problem(in: [0x22, 0xFF, 0x22]) == "not UTF-8")
    #expect(problem("{}") == "version: missing: no load-test report")
    #expect(problem("[]") != "")
    #expect(problem("{\"version\":\"x\"}") == "version: not a number")
    #expect(
      problem("{\"version\":2}") == "version: reports of version 2 are not known here, only 1")
    #expect(problem("{\"version\":1}") == "label: missing")
    #expect(problem(String(repeating: "[", count: 100_000)).contains("deeper than 512 levels"))
  }

  @Test(
    "figures that no load test finds are refused where they stand",
    arguments: [
      (#""seconds":1,"serverCPU""#, #""seconds":-1,"serverCPU""#, "steps[0].seconds: -1.0 is"),
      (#""due":1,"#, #""due":-5,"#, "steps[0].counts.due: -5 is less than nothing"),
      (
        #""due":1,"#, #""due":9223372036854775807,"#,
        "steps[0].counts.due: 9223372036854775807 is more than"
      ),
      (#""due":1,"#, #""due":1e400,"#, ""), (#""due":1,"#, #""due":1.5,"#, "does not fit"),
      (#""due":1,"#, #""due":null,"#, "steps[0].counts.due: null where a value belongs"),
      (#""offeredRate":1,"#, #""offeredRate":1e300,"#, "steps[0].offeredRate: 1e+300 is more than"),
      (#""start":0"#, #""start":-1"#, "steps[0].intervals[0].start"),
      (
        #""buckets":[{"count":1"#, #""buckets":[{"count":2"#,
        "steps[0].connect.buckets: their counts make 5, not the 4"
      ),
      (#""buckets":[{"count":1"#, #""buckets":[{"count":0"#, "buckets[0].count: an empty bucket"),
      (#""label":"single""#, #""label":7"#, "label: not a text"),
      (#""steps":["#, #""steps":[7,"#, "steps[0]"),
    ])
  func figures(_ old: String, _ new: String, _ message: String) throws {
    let place = try #require(small.range(of: old))
    let text = problem(small.replacingCharacters(in: place, with: new))
    #expect(text != "" && (message.isEmpty || text.contains(message)), "\(text)")
  }

  @Test("sizes are bounded")
  func sizes() throws {
    var report = LoadReport.single
    report.label = String(repeating: "x", count: 70_000)
    #expect(
      problem(String(decoding: try report.json(), as: UTF8.self)).hasPrefix("label: a text of"))
    report = .single
    report.steps = [LoadStep](repeating: report.steps[0], count: 1_001)
    #expect(
      problem(String(decoding: try report.json(), as: UTF8.self))
        == "steps: 1001 entries, 1000 at most")
    report = .single
    report.steps[0].intervals += report.steps[0].intervals
    #expect(
      problem(String(decoding: try report.json(), as: UTF8.self))
        == "steps[0].intervals[1]: begins before the one before it ends")
  }

  @Test("any byte changed or any tail cut off is read or refused, never worse")
  func mutations() {
    var chance = SyntheticLoad.Chance(state: 99)
    let bytes = Array(small.utf8)
    for _ in 0..<2_000 {
      var changed = bytes
      for _ in 0..<3 {
        changed[Int(chance.next() * Double(changed.count))] = UInt8(chance.next() * 256)
      }
      if chance.next() < 0.2 { changed.removeLast(Int(chance.next() * 500)) }
      guard let report = try? LoadReport(json: changed) else { continue }
      #expect(!report.text(width: 80, isStyled: false).isEmpty)
      #expect(!LoadPage.html([report]).isEmpty)
      #expect(!report.csv().isEmpty && !report.hgrm().isEmpty)
    }
  }
}
