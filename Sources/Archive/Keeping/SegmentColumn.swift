/// The columns of a segment that all else about it follows from: what is kept of one outside of memory.
///
/// This is the one list of them. Another column, or another kind of element, makes another `layout`, by
/// which whoever kept a segment knows that it means nothing any more; what means something else in the same
/// elements takes a new `meaning`.
package enum SegmentColumn: String, CaseIterable, Sendable {
  case frames
  case offsets
  case speakers
  case kinds
  case languages
  case runs
  case meetingFrames = "meeting-frames"
  case meetings
  case meetingRuns = "meeting-runs"
  case titles
  case terms
  case termText = "term-text"
  case skips
  case blocks
  case places
  case lengths

  /// To be raised with every change of what the elements mean, such as how blocks are packed.
  private static let meaning = 3

  /// Bytes of an element.
  package var stride: Int {
    switch self {
    case .frames, .kinds, .languages, .meetingFrames, .titles, .termText, .blocks, .places: 1
    case .offsets: MemoryLayout<Int>.stride
    case .speakers, .meetingRuns, .lengths: MemoryLayout<UInt32>.stride
    case .runs: MemoryLayout<Segment.Run>.stride
    case .meetings: MemoryLayout<MeetingColumns.Entry>.stride
    case .terms: MemoryLayout<TextIndex.Term>.stride
    case .skips: MemoryLayout<TextIndex.Skip>.stride
    }
  }

  /// Whether only segments that find words have it.
  package var isOfWords: Bool {
    switch self {
    case .terms, .termText, .skips, .blocks, .places, .lengths: true
    default: false
    }
  }

  /// What the bytes of all columns mean, here and on machines like this one.
  package static var layout: String {
    let order = 1 == 1.littleEndian ? "little" : "big"
    return ([order, "\(meaning)"] + allCases.map { "\($0.rawValue):\($0.stride)" })
      .joined(separator: " ")
  }
}

extension Segment {
  /// Has `body` look at the bytes of a column; nil where the segment has none such.
  func withBytes<Result>(
    of column: SegmentColumn, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result? {
    func show<Element>(_ column: borrowing Column<Element>) throws -> Result {
      try body(UnsafeRawBufferPointer(column.buffer))
    }
    switch column {
    case .frames: return try show(bytes)
    case .offsets: return try (0...rowCount).map { offsets[$0] }.withUnsafeBytes(body)
    case .speakers: return try (0..<rowCount).map { speakerOfRow[$0] }.withUnsafeBytes(body)
    case .kinds: return try show(kindOfRow)
    case .languages:
      return try (0..<rowCount).map { languages.number($0) }.withUnsafeBytes(body)
    case .runs: return try show(runs)
    case .meetingFrames: return try show(meetings.bytes)
    case .meetings: return try show(meetings.entries)
    case .meetingRuns: return try show(meetings.runs)
    case .titles: return try show(meetings.titles)
    case .terms, .termText, .skips, .blocks, .places, .lengths:
      guard let text else { return nil }
      switch column {
      case .terms: return try show(text.terms)
      case .termText: return try show(text.text)
      case .skips: return try show(text.skips)
      case .blocks: return try show(text.blocks)
      case .places: return try show(text.places)
      default: return try (0..<rowCount).map { text.lengths[$0] }.withUnsafeBytes(body)
      }
    }
  }
}
