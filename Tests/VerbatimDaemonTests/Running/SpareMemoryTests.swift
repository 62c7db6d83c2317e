import Testing

@testable import VerbatimDaemon

/// When memory is given back to the system.
@Suite struct SpareMemoryTests {
  private static let mebibyte = 1 << 20

  /// Sizes are in mebibytes.
  private final class Subject {
    private var spare = SpareMemory()

    func isDue(_ resident: Int, kept: Int = 1_000) -> Bool {
      spare.isDue(resident: resident * mebibyte) { kept * mebibyte }
    }

    func gaveBack(from before: Int, to resident: Int) {
      spare.gaveBack(from: before * mebibyte, to: resident * mebibyte)
    }
  }

  @Test("memory is given back once after loading, then when it has grown by much and grows no more")
  func growth() {
    let spare = Subject()
    #expect(!spare.isDue(500))
    #expect(spare.isDue(500))
    spare.gaveBack(from: 500, to: 400)
    for resident in [400, 431, 431, 700, 900] {
      #expect(!spare.isDue(resident))
    }
    #expect(spare.isDue(880))
    spare.gaveBack(from: 880, to: 410)
    #expect(!spare.isDue(410))
  }

  @Test("what is in use is not asked for, and is given back when it is free, however late")
  func held() {
    let spare = Subject()
    _ = spare.isDue(260)
    #expect(spare.isDue(260))
    spare.gaveBack(from: 260, to: 220)
    for _ in 0..<200 { #expect(!spare.isDue(780, kept: 5)) }
    #expect(spare.isDue(780, kept: 530))
    spare.gaveBack(from: 780, to: 250)
    #expect(!spare.isDue(250))
  }

  @Test("what brings little is done ever more seldom, until it brings something")
  func pause() {
    let spare = Subject()
    _ = spare.isDue(400)
    spare.gaveBack(from: 400, to: 400)
    var waits: [Int] = []
    for _ in 0..<8 {
      var count = 0
      _ = spare.isDue(300)
      while !spare.isDue(400) { count += 1 }
      waits.append(count)
      spare.gaveBack(from: 400, to: 399)
    }
    #expect(waits == waits.sorted())
    #expect((waits.first ?? 9) <= 2 && (60...64).contains(waits.last ?? 0))
    spare.gaveBack(from: 800, to: 400)
    _ = spare.isDue(900)
    #expect(spare.isDue(900))
  }
}
