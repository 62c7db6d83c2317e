import ArchiveProtocol
import Foundation
import Protobuf
import TextAnalysis
import Transcripts

@testable import Archive

extension Snapshot {
  /// A page as a client sees it.
  func searchPage(_ query: SearchQuery) throws -> SearchPage {
    let answer = try search(query)
    func statement(_ slice: FrameSlice) throws -> Statement {
      let arena = MessageArena()
      return try Statement(decoding: arena.unpack(Messages.statement, from: slice.message))
    }
    return SearchPage(
      hits: try answer.hits.map { hit in
        SearchHit(
          statement: try statement(hit.statement), score: hit.score, highlights: hit.highlights,
          highlightCount: UInt32(hit.highlightCount), snippet: hit.snippet,
          before: try hit.before.map(statement), after: try hit.after.map(statement),
          isContextCut: hit.isContextCut)
      }, total: answer.total, nextPageToken: answer.nextPageToken, facets: answer.facets,
      withoutStems: answer.countWithoutStems)
  }
}

/// BM25 by a plain look at every statement.
struct Ranking {
  private let statements: [(id: String, scan: WordScan)]
  private let average: Double

  init(_ made: RandomArchive) {
    let stems = WordScan.Stems()
    statements = made.ordered.map {
      ($0.id, WordScan($0, language: made.language(of: $0), stems: stems))
    }
    let words = statements.reduce(0) { $0 + $1.scan.wordCount }
    average = Double(words) / Double(max(statements.count, 1))
  }

  /// Those that match, in the archive's order.
  func hits(_ query: WordQuery) -> [(id: String, score: Double)] {
    var parts: [WordQuery] = []
    func collect(_ query: WordQuery) {
      switch query {
      case .all(let queries), .any(let queries): queries.forEach(collect)
      case .not: break
      default: if !parts.contains(query) { parts.append(query) }
      }
    }
    collect(query)
    let weights = parts.map { part in
      let words: [WordQuery] =
        switch part {
        case .phrase(let words), .together(let words, _): words.map { .word($0) }
        case .near(let left, let right, _): (left + right).map { .word($0) }
        default: [part]
        }
      return words.reduce(0.0) { sum, word in
        let count = Double(statements.count { $0.scan.matches(word) })
        return sum + log(1 + (Double(statements.count) - count + 0.5) / (count + 0.5))
      }
    }
    return statements.filter { $0.scan.matches(query) }.map { statement in
      let length = Double(
        Relevance.keptLength(Relevance.lengthByte(UInt32(statement.scan.wordCount))))
      let factor = 1.2 * (0.25 + 0.75 * length / average)
      let score = zip(parts, weights).reduce(0.0) { sum, part in
        let count = Double(statement.scan.occurrences(part.0))
        return sum + (count == 0 ? 0 : part.1 * 2.2 * count / (count + factor))
      }
      return (statement.id, score)
    }
  }
}
