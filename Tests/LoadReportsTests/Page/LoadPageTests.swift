import COpenSSL
import Foundation
import Testing

@testable import LoadReports

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct LoadPageTests {
  static let reports: [(String, [LoadReport])] = [
    ("below", [.below]), ("above", [.above]), ("stalled", [.stalled]), ("sweep", [.sweep()]),
    ("unreachable", [.unreachable]), ("single", [.single]), ("empty", [.empty]), ("none", []),
    ("two sweeps", [.sweep("before"), .betterSweep("after")]),
    ("degenerate", [.empty, .single, .unreachable, .below]),
  ]

  /// The page without its document type and with every void element closed is XML.
  private func parse(_ page: String) -> (isWell: Bool, error: String) {
    let xml = page.replacing("<!DOCTYPE html>\n", with: "")
      .replacing(/<meta ([^>]*)>/) { "<meta \($0.output.1)/>" }
    let parser = XMLParser(data: Data(xml.utf8))
    return (parser.parse(), "\(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "")")
  }

  @Test("pages are well formed, whatever was or was not measured", arguments: reports.map(\.0))
  func wellFormed(_ name: String) throws {
    let reports = try #require(Self.reports.first { $0.0 == name }).1
    let page = LoadPage.html(reports)
    let result = parse(page)
    #expect(result.isWell, "\(name) \(result.error)")
    #expect(!page.contains("nan") && !page.contains("inf\""), "\(name)")
    // Identifiers are unique, and what labels an image is there.
    let identifiers = page.matches(of: /id="([^"]+)"/).map { String($0.output.1) }
    #expect(Set(identifiers).count == identifiers.count)
    for match in page.matches(of: /aria-labelledby="([^ "]+) ([^"]+)"/) {
      #expect(identifiers.contains(String(match.output.1)))
      #expect(identifiers.contains(String(match.output.2)))
    }
  }

  @Test("a page loads nothing and runs nothing")
  func selfContained() {
    for (_, reports) in Self.reports {
      let page = LoadPage.html(reports)
      for text in ["<script", "src=", "href=", "url(", "@import", " style=", " onload", "<link"] {
        #expect(!page.contains(text), "\(text)")
      }
      let addresses = page.replacing("http://www.w3.org/2000/svg", with: "")
      #expect(!addresses.contains("http:") && !addresses.contains("https:"))
      #expect(page.contains("default-src &#39;none&#39;"))
    }
  }

  @Test("the policy names the sheet that the page holds")
  func digest() throws {
    let page = LoadPage.html([.single])
    let start = try #require(page.range(of: "<style>")).upperBound
    let end = try #require(page.range(of: "</style>")).lowerBound
    let sheet = Array(page[start..<end].utf8)
    var hash = [UInt8](repeating: 0, count: 32)
    #expect(EVP_Digest(sheet, sheet.count, &hash, nil, EVP_sha256(), nil) == 1)
    #expect(Stylesheet.digest == "sha256-" + Data(hash).base64EncodedString())
  }

  @Test("text of users and servers is text on the page")
  func escaping() {
    let attack = "</title><script>alert('1')</script>\"&\u{0}\u{1B}]0;x\u{202E}"
    var report = LoadReport.sweep(attack)
    report.program = attack
    report.commandLine = [attack]
    report.targets = [attack]
    report.generator.processor = attack
    report.transport.cipher = attack
    report.plan.mix[0].method = attack
    report.remarks = [.init(.invalid, attack), .init(.note, attack), .init(.warning, attack)]
    report.objective = .init(text: attack, isMet: false, found: attack)
    report.sweep?.method = attack
    report.steps[0].statuses[attack] = 1
    report.steps[0].failureMessages[attack] = 1
    report.steps[0].failuresByPhase[attack] = 1
    report.steps[0].methods.append(report.steps[0].methods[0])
    report.steps[0].methods[0].name = attack
    for reports in [[report], [report, report, .below]] {
      let page = LoadPage.html(reports)
      #expect(!page.contains("<script"))
      #expect(page.contains("&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39;)"))
      #expect(parse(page).isWell, "\(parse(page).error)")
    }
  }

  @Test("plots show no percentile that the calls do not carry")
  func support() {
    let page = LoadPage.html([.below])
    #expect(page.contains(">99.9 %</text>"))
    #expect(!page.contains(">99.99 %</text>"))
    let few = LoadPage.html([.single])
    #expect(few.contains("Too few calls for any percentile"))
    #expect(few.contains("too few"))
  }

  @Test("a hundred thousand intervals make a page of a usual size that shows their maximum")
  func manyIntervals() {
    var report = LoadReport.below
    report.steps[0].seconds = 10_000
    report.steps[0].intervals = (0..<100_000).map { index -> LoadStep.Interval in
      let maximum: UInt64 = index == 33_333 ? 7_000_000_000 : 3_000_000
      return LoadStep.Interval(
        start: Double(index) / 10, seconds: 0.1, succeeded: 200, failed: 0, messages: 200,
        bytes: 0, p50: 1_000_000, p99: 2_000_000, maximum: maximum)
    }
    let page = LoadPage.html([report])
    #expect(page.utf8.count < 400_000)
    #expect(page.contains("Each point stands for up to"))
    // The scale reaches to the one interval of seven seconds.
    #expect(page.contains(">10 s</text>"))
  }

  @Test("reports beside each other are compared with the first")
  func comparison() {
    let page = LoadPage.html([.below, .above])
    #expect(page.contains("2 load tests compared"))
    #expect(page.contains(#"6,000/s<span class="ratio">×3.00</span>"#))
    #expect(page.contains("their latencies are those of different loads"))
    #expect(!LoadPage.html([.below]).contains("compared"))
  }
}
