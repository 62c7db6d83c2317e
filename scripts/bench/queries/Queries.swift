import Archive
import Foundation
import Transcripts

/// The query classes of the generator that need no words of the text.
struct QueryMix: Decodable {
  var q1: [[String]]
  var q3: [[String]]
  var q9: [[String]]
  var q10: [[Int]]

  init(path: String) throws {
    self = try JSONDecoder().decode(
      QueryMix.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

/// Runs queries one after another and times each.
struct Runner {
  let snapshot: Snapshot
  let corpus: Corpus
  private let buffer = UnsafeMutableRawPointer.allocate(byteCount: 256 << 10, alignment: 16)
  /// What an outgoing frame takes.
  private let frameByteCount = 16 << 10

  /// Delivers an answer as a stream would: frame after frame into a buffer that is used again.
  func deliver(_ query: StatementQuery) throws -> Int {
    let cursor = try snapshot.statements(query)
    var total = 0
    var position = 0
    while true {
      let (count, isLast) = cursor.prepare(upTo: frameByteCount)
      cursor.copy(count, to: buffer + position)
      total += count
      position = (position + count) % (240 << 10)
      if isLast { return total }
    }
  }

  func deliver(id: String) -> Int {
    guard let slice = snapshot.statement(id: id) else { return 0 }
    buffer.copyMemory(from: slice.frame.baseAddress!, byteCount: slice.frame.count)
    return slice.frame.count
  }

  /// Ids and bytes of an answer.
  func answer(_ query: StatementQuery) throws -> (ids: [String], byteCount: Int) {
    var ids: [String] = []
    var byteCount = 0
    try snapshot.statements(query).forEach { frame in
      // A statement's id is its first field, shorter than 128 bytes here.
      let length = Int(frame[6])
      ids.append(
        String(decoding: UnsafeRawBufferPointer(rebasing: frame[7..<7 + length]), as: UTF8.self))
      byteCount += frame.count
    }
    return (ids, byteCount)
  }

  /// Ids that a plain scan finds.
  func scan(speaker: String?, days: ClosedRange<Int32>?, limit: Int = .max) -> [String] {
    let number = speaker.map { corpus.number(ofSpeaker: $0) ?? -1 }
    var ids: [String] = []
    for row in corpus.rows {
      if let number, row.speaker != number { continue }
      if let days, !days.contains(row.day) { continue }
      ids.append(corpus.id(row))
      if ids.count == limit { break }
    }
    return ids
  }

  /// Microseconds of each call: a first round warms up, of the others the median call counts.
  func time<Query>(
    _ queries: [Query], rounds: Int, _ body: (Query) throws -> Void
  ) rethrows -> [Double] {
    var samples: [Double] = []
    for round in 0...rounds {
      for query in queries {
        let start = now()
        try body(query)
        let end = now()
        if round > 0 { samples.append(Double(end - start) / 1000) }
      }
    }
    return samples.sorted()
  }

  private func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
