internal import ArchiveProtocol
internal import RPC
internal import Transcripts
internal import VerbatimClient

/// Requests encoded and framed beforehand, for each method of a mix. Their memory lives as long as the
/// pool and is not written after `init`, so that any thread may read it.
package final class RequestPool: Sendable {
  /// Requests of a method: more than a processor's cache of an archive holds, few enough to make at once.
  private static let size = 1024

  private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer
  private let ranges: [[Range<Int>]]

  /// Requests for what a sample holds, which serves the mix. The same sample and seed make the same.
  package init(_ sample: ArchiveSample, mix: Mix, seed: UInt64, streamLimit: UInt64) throws {
    var bytes: [UInt8] = []
    var ranges: [[Range<Int>]] = []
    var generator = SeededGenerator(seed: seed, stream: .max - 1)
    for entry in mix.entries {
      var own: [Range<Int>] = []
      for _ in 0..<Self.size {
        let start = bytes.count
        bytes += MessageFrame.framed(
          try Self.request(entry.workload, sample, streamLimit, &generator))
        own.append(start..<bytes.count)
      }
      ranges.append(own)
    }
    self.ranges = ranges
    memory = .allocate(byteCount: bytes.count, alignment: 1)
    memory.copyBytes(from: bytes)
  }

  deinit { memory.deallocate() }

  /// The framed request that a draw means.
  func request(method: Int, draw: UInt64) -> UnsafeRawBufferPointer {
    let own = ranges[method]
    return UnsafeRawBufferPointer(rebasing: memory[own[Int(draw % UInt64(own.count))]])
  }

  /// Every request of a method, for tests.
  package func all(method: Int) -> [[UInt8]] { ranges[method].map { Array(memory[$0]) } }

  private static func request(
    _ workload: Workload, _ sample: ArchiveSample, _ limit: UInt64,
    _ generator: inout SeededGenerator
  ) throws -> [UInt8] {
    func pick<Element>(_ list: [Element], _ generator: inout SeededGenerator) -> Element {
      list[generator.index(below: list.count)]
    }
    switch workload {
    case .getMeeting:
      return Lookup.meeting(pick(sample.meetings, &generator).id).encoded
    case .getStatement:
      return Lookup.statement(pick(sample.statementIDs, &generator)).encoded
    case .listMeetings:
      // From the day of a meeting on, so that there is always an answer.
      return MeetingQuery(from: pick(sample.meetings, &generator).date, limit: limit).encoded
    case .listSpeakers:
      // A word of a name, as people look for one.
      let words = pick(sample.speakers, &generator).name.split(separator: " ")
      let word = words.isEmpty ? "" : String(pick(words, &generator))
      return SpeakerQuery(name: word, limit: limit).encoded
    case .streamStatements:
      let filter = StatementFilter(speakerIDs: [pick(sample.speakers, &generator).id])
      return StatementQuery(filter: filter, limit: limit).encoded
    case .countStatements:
      let filter = StatementFilter(speakerIDs: [pick(sample.speakers, &generator).id])
      // By each grouping as often as only in all.
      let grouping = generator.index(below: GroupBy.allCases.count + 1)
      let groupings = grouping == 0 ? [] : [GroupBy.allCases[grouping - 1]]
      return CountQuery(filter: filter, groupings: groupings).encoded
    }
  }
}
