import Foundation
import Testing
import Transcripts

@testable import VerbatimCommands

@Suite("verbatim count over time and by frequency") struct RelativeCountTests {
  private static let transcripts = [
    Invented.transcript("one", [.init("Ann Vale", "A tax.")], date: "2023-11-30"),
    Invented.transcript("two", [.init("Bo Lind", "Of other things.")], date: "2024-01-10"),
    Invented.transcript(
      "three", [.init("Bo Lind", "A tax, a tax."), .init("Q", "Which?", id: "")],
      date: "2024-02-01"),
    Invented.transcript("four", [.init("Ann Vale", "And later.")], date: "2024-05-01"),
  ]

  @Test("tells the months between the first and the last in which nothing was found")
  func emptyMonths() async throws {
    try await TestArchive.with(Self.transcripts) { archive in
      let count = ["count", "--words", "tax", "--by", "month"]
      let csv = await archive.run(count + ["--relative", "--format", "csv"])
      #expect(
        csv.output.split(separator: "\r\n").map { String($0) } == [
          "key,name,count,occurrences,words,per_million",
          "2023-11,2023-11,1,1,2,500000.00", "2023-12,2023-12,0,0,0,0.00",
          "2024-01,2024-01,0,0,3,0.00", "2024-02,2024-02,1,2,5,400000.00",
        ])
      let bars = await archive.run(count + ["--bars", "--width", "40"])
      #expect(
        bars.output.split(separator: "\n").map { $0.prefix(10) } == [
          "1  2023-11", "0  2023-12", "0  2024-01", "1  2024-02", "2  in all",
        ])
      let chart = await archive.run(count + ["--chart", "-"])
      #expect(chart.output.contains(">2023-12<") && chart.output.contains(">2024-01<"))
      // What is counted without a look at time has no holes, and a limit is kept to.
      let plain = await archive.run(count)
      #expect(plain.output.split(separator: "\n").count == 3)
      let few = await archive.run(count + ["--relative", "--limit", "1"])
      #expect(few.output.split(separator: "\n").count == 3)
    }
  }

  @Test("knows the years, months and days between two others")
  func periods() {
    #expect(TimePeriods.keys(from: "0999", to: "1001", by: .year) == ["0999", "1000", "1001"])
    #expect(
      TimePeriods.keys(from: "2023-11", to: "2024-02", by: .month)
        == ["2023-11", "2023-12", "2024-01", "2024-02"])
    #expect(
      TimePeriods.keys(from: "2024-02-28", to: "2024-03-01", by: .day)
        == ["2024-02-28", "2024-02-29", "2024-03-01"])
    #expect(TimePeriods.keys(from: "1900-01-01", to: "2024-03-01", by: .day) == nil)
    #expect(TimePeriods.keys(from: "a", to: "b", by: .speaker) == nil)
  }

  @Test("ranks by occurrences per million words, of groups with enough of them")
  func relativeOrder() async throws {
    try await TestArchive.with(Self.transcripts) { archive in
      let count = ["count", "--words", "tax OR which", "--by", "speaker", "--relative"]
      func names(_ more: String...) async -> [String] {
        let answer = await archive.run(count + ["--format", "csv"] + more)
        return answer.output.split(separator: "\r\n").dropFirst().map {
          String($0.split(separator: ",", omittingEmptySubsequences: false)[0])
        }
      }
      let all = ["--order", "relative", "--minimum-words", "0"]
      #expect(await names(all[0], all[1], all[2], all[3]) == ["", "bo-lind", "ann-vale"])
      #expect(
        await names("--only-known", all[0], all[1], all[2], all[3]) == ["bo-lind", "ann-vale"])
      #expect(await names("--order", "relative", "--minimum-words", "7") == ["bo-lind"])
      #expect(await names("--order", "relative", "--minimum-words", "0", "--limit", "1") == [""])
      #expect(await names("--order", "occurrences") == ["bo-lind", "", "ann-vale"])
      #expect(await names("--order", "occurrences", "--limit", "1") == ["bo-lind"])
      let usual = await archive.run(count + ["--order", "relative"])
      #expect(usual.messages.contains("3 groups of fewer than 10000 words left out"))
      for wrong in [
        ["count", "--by", "year", "--order", "relative"],
        ["count", "--words", "tax", "--by", "year", "--order", "occurrences"],
        ["count", "--words", "tax", "--relative", "--order", "relative"],
        count + ["--minimum-words", "3"], ["count", "--only-known"],
      ] {
        #expect(await archive.run(wrong).status == .usage, "\(wrong)")
      }
      let json = await archive.run(count + ["--only-known", "--format", "jsonl"])
      #expect(json.output.contains(#""perMillion":"#))
    }
  }

  @Test("refuses to draw into files of other formats, and names a folder that there is not")
  func chartNames() async throws {
    try await TestArchive.with(Self.transcripts) { archive in
      let count = ["count", "--by", "year", "--chart"]
      let picture = await archive.run(count + ["/nowhere/x.PNG"])
      #expect(picture.status == .usage && picture.messages.contains("--chart writes SVG"))
      let lost = await archive.run(count + ["/nowhere/x.svg"])
      #expect(
        lost.status == .inputOutput && lost.messages.contains("the folder /nowhere does not exist"))
    }
  }
}
