import Testing

@testable import LoadReports

struct FigureTests {
  @Test(
    "times have three digits and the unit that suits them",
    arguments: [
      (0, "0 ns"), (812, "812 ns"), (999.7, "1.00 µs"), (12_340, "12.3 µs"),
      (999_600, "1.00 ms"), (4_567_000, "4.57 ms"), (99_960_000, "100 ms"),
      (1_534_000_000, "1.53 s"), (61_230_000_000, "61.2 s"), (3_600_000_000_000, "3,600 s"),
    ])
  func durations(_ nanoseconds: Double, _ text: String) {
    #expect(Figure.duration(nanoseconds) == text)
  }

  @Test(
    "a share is never said to be all or nothing when it is not",
    arguments: [
      (0, "0 %"), (0.000_01, "<0.01 %"), (0.0012, "0.12 %"), (0.5, "50 %"), (0.651, "65.1 %"),
      (0.9997, "99.97 %"), (0.999_999, "99.99 %"), (1, "100 %"), (1.5, "150 %"),
    ])
  func percents(_ share: Double, _ text: String) {
    #expect(Figure.percent(share) == text)
  }

  @Test("rates and counts have their thousands separated")
  func rates() {
    #expect(Figure.rate(0) == "0")
    #expect(Figure.rate(1) == "1")
    #expect(Figure.rate(12.34) == "12.3")
    #expect(Figure.rate(1_234_567.8) == "1,234,568")
    #expect(Figure.count(999) == "999")
    #expect(Figure.count(1_000) == "1,000")
    #expect(Figure.quantile(0.9999) == "p99.99")
    #expect(Figure.bytes(12_345_678) == "12.3 MB")
    #expect(Figure.fixed(-0.0004, 3) == "0.000")
    #expect(Figure.fixed(.infinity, 2) == "–")
  }

  @Test("objectives of latency have a place in plots, others none")
  func limits() throws {
    let limit = try #require(Limit(objective: "errors<1%, p99.9 <= 1.5ms"))
    #expect(abs(limit.quantile - 0.999) < 1e-12)
    #expect(limit.nanoseconds == 1_500_000)
    for text in ["errors<1%", "p99", "p99<", "p101<5ms", "p99<-5ms", "p99<5", "p<5ms", ""] {
      #expect(Limit(objective: text) == nil, "\(text)")
    }
  }

  @Test("scales end in round numbers, and are logarithmic where values spread widely")
  func scales() {
    #expect(Scale.linear(to: 9.2).ticks == [0, 2, 4, 6, 8, 10])
    #expect(!Scale.latency([1e6, 4e7]).isLogarithmic)
    let wide = Scale.latency([3e5, 2.5e9])
    #expect(wide.isLogarithmic)
    #expect(wide.lower == 2e5 && wide.upper == 5e9)
    #expect(wide.ticks.allSatisfy(wide.contains))
    #expect(abs(wide.position(1e9) - 0.8410) < 1e-3)
    #expect(Scale.latency([]).position(5) >= 0)
    #expect(abs(logarithm(2) - 0.301_029_995_66) < 1e-9)
    #expect(abs(logarithm(0.001) + 3) < 1e-9)
  }
}
