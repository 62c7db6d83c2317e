import Transcripts

/// Takes meetings and their statements in any order and makes a segment of them.
///
/// Statements are kept as they come. Where they came in order (one document after another by date,
/// or segments that are merged) they stay where they are; otherwise `finish` copies them into order.
struct SegmentBuilder: ~Copyable {
  private var bytes = GrowingColumn<UInt8>(capacity: 64 << 10)
  private var offsets = GrowingColumn<Int>()
  private var speakers = GrowingColumn<UInt32>()
  private var kinds = GrowingColumn<UInt8>()
  /// As `RowLanguages` numbers them.
  private var languages = GrowingColumn<UInt8>()
  private var runs: [PendingRun] = []
  private var meetingBytes = GrowingColumn<UInt8>()
  private var meetings: [PendingMeeting] = []

  /// Rows of one meeting and one day that came together.
  private struct PendingRun {
    var rows: Range<Int>
    var day: Int32
    var meeting: Int
    /// Where they come from: the number of a segment that is merged, and the first row there.
    var origin: (source: Int, row: Int)?
  }

  struct PendingMeeting {
    var id: String
    var day: Int32
    var place: UInt32
    var revision: UInt32
    var foldedTitle: String
    /// Its frame in the builder's memory.
    var frame = 0..<0
    var rows = 0..<0
    var isDropped = false
  }

  var rowCount: Int { kinds.count }
  var meetingCount: Int { meetings.count }
  /// Statements of meetings that were not dropped.
  var keptRowCount: Int { meetings.reduce(0) { $0 + ($1.isDropped ? 0 : $1.rows.count) } }

  func meeting(_ index: Int) -> PendingMeeting { meetings[index] }

  /// The frame of a statement, valid until the builder changes.
  func frame(_ row: Int) -> UnsafeRawBufferPointer { frames(row..<row + 1) }

  /// The frames of statements that came one after another.
  func frames(_ rows: Range<Int>) -> UnsafeRawBufferPointer {
    let end = rows.upperBound == rowCount ? bytes.count : offsets[rows.upperBound]
    let start = rows.isEmpty ? end : offsets[rows.lowerBound]
    return UnsafeRawBufferPointer(start: bytes.base + start, count: end - start)
  }

  func meetingFrame(_ index: Int) -> UnsafeRawBufferPointer {
    let frame = meetings[index].frame
    return UnsafeRawBufferPointer(start: meetingBytes.base + frame.lowerBound, count: frame.count)
  }

  /// Adds a statement of the meeting that `addMeeting` is called for next.
  mutating func addStatement(
    messageByteCount: Int, day: Int32, speaker: UInt32, kind: UInt8, language: UInt8,
    write: (UnsafeMutableRawPointer) -> Void
  ) {
    addRow(day: day, speaker: speaker, kind: kind, language: language)
    let frame = UnsafeMutableRawPointer(
      bytes.extend(by: Frame.prefixByteCount + messageByteCount))
    Frame.writePrefix(messageByteCount: messageByteCount, to: frame)
    write(frame + Frame.prefixByteCount)
  }

  /// Adds the statements of a run of another segment to the meeting that `addMeeting` is called for
  /// next.
  /// - Parameter source: The segment's number among those that are merged.
  mutating func addRun(_ run: Int, of segment: Segment, source: Int) {
    let rows = segment.rows(ofRun: run)
    for row in rows {
      offsets.append(bytes.count + segment.offsets[row] - segment.offsets[rows.lowerBound])
      speakers.append(segment.speakerOfRow[row])
      kinds.append(segment.kindOfRow[row])
      languages.append(segment.languages.number(row))
    }
    runs.append(
      PendingRun(
        rows: rowCount - rows.count..<rowCount, day: segment.runs[run].day,
        meeting: meetings.count, origin: (source, rows.lowerBound)))
    let frames = segment.frames(rows)
    bytes.append(
      frames.baseAddress!.assumingMemoryBound(to: UInt8.self), count: frames.count)
  }

  private mutating func addRow(day: Int32, speaker: UInt32, kind: UInt8, language: UInt8) {
    if let last = runs.last, last.meeting == meetings.count, last.day == day {
      runs[runs.count - 1].rows = last.rows.lowerBound..<rowCount + 1
    } else {
      runs.append(PendingRun(rows: rowCount..<rowCount + 1, day: day, meeting: meetings.count))
    }
    offsets.append(bytes.count)
    speakers.append(speaker)
    kinds.append(kind)
    languages.append(language)
  }

  /// Adds a meeting to which all statements since `firstRow` belong.
  mutating func addMeeting(
    _ meeting: PendingMeeting, firstRow: Int, messageByteCount: Int,
    write: (UnsafeMutableRawPointer) -> Void
  ) {
    var meeting = meeting
    let start = meetingBytes.count
    let frame = UnsafeMutableRawPointer(
      meetingBytes.extend(by: Frame.prefixByteCount + messageByteCount))
    Frame.writePrefix(messageByteCount: messageByteCount, to: frame)
    write(frame + Frame.prefixByteCount)
    meeting.frame = start..<meetingBytes.count
    meeting.rows = firstRow..<rowCount
    meetings.append(meeting)
  }

  /// Takes back the meeting that was added last, with its statements.
  mutating func removeLastMeeting() {
    let firstRow = meetings[meetings.count - 1].rows.lowerBound
    removeLastMeetingOnly()
    truncate(toRow: firstRow)
  }

  /// Takes back the meeting that was added last; its statements wait for another one.
  mutating func removeLastMeetingOnly() {
    let meeting = meetings.removeLast()
    meetingBytes.truncate(to: meeting.frame.lowerBound)
  }

  /// Takes back all statements since `row`.
  mutating func truncate(toRow row: Int) {
    guard row < rowCount else { return }
    bytes.truncate(to: offsets[row])
    offsets.truncate(to: row)
    speakers.truncate(to: row)
    kinds.truncate(to: row)
    languages.truncate(to: row)
    while let last = runs.last, last.rows.lowerBound >= row { runs.removeLast() }
  }

  /// The number that a statement was added with.
  func speaker(_ row: Int) -> UInt32 { speakers[row] }

  /// Gives speakers other numbers, by those they have.
  mutating func renumberSpeakers(_ numbers: [UInt32]) {
    for row in 0..<rowCount where speakers[row] != Segment.noSpeaker {
      speakers[row] = numbers[Int(speakers[row])]
    }
  }

  /// Takes other frames of the same statements.
  mutating func replaceFrames(
    _ bytes: consuming GrowingColumn<UInt8>, offsets: consuming GrowingColumn<Int>
  ) {
    self.bytes = bytes
    self.offsets = offsets
  }

  /// Leaves a meeting out of the segment.
  mutating func drop(meeting index: Int) {
    meetings[index].isDropped = true
  }

  /// Where the index of words comes from.
  enum Words {
    /// There is none.
    case none
    /// From the statements.
    case statements
    /// From those of the segments that are merged, by number.
    case indexes([TextIndex])
  }

  /// The segment; nil when there is nothing in it.
  consuming func finish(_ words: Words) -> Segment? {
    let meetingOrder = meetings.indices.filter { !meetings[$0].isDropped }.sorted {
      (meetings[$0].day, meetings[$0].id) < (meetings[$1].day, meetings[$1].id)
    }
    guard !meetingOrder.isEmpty else { return nil }
    // Where each meeting comes among those of its day, and the order of the runs by that.
    var rank = [Int](repeating: 0, count: meetings.count)
    for (position, index) in meetings.indices.sorted(by: { meetings[$0].id < meetings[$1].id })
      .enumerated()
    { rank[index] = position }
    let kept = runs.filter { !meetings[$0.meeting].isDropped }
    let ordered = kept.sorted {
      ($0.day, rank[$0.meeting], $0.rows.lowerBound) < (
        $1.day, rank[$1.meeting], $1.rows.lowerBound
      )
    }
    var number = [UInt32](repeating: 0, count: meetings.count)
    for (position, index) in meetingOrder.enumerated() { number[index] = UInt32(position) }

    offsets.append(bytes.count)
    var expected = 0
    let inOrder =
      ordered.allSatisfy { run in
        defer { expected = run.rows.upperBound }
        return run.rows.lowerBound == expected
      } && expected == rowCount
    if !inOrder { permute(ordered) }

    var merged: [Segment.Run] = []
    var row = 0
    var origins: [TextIndexMerging.Origin] = []
    for run in ordered {
      if let (source, first) = run.origin {
        origins.append(.init(source: source, rows: first..<first + run.rows.count, newRow: row))
      }
      let meeting = number[run.meeting]
      if merged.last?.day != run.day || merged.last?.meeting != meeting {
        merged.append(Segment.Run(start: UInt32(row), day: run.day, meeting: meeting))
      }
      row += run.rows.count
    }
    merged.append(Segment.Run(start: UInt32(row), day: .max, meeting: .max))

    let meetingColumns = Self.meetingColumns(
      meetings, order: meetingOrder, runs: merged, bytes: meetingBytes.finish())
    let frames = bytes.finish()
    let starts = offsets.finish()
    let text: TextIndex? =
      switch words {
      case .none: nil
      case .statements: TextIndexing.index(bytes: frames, offsets: starts, rowCount: row)
      case .indexes(let indexes): TextIndexMerging.merged(indexes, origins)
      }
    return Self.segment(
      bytes: frames, offsets: starts, speakers: speakers.finish(), kinds: kinds.finish(),
      languages: languages.finish(), runs: merged, meetings: meetingColumns, text: text)
  }

  /// Puts the rows into the order of `runs`, leaving out those of no run.
  private mutating func permute(_ runs: [PendingRun]) {
    let byteCount = runs.reduce(0) {
      $0 + offsets[$1.rows.upperBound] - offsets[$1.rows.lowerBound]
    }
    let rowCount = runs.reduce(0) { $0 + $1.rows.count }
    var newBytes = GrowingColumn<UInt8>(capacity: byteCount)
    var newOffsets = GrowingColumn<Int>(capacity: rowCount + 1)
    var newSpeakers = GrowingColumn<UInt32>(capacity: rowCount)
    var newKinds = GrowingColumn<UInt8>(capacity: rowCount)
    var newLanguages = GrowingColumn<UInt8>(capacity: rowCount)
    for run in runs {
      let start = offsets[run.rows.lowerBound]
      for row in run.rows { newOffsets.append(newBytes.count + offsets[row] - start) }
      newBytes.append(bytes.base + start, count: offsets[run.rows.upperBound] - start)
      newSpeakers.append(speakers.base + run.rows.lowerBound, count: run.rows.count)
      newKinds.append(kinds.base + run.rows.lowerBound, count: run.rows.count)
      newLanguages.append(languages.base + run.rows.lowerBound, count: run.rows.count)
    }
    newOffsets.append(newBytes.count)
    bytes = newBytes
    offsets = newOffsets
    speakers = newSpeakers
    kinds = newKinds
    languages = newLanguages
  }
}
