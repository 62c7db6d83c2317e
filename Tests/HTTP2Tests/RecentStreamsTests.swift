import Testing

@testable import HTTP2

@Suite struct RecentStreamsTests {
  @Test("the last are remembered, and those before what was forgotten count as remembered")
  func forgets() {
    var streams = RecentStreams(limit: 512)
    for id in stride(from: Int32(1), through: 1_023, by: 2) { streams.append(id) }
    #expect(streams.contains(1) && streams.contains(1_023) && !streams.contains(1_025))
    streams.append(2_001)
    #expect(streams.contains(2_001) && streams.contains(1) && !streams.contains(1_999))
  }

  @Test("one that was removed is not among them, and does not make others count")
  func removes() {
    var streams = RecentStreams(limit: 10)
    for id in [1, 3, 3, 5] as [Int32] { streams.append(id) }
    streams.remove(3)
    streams.remove(99)
    #expect(streams.contains(1) && !streams.contains(3) && streams.contains(5))
  }
}
