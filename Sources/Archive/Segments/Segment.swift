import Synchronization

/// Statements in their total order (date, meeting id bytewise, ordinal), already encoded and framed,
/// with what finds them. Immutable.
///
/// A statement is known by its row. Rows of one meeting and one day stand together as a run, and the
/// runs are what dates, meetings and places are looked up in: there are some forty times fewer of
/// them than rows. Beside its bytes a statement costs some two bytes of offset, a quarter of one of run,
/// two of speaker, 1 of kind, 4 in its speaker's postings and 5 in the index of ids; and 1 of language
/// where there are several.
final class Segment: Sendable {
  /// The framed statements, one after another.
  let bytes: Column<UInt8>
  /// Where each statement's frame starts, and at the end where the last one ends.
  let offsets: FrameOffsets
  /// Which run a row is of.
  let runOfRow: RunNumbers
  /// Number of the speaker, or `noSpeaker`.
  let speakerOfRow: PackedColumn<UInt32>
  /// `Statement.Kind`.
  let kindOfRow: Column<UInt8>
  /// What language the words are in.
  let languages: RowLanguages
  /// Runs in order, and one more that starts where the last one ends.
  let runs: Column<Run>
  let postings: SpeakerPostings
  let ids: KeyIndex
  let meetings: MeetingColumns
  /// Runs by the place of their meeting.
  let placePostings: Postings
  /// What was said; nil where it was left out.
  let text: TextIndex?
  /// The first row not before each day from the first run's on; empty where days are sparse.
  private let rowOfDay: Column<UInt32>

  /// What this one is known by in this process: no other has it.
  let number = numbers.add(1, ordering: .relaxed).newValue

  private static let numbers = Atomic<UInt64>(0)

  /// Rows of one meeting and one day.
  struct Run: BitwiseCopyable {
    var start: UInt32
    var day: Int32
    var meeting: UInt32
  }

  /// Stands where a statement has no settled speaker.
  static let noSpeaker = UInt32.max

  init(
    bytes: consuming Column<UInt8>, offsets: consuming FrameOffsets,
    speakerOfRow: consuming PackedColumn<UInt32>,
    kindOfRow: consuming Column<UInt8>, languages: consuming RowLanguages,
    runs: consuming Column<Run>,
    postings: consuming SpeakerPostings, ids: consuming KeyIndex,
    meetings: consuming MeetingColumns, placePostings: consuming Postings, text: TextIndex?
  ) {
    self.bytes = bytes
    self.offsets = offsets
    runOfRow = RunNumbers(runs)
    self.speakerOfRow = speakerOfRow
    self.kindOfRow = kindOfRow
    self.languages = languages
    rowOfDay = Self.rowsOfDays(runs)
    self.runs = runs
    self.postings = postings
    self.ids = ids
    self.meetings = meetings
    self.placePostings = placePostings
    self.text = text
  }

  var rowCount: Int { kindOfRow.count }
  var runCount: Int { runs.count - 1 }

  /// Memory beside the statements' bytes, but for what finds words.
  var indexByteCount: Int {
    offsets.byteCount + runOfRow.byteCount + speakerOfRow.byteCount + kindOfRow.byteCount
      + languages.byteCount
      + runs.byteCount + postings.byteCount + ids.byteCount + meetings.byteCount
      + placePostings.byteCount + rowOfDay.byteCount
  }

  /// The frame of a statement.
  @inline(__always)
  func frame(_ row: Int) -> UnsafeRawBufferPointer { frames(row..<row + 1) }

  /// The frames of statements that follow each other.
  @inline(__always)
  func frames(_ rows: Range<Int>) -> UnsafeRawBufferPointer {
    let start = offsets[rows.lowerBound]
    return UnsafeRawBufferPointer(
      start: UnsafeRawPointer(bytes.base) + start, count: offsets[rows.upperBound] - start)
  }

  @inline(__always)
  func rows(ofRun run: Int) -> Range<Int> { Int(runs[run].start)..<Int(runs[run + 1].start) }

  /// The row of the statement with this id.
  func row(ofID id: UnsafeRawBufferPointer) -> Int? {
    ids.position(of: id) { Frame.firstField(UnsafeRawPointer(self.bytes.base) + self.offsets[$0]) }
  }

  /// The rows of the days in `days`.
  func rows(ofDays days: ClosedRange<Int32>) -> Range<Int> {
    firstRow(notBefore: days.lowerBound)..<firstRow(notBefore: days.upperBound + 1)
  }

  private func firstRow(notBefore day: Int32) -> Int {
    guard runCount > 0, day > runs[0].day else { return 0 }
    guard day <= runs[runCount - 1].day else { return rowCount }
    if rowOfDay.count > 0 { return Int(rowOfDay[Int(day - runs[0].day)]) }
    return Int(runs[partitionPoint(0..<runCount) { runs[$0].day < day }].start)
  }

  /// The first row of each day since the first run's, for segments that are dense in days: it saves
  /// a search of some fifteen steps at both ends of a range.
  private static func rowsOfDays(_ runs: borrowing Column<Run>) -> Column<UInt32> {
    let runCount = runs.count - 1
    guard runCount > 0 else { return Column(count: 0) { _ in } }
    let firstDay = Int(runs[0].day)
    let dayCount = Int(runs[runCount - 1].day) - firstDay + 1
    guard dayCount <= runCount * daysPerRun else { return Column(count: 0) { _ in } }
    return Column(count: dayCount) { rows in
      var day = 0
      for run in 0..<runCount {
        while day <= Int(runs[run].day) - firstDay {
          rows[day] = runs[run].start
          day += 1
        }
      }
    }
  }

  /// A table by day is worth having while it has at most so many entries for each run.
  private static let daysPerRun = 8

  /// The first run that does not come before this day and meeting.
  func firstRun(notBefore day: Int32, _ meetingID: UnsafeRawBufferPointer) -> Int {
    partitionPoint(0..<runCount) { run in
      let other = runs[run]
      if other.day != day { return other.day < day }
      return order(meetings.id(Int(other.meeting)), meetingID) < 0
    }
  }
}
