internal import ArchiveProtocol
package import Transcripts

/// A page of hits, as they stand in the archive's memory.
package struct SearchAnswer {
  /// Keeps the memory.
  private let snapshot: Snapshot
  /// The archive's fingerprint.
  package var archive: String { snapshot.archive }
  package var hits: [FoundStatement] = []
  package var total: UInt64
  package var nextPageToken = ""
  package var facets: [StatementCounts] = []
  /// Statements of the archive in which words were looked up as typed, for want of stems.
  package var countWithoutStems: UInt64

  init(snapshot: Snapshot, total: UInt64, countWithoutStems: UInt64) {
    self.snapshot = snapshot
    self.total = total
    self.countWithoutStems = countWithoutStems
  }
}

/// A statement that was found, and what was said around it.
package struct FoundStatement {
  package let statement: FrameSlice
  package let score: Float
  package let highlights: [TextSpan]
  package let highlightCount: Int
  package let snippet: SearchHit.Snippet
  package private(set) var before: [FrameSlice] = []
  package private(set) var after: [FrameSlice] = []
  package private(set) var isContextCut = false
  /// Whether the statement is to be given without its paragraphs and marks.
  package let leavesTextOut: Bool

  /// - Parameters:
  ///   - limit: At most so many highlights.
  ///   - room: Bytes left of the answer, from which those of this hit are taken.
  init(
    _ hit: Hit, _ segment: Segment, _ found: Highlighter.Found, _ query: SearchQuery,
    highlights limit: Int, leavesTextOut: Bool, room: inout Int
  ) {
    self.leavesTextOut = leavesTextOut
    let frame = segment.frame(hit.row)
    statement = FrameSlice(owner: segment, frame: frame)
    score = hit.score
    highlights = Array(found.spans.prefix(limit))
    highlightCount = found.spans.count
    snippet = found.snippet
    room -= 16 * highlights.count + snippet.text.utf8.count
    addContext(hit.row, segment, query, &room)
  }

  /// Statements of the meeting, the nearest first as long as there is room.
  private mutating func addContext(
    _ row: Int, _ segment: Segment, _ query: SearchQuery, _ room: inout Int
  ) {
    let (previous, next) = segment.neighbours(
      of: row, before: Int(query.contextBefore), after: Int(query.contextAfter))
    for distance in 0..<max(previous.count, next.count) {
      for (rows, isBefore) in [(previous, true), (next, false)] where distance < rows.count {
        let frame = segment.frame(rows[distance])
        guard frame.count <= room else {
          isContextCut = true
          break
        }
        room -= frame.count
        let slice = FrameSlice(owner: segment, frame: frame)
        if isBefore { before.insert(slice, at: 0) } else { after.append(slice) }
      }
      if isContextCut { return }
    }
  }
}

extension Segment {
  /// The rows of the same meeting that come before a row and behind it, the nearest first. A meeting of
  /// several days has a run for each.
  fileprivate func neighbours(
    of row: Int, before: Int, after: Int
  ) -> (before: [Int], after: [Int]) {
    let own = Int(runOfRow[row])
    let runs = meetings.runs(of: Int(runs[own].meeting)).map { Int($0) }
    let place = runs.firstIndex(of: own) ?? 0
    var previous = (rows(ofRun: own).lowerBound..<row).suffix(before).reversed() as [Int]
    for run in runs[..<place].reversed() where previous.count < before {
      previous += rows(ofRun: run).suffix(before - previous.count).reversed()
    }
    var next = Array((row + 1..<rows(ofRun: own).upperBound).prefix(after))
    for run in runs[(place + 1)...] where next.count < after {
      next += rows(ofRun: run).prefix(after - next.count)
    }
    return (previous, next)
  }
}
