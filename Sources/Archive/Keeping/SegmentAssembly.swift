/// The memory of a segment that is filled with columns which were kept, and then becomes that segment.
///
/// Columns are filled by anybody, on any threads, each once. `finish` looks at all that indexes and offsets
/// are made of, so that no query reads outside of them. What messages and places of words hold within their
/// bytes is believed: whoever kept them has a hash of these.
package final class SegmentAssembly: @unchecked Sendable {
  // Sendable is sound: columns are filled through `memory`, each by one thread, before `finish` is called.
  private var columns: SegmentColumns?
  private let dead: [Int]

  /// Takes memory.
  /// - Parameters:
  ///   - byteCounts: Of each column that was kept.
  ///   - dead: Meetings that a later import replaced.
  package init(byteCounts: [SegmentColumn: Int], dead: [Int]) throws(KeptFault) {
    let hasWords = byteCounts[.terms] != nil
    for column in SegmentColumn.allCases {
      guard (byteCounts[column] != nil) == (hasWords || !column.isOfWords) else {
        throw KeptFault("the column \(column.rawValue) is missing")
      }
      let count = byteCounts[column] ?? 0
      guard count >= 0, count.isMultiple(of: column.stride) else {
        throw KeptFault("the column \(column.rawValue) ends within an element")
      }
    }
    columns = SegmentColumns(hasWords: hasWords) { byteCounts[$0] ?? 0 }
    self.dead = dead
  }

  /// Where the bytes of a column go.
  package func memory(of column: SegmentColumn) -> UnsafeMutableRawBufferPointer {
    columns!.memory(of: column)
  }

  /// The segment; to be called once.
  /// - Parameters:
  ///   - speakerCount: Speakers that there are.
  ///   - placeCount: Places that there are.
  package func finish(speakerCount: Int, placeCount: Int) throws(KeptFault) -> KeptSegment {
    let columns = columns.take()!
    if let fault = columns.fault(speakerCount: speakerCount, placeCount: placeCount) {
      throw KeptFault(fault)
    }
    let segment = columns.segment()
    guard Set(dead).count == dead.count, dead.allSatisfy(segment.meetingNumbers.contains) else {
      throw KeptFault("a meeting that it does not have is replaced")
    }
    return KeptSegment(segment: segment, dead: dead)
  }
}

/// What is wrong with columns that were kept.
package struct KeptFault: Error, Hashable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

extension Segment {
  fileprivate var meetingNumbers: Range<Int> { 0..<meetings.count }
}

/// The columns that a segment is made of.
struct SegmentColumns: ~Copyable {
  let hasWords: Bool
  let frames: Column<UInt8>
  let offsets: Column<Int>
  let speakers: Column<UInt32>
  let kinds: Column<UInt8>
  let languages: Column<UInt8>
  let runs: Column<Segment.Run>
  let meetingFrames: Column<UInt8>
  let meetings: Column<MeetingColumns.Entry>
  let meetingRuns: Column<UInt32>
  let titles: Column<UInt8>
  let terms: Column<TextIndex.Term>
  let termText: Column<UInt8>
  let skips: Column<TextIndex.Skip>
  let blocks: Column<UInt8>
  let places: Column<UInt8>
  let lengths: Column<UInt32>

  /// Columns that are not written yet.
  init(hasWords: Bool, byteCount: (SegmentColumn) -> Int) {
    self.hasWords = hasWords
    func column<Element>(_ column: SegmentColumn) -> Column<Element> {
      Column(count: byteCount(column) / column.stride) { _ in }
    }
    frames = column(.frames)
    offsets = column(.offsets)
    speakers = column(.speakers)
    kinds = column(.kinds)
    languages = column(.languages)
    runs = column(.runs)
    meetingFrames = column(.meetingFrames)
    meetings = column(.meetings)
    meetingRuns = column(.meetingRuns)
    titles = column(.titles)
    terms = column(.terms)
    termText = column(.termText)
    skips = column(.skips)
    blocks = column(.blocks)
    places = column(.places)
    lengths = column(.lengths)
  }

  func memory(of column: SegmentColumn) -> UnsafeMutableRawBufferPointer {
    func memory<Element>(_ column: borrowing Column<Element>) -> UnsafeMutableRawBufferPointer {
      UnsafeMutableRawBufferPointer(
        start: UnsafeMutableRawPointer(mutating: column.base), count: column.byteCount)
    }
    return switch column {
    case .frames: memory(frames)
    case .offsets: memory(offsets)
    case .speakers: memory(speakers)
    case .kinds: memory(kinds)
    case .languages: memory(languages)
    case .runs: memory(runs)
    case .meetingFrames: memory(meetingFrames)
    case .meetings: memory(meetings)
    case .meetingRuns: memory(meetingRuns)
    case .titles: memory(titles)
    case .terms: memory(terms)
    case .termText: memory(termText)
    case .skips: memory(skips)
    case .blocks: memory(blocks)
    case .places: memory(places)
    case .lengths: memory(lengths)
    }
  }

  /// The segment of columns in which there is no fault.
  consuming func segment() -> Segment {
    let text =
      hasWords
      ? TextIndex(
        terms: terms, text: termText, skips: skips, blocks: blocks, places: places,
        lengths: lengths) : nil
    let frames = meetingFrames
    let entries = meetings
    let ids = KeyIndex(count: entries.count) { meeting in
      Frame.firstField(UnsafeRawPointer(frames.base) + entries[meeting].offset)
    }
    return SegmentBuilder.segment(
      bytes: self.frames, offsets: offsets, speakers: speakers, kinds: kinds,
      languages: languages, runs: Array(runs.buffer),
      meetings: MeetingColumns(
        bytes: frames, entries: entries, runs: meetingRuns, titles: titles, ids: ids),
      text: text)
  }
}
