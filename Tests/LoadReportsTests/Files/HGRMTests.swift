import Testing

@testable import LoadReports

struct HGRMTests {
  @Test("the listing is that of HdrHistogram's outputPercentileDistribution, in milliseconds")
  func golden() {
    var report = LoadReport.single
    report.steps[0].latency = Distribution(recording: [1_000_000, 2_000_000, 3_000_000, 4_000_000])
    #expect(
      String(decoding: report.hgrm(), as: UTF8.self) == """
               Value     Percentile TotalCount 1/(1-Percentile)

               1.000 0.000000000000          1           1.00
               1.000 0.100000000000          1           1.11
               1.000 0.200000000000          1           1.25
               2.001 0.300000000000          2           1.43
               2.001 0.400000000000          2           1.67
               2.001 0.500000000000          2           2.00
               3.000 0.550000000000          3           2.22
               3.000 0.600000000000          3           2.50
               3.000 0.650000000000          3           2.86
               3.000 0.700000000000          3           3.33
               3.000 0.750000000000          3           4.00
               4.002 0.775000000000          4           4.44
               4.002 1.000000000000          4
        #[Mean    =        2.500, StdDeviation   =        1.118]
        #[Max     =        4.000, Total count    =            4]
        #[Buckets =           12, SubBuckets     =         2048]

        """)
  }

  @Test("levels rise to 100 %, values and counts never fall")
  func order() throws {
    let text = String(decoding: LoadReport.above.hgrm(), as: UTF8.self)
    let rows = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst()
      .map { $0.split(separator: " ").compactMap { Double($0) } }
    #expect(rows.count > 50)
    for (row, next) in zip(rows, rows.dropFirst()) {
      #expect(row[0] <= next[0] && row[1] < next[1] && row[2] <= next[2])
    }
    #expect(rows.dropLast().allSatisfy { $0.count == 4 })
    let last = try #require(rows.last)
    #expect(last.count == 3 && last[1] == 1 && last[2] == 30_000)
  }

  @Test("a step is listed by itself, or all of them together, latency or service time")
  func choice() {
    let report = LoadReport.sweep()
    let text = String(decoding: report.hgrm(step: 0), as: UTF8.self)
    #expect(text.contains("Total count    =         1500]"))
    let all = String(decoding: report.hgrm(), as: UTF8.self)
    #expect(all.contains("Total count    =        66587]"))
    #expect(report.hgrm(.serviceTime) != report.hgrm())
    let none = String(decoding: LoadReport.empty.hgrm(), as: UTF8.self)
    #expect(none.contains("Total count    =            0]"))
  }
}
