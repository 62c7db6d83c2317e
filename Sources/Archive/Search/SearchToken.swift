/// Where a page of hits ends, and what its relevance was measured by.
struct SearchToken: Hashable {
  /// What is asked for: filter and order, so that a token goes with no other search.
  var query: UInt64
  var statistics: SearchStatistics
  /// The last hit of the page.
  var score: Float
  var day: Int32
  var meetingID: String
  var ordinal: UInt32

  var text: String {
    var writer = TokenWriter()
    writer.append(query)
    writer.append(UInt64(score.bitPattern))
    writer.append(UInt64(UInt32(bitPattern: day)))
    writer.append(UInt64(ordinal))
    writer.append(meetingID)
    writer.append(statistics.statements)
    writer.append(statistics.words)
    for frequency in statistics.frequencies { writer.append(frequency) }
    return writer.text
  }
}

extension SearchToken {
  /// Reads a token; nil where it is none of a search with so many words.
  init?(_ text: String, wordCount: Int) {
    guard var reader = TokenReader(text), let query = reader.number(),
      let score = reader.number().flatMap(UInt32.init(exactly:)).map(Float.init(bitPattern:)),
      !score.isNaN, let day = reader.number().flatMap(UInt32.init(exactly:)),
      let ordinal = reader.number().flatMap(UInt32.init(exactly:)), let meetingID = reader.text(),
      let statements = reader.number(), let words = reader.number()
    else { return nil }
    self.query = query
    self.score = score
    self.day = Int32(bitPattern: day)
    self.ordinal = ordinal
    self.meetingID = meetingID
    statistics = SearchStatistics(statements: statements, words: words)
    for _ in 0..<wordCount {
      guard let frequency = reader.number() else { return nil }
      statistics.frequencies.append(frequency)
    }
    guard reader.isAtEnd else { return nil }
  }

  /// The first row of a segment that comes behind the hit in the archive's total order.
  func firstRowBehind(in segment: Segment) -> Int {
    row(in: segment) { $0 <= ordinal }
  }

  /// The first row of a segment that does not come before the hit in the archive's total order.
  func firstRow(in segment: Segment) -> Int {
    row(in: segment) { $0 < ordinal }
  }

  private func row(in segment: Segment, isBefore: (UInt32) -> Bool) -> Int {
    var meetingID = meetingID
    let run = meetingID.withUTF8 {
      segment.firstRun(notBefore: day, UnsafeRawBufferPointer($0))
    }
    guard run < segment.runCount else { return segment.rowCount }
    let rows = segment.rows(ofRun: run)
    let isOwn =
      segment.runs[run].day == day
      && meetingID.withUTF8 {
        haveSameBytes(
          segment.meetings.id(Int(segment.runs[run].meeting)), UnsafeRawBufferPointer($0))
      }
    guard isOwn else { return rows.lowerBound }
    return partitionPoint(rows) { isBefore(segment.ordinal($0)) }
  }
}

extension Segment {
  /// `Statement.ordinal` (Proto/verbatim/v1/transcript.proto).
  private static var ordinalField: Int { 3 }

  /// A statement's position in its meeting.
  func ordinal(_ row: Int) -> UInt32 {
    let message = UnsafeRawBufferPointer(rebasing: frame(row)[Frame.prefixByteCount...])
    var ordinal: UInt32 = 0
    WireFields.forEach(of: message) { field, value in
      if field == Self.ordinalField, case .number(let number) = value {
        ordinal = UInt32(truncatingIfNeeded: number)
      }
    }
    return ordinal
  }
}
