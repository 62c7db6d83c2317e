import Archive
import Foundation
import Transcripts

/// The query classes of the generator.
struct QueryMix: Decodable {
  var q1: [[String]]
  var q3: [[String]]
  // Of words; a mix may have none of them.
  var q4: [[String]]?
  var q5: [[String]]?
  var q6: [[String]]?
  var q7: [[String]]?
  var q8: [[String]]?
  var q9: [[String]]
  var q10: [[Int]]
  var search: [[String]]?

  init(path: String) throws {
    self = try JSONDecoder().decode(
      QueryMix.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }
}

/// The mix as the archive takes it.
struct Queries {
  /// The classes that there are queries of.
  let names: [String]
  private static let allNames = [
    "q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q9", "q10", "search",
  ]
  /// What of them is answered with statements, in order.
  static let streams = ["q1", "q3", "q4", "q7", "q9"]

  let q1: [StatementQuery]
  let q3: [StatementQuery]
  let q9: [StatementQuery]
  let q10: [String]
  /// The classes that ask for words, by their names.
  let words: [String: [StatementQuery]]

  init(_ mix: QueryMix, _ corpus: Corpus) {
    q1 = mix.q1.map { Self.query($0[0], $0[1], $0[2], limit: 100) }
    q3 = mix.q3.map { Self.query(nil, $0[0], $0[1]) }
    q9 = mix.q9.map { Self.query($0[0], nil, nil) }
    let words = [
      "q4": (mix.q4 ?? []).map { Self.query($0[0], $0[1], $0[2], words: $0[3], limit: 20) },
      "q5": (mix.q5 ?? []).map { Self.query(nil, nil, nil, words: $0.joined(separator: " ")) },
      "q6": (mix.q6 ?? []).map { Self.query(nil, nil, nil, words: Self.phrase($0)) },
      "q7": (mix.q7 ?? []).map { Self.query($0[2], nil, nil, words: Self.phrase($0), limit: 20) },
      "q8": (mix.q8 ?? []).map { Self.query(nil, nil, nil, words: $0[0]) },
      "search": (mix.search ?? mix.q5 ?? []).map {
        Self.query(nil, nil, nil, words: $0.joined(separator: " "))
      },
    ]
    names = Self.allNames.filter { words[$0]?.isEmpty != true }
    self.words = words
    q10 = mix.q10.map { corpus.id(corpus.rows[$0[0]]) }
  }

  private static func query(
    _ speaker: String?, _ from: String?, _ to: String?, words: String = "", limit: UInt64 = 0
  ) -> StatementQuery {
    StatementQuery(
      filter: StatementFilter(
        speakerNames: speaker.map { [$0] } ?? [], from: from.flatMap { CalendarDate($0) },
        to: to.flatMap { CalendarDate($0) }, words: words), limit: limit)
  }

  private static func phrase(_ fields: [String]) -> String { "\"\(fields[0]) \(fields[1])\"" }
}

/// What the answers of a class came to.
struct Sum {
  var answers: UInt64 = 0
  var bytes = 0
  /// Of each query: FNV-1a of the ids found, or of the counts, each followed by a line feed.
  private(set) var digests: [UInt64] = []
  /// Of each search: what it put first.
  private(set) var hits: [[(id: String, score: Float)]] = []

  var queries: Int { digests.count }

  mutating func begin() { digests.append(0xcbf2_9ce4_8422_2325) }

  mutating func add(_ text: String) {
    var digest = digests[digests.count - 1]
    for byte in text.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
    digests[digests.count - 1] = (digest ^ 10) &* 0x100_0000_01b3
  }

  mutating func add(_ page: [(id: String, score: Float)]) { hits.append(page) }
}

/// Runs queries one after another and times each.
final class Runner {
  let snapshot: Snapshot
  let corpus: Corpus
  /// Bytes delivered and statements counted: nothing is computed for nobody.
  private(set) var checksum = 0
  private let buffer = UnsafeMutableRawPointer.allocate(byteCount: 256 << 10, alignment: 16)
  /// What an outgoing frame takes.
  private let frameByteCount = 16 << 10
  /// What timing the queries of a class takes at most, whatever is left to be asked.
  var seconds = Double.infinity

  init(snapshot: Snapshot, corpus: Corpus) {
    self.snapshot = snapshot
    self.corpus = corpus
  }

  /// Runs the queries of a class, and throws where an answer is another than a plain scan's.
  func check(_ name: String, _ queries: Queries) throws -> Sum {
    var sum = Sum()
    switch name {
    case "q10":
      for id in queries.q10 {
        let byteCount = deliver(id: id)
        guard byteCount > 0 else { throw CorpusError(description: "\(id) is not found") }
        sum.begin()
        sum.answers += 1
        sum.bytes += byteCount
        sum.add(id)
      }
    case "q4", "q5", "q6", "q7", "q8": try checkWords(name, queries.words[name]!, &sum)
    case "search":
      for query in queries.words["search"]! {
        let page = try snapshot.search(Self.search(query))
        guard try page.total == snapshot.count(query.filter) else {
          throw CorpusError(description: "another total than a count's for \(query.filter)")
        }
        sum.begin()
        sum.answers += page.total
        sum.add(String(page.total))
        sum.add(page.hits.map { (Self.id($0.statement.frame), $0.score) })
      }
    case "q1", "q2", "q3", "q9":
      for query in name == "q3" ? queries.q3 : name == "q9" ? queries.q9 : queries.q1 {
        let filter = query.filter
        let days = filter.from.map { $0.daysSinceEpoch...filter.to!.daysSinceEpoch }
        let all = scan(speaker: filter.speakerNames.first, days: days)
        let expected = query.limit == 0 ? all : Array(all.prefix(Int(query.limit)))
        let answer = try answer(query)
        let total = try snapshot.count(filter)
        guard answer.ids == expected, try deliver(query) == answer.byteCount,
          total == UInt64(all.count)
        else {
          throw CorpusError(description: "another answer than a plain scan's for \(filter)")
        }
        sum.begin()
        if name == "q2" {
          sum.answers += total
          sum.add(String(total))
        } else {
          sum.answers += UInt64(answer.ids.count)
          sum.bytes += answer.byteCount
          for id in answer.ids { sum.add(id) }
        }
      }
    default: throw CorpusError(description: "\(name) is no class of queries")
    }
    return sum
  }

  /// Microseconds of each query of a class.
  func time(_ name: String, _ queries: Queries, rounds: Int) throws -> [Double] {
    switch name {
    case "q2":
      try time(queries.q1, rounds: rounds) { checksum &+= Int(try snapshot.count($0.filter)) }
    case "q3": try time(queries.q3, rounds: rounds) { checksum &+= try deliver($0) }
    case "q4", "q7":
      try time(queries.words[name]!, rounds: rounds) { checksum &+= try deliver($0) }
    case "q5", "q6":
      try time(queries.words[name]!, rounds: rounds) {
        checksum &+= Int(try snapshot.count($0.filter))
      }
    case "q8":
      try time(queries.words[name]!, rounds: rounds) {
        checksum &+= try snapshot.count(CountQuery(filter: $0.filter, groupings: [.year])).groups
          .count
      }
    case "search":
      try time(queries.words["search"]!, rounds: rounds) {
        let page = try snapshot.search(Self.search($0))
        checksum &+= page.hits.reduce(into: 0) { $0 += deliver($1.statement) }
      }
    case "q9": try time(queries.q9, rounds: rounds) { checksum &+= try deliver($0) }
    case "q10": time(queries.q10, rounds: rounds) { checksum &+= deliver(id: $0) }
    default: try time(queries.q1, rounds: rounds) { checksum &+= try deliver($0) }
    }
  }

  /// Writes every statement as gRPC frames it.
  func write(to path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil) else {
      throw CorpusError(description: "\(path) cannot be written")
    }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    var pending = Data()
    try snapshot.statements(StatementQuery()).forEach { frame in
      pending.append(contentsOf: frame)
      if pending.count >= 8 << 20 {
        try file.write(contentsOf: pending)
        pending.removeAll(keepingCapacity: true)
      }
    }
    try file.write(contentsOf: pending)
    try file.close()
  }

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
    return deliver(slice)
  }

  private func deliver(_ slice: FrameSlice) -> Int {
    buffer.copyMemory(from: slice.frame.baseAddress!, byteCount: slice.frame.count)
    return slice.frame.count
  }

  /// A first page of ten, as the other engines give it.
  private static func search(_ query: StatementQuery) -> SearchQuery {
    SearchQuery(filter: query.filter, pageSize: 10)
  }

  /// A statement's id is its first field, shorter than 128 bytes here.
  private static func id(_ frame: UnsafeRawBufferPointer) -> String {
    String(
      decoding: UnsafeRawBufferPointer(rebasing: frame[7..<7 + Int(frame[6])]), as: UTF8.self)
  }

  /// Ids and bytes of an answer.
  func answer(_ query: StatementQuery) throws -> (ids: [String], byteCount: Int) {
    var ids: [String] = []
    var byteCount = 0
    try snapshot.statements(query).forEach { frame in
      ids.append(Self.id(frame))
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

  /// Microseconds of each call, ascending; a round before the others warms up, for a tenth of the time
  /// at most.
  private func time<Query>(
    _ queries: [Query], rounds: Int, _ body: (Query) throws -> Void
  ) rethrows -> [Double] {
    var samples: [Double] = []
    let begin = now()
    for round in 0...rounds {
      for query in queries {
        let start = now()
        let isOver = Double(start - begin) / 1e9 > (round > 0 ? seconds : seconds / 10)
        if isOver, round == 0 || !samples.isEmpty { break }
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
