import ArchiveProtocol
import TextAnalysis
import Transcripts

/// The archive as it was at one moment. Immutable: a query holds one from its first byte to its last.
package final class Snapshot: Sendable {
  let segments: [SegmentView]
  let speakers: SpeakerTable
  let places: PlaceTable
  /// Places with more runs than this are looked up run by run instead of being listed, so that a
  /// plan stays small and quick to make whatever it matches.
  let listedRuns: Int
  let fingerprint: SetFingerprint
  /// Whether what was said can be searched.
  package let hasWords: Bool
  /// What searches may ask for.
  package let allowance: SearchAllowance
  /// The archive's fingerprint, which follows from what it serves and from nothing else.
  package let archive: String
  /// Statements in the archive.
  package let statementCount: Int
  /// Meetings in the archive.
  package let meetingCount: Int
  /// Speakers the archive knows.
  package var speakerCount: Int { speakers.count }

  init(
    segments: [SegmentView] = [], speakers: SpeakerTable = SpeakerTable(),
    places: PlaceTable = PlaceTable(), fingerprint: SetFingerprint = SetFingerprint(),
    listedRuns: Int = 4_096, hasWords: Bool = true, allowance: SearchAllowance = SearchAllowance()
  ) {
    self.allowance = allowance
    self.hasWords = hasWords
    self.fingerprint = fingerprint
    archive = fingerprint.joined(with: speakers.fingerprint).text
    assert(speakers.fingerprint == speakers.countedFingerprint)
    self.listedRuns = listedRuns
    self.segments = segments
    self.speakers = speakers
    self.places = places
    statementCount = segments.reduce(0) { $0 + $1.rowCount }
    meetingCount = segments.reduce(0) { $0 + $1.meetingCount }
  }

  /// Refuses to go on with what another archive began.
  func check(archive asked: String) throws(QueryError) {
    guard asked.isEmpty || asked == archive else { throw .otherArchive("archive", now: archive) }
  }

  /// Memory of statements and meetings, and of what finds them.
  package var byteCounts: ByteCounts {
    segments.reduce(into: ByteCounts()) { sum, view in
      sum.statements += view.segment.bytes.count
      sum.indexes += view.segment.indexByteCount
      sum.words += view.segment.text?.byteCount ?? 0
    }
  }

  /// Bytes of an archive by what they are for.
  package struct ByteCounts: Sendable {
    package var statements = 0
    package var indexes = 0
    /// What finds words.
    package var words = 0

    package var total: Int { statements + indexes + words }
  }

  /// How many segments the statements are in.
  package var segmentCount: Int { segments.count }

  /// The statement with this id, framed; nil when there is none.
  /// - Complexity: O(number of segments), which is logarithmic in the number of statements.
  package func statement(id: String) -> FrameSlice? {
    var id = id
    return id.withUTF8 { statement(id: UnsafeRawBufferPointer($0)) }
  }

  /// The statement with this id, framed; nil when there is none.
  package func statement(id: UnsafeRawBufferPointer) -> FrameSlice? {
    guard let (view, row) = position(ofStatement: id) else { return nil }
    return FrameSlice(owner: view.segment, frame: view.segment.frame(row))
  }

  /// The meeting with this id, framed; nil when there is none.
  package func meeting(id: String) -> FrameSlice? {
    guard let (view, meeting) = position(ofMeeting: id) else { return nil }
    return FrameSlice(owner: view.segment, frame: view.segment.meetings.frame(meeting))
  }

  func position(ofStatement id: UnsafeRawBufferPointer) -> (view: SegmentView, row: Int)? {
    for view in segments {
      if let row = view.segment.row(ofID: id), view.isLive(row: row) { return (view, row) }
    }
    return nil
  }

  func position(ofMeeting id: String) -> (view: SegmentView, meeting: Int)? {
    var id = id
    return id.withUTF8 { bytes in
      for view in segments {
        if let meeting = view.segment.meetings.position(ofID: UnsafeRawBufferPointer(bytes)),
          view.isLive(meeting: meeting)
        {
          return (view, meeting)
        }
      }
      return nil
    }
  }
}

/// A framed message in the archive's memory, valid as long as this value.
package struct FrameSlice: @unchecked Sendable {
  // Sendable is sound: segments are immutable, and the owner keeps the memory.
  package let owner: any AnyObject & Sendable
  /// Prefix and message, as they go on the wire.
  package let frame: UnsafeRawBufferPointer

  init(owner: any AnyObject & Sendable, frame: UnsafeRawBufferPointer) {
    self.owner = owner
    self.frame = frame
  }

  /// The message without its prefix.
  package var message: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: frame[Frame.prefixByteCount...])
  }
}

/// A segment, and which of its meetings a later import replaced.
struct SegmentView: Sendable {
  let segment: Segment
  let dead: DeadMeetings?

  init(_ segment: Segment, dead: DeadMeetings? = nil) {
    self.segment = segment
    self.dead = dead
  }

  var rowCount: Int { segment.rowCount - (dead?.rowCount ?? 0) }
  var meetingCount: Int { segment.meetings.count - (dead?.meetings.count ?? 0) }
  /// Statements in a language without stems.
  var countWithoutStems: Int {
    segment.languages.countWithoutStems(0..<segment.rowCount) - (dead?.countWithoutStems ?? 0)
  }

  func isLive(meeting: Int) -> Bool { dead?.contains(meeting: meeting) != true }

  func isLive(row: Int) -> Bool {
    guard let dead else { return true }
    return !dead.contains(meeting: Int(segment.runs[Int(segment.runOfRow[row])].meeting))
  }

  /// The view in which `replaced` are dead too.
  func killing(_ replaced: [Int]) -> SegmentView {
    guard !replaced.isEmpty else { return self }
    return SegmentView(
      segment, dead: DeadMeetings((dead?.meetings ?? []) + replaced, of: segment))
  }
}

/// Meetings of a segment that a later import replaced.
final class DeadMeetings: Sendable {
  let meetings: [Int]
  /// Their runs, ascending.
  let runs: [UInt32]
  let rowCount: Int
  /// Words that were said at them, where these are indexed.
  let wordCount: UInt64
  /// Statements in a language without stems.
  let countWithoutStems: Int
  private let bits: [UInt64]

  init(_ meetings: [Int], of segment: Segment) {
    self.meetings = meetings
    var bits = [UInt64](repeating: 0, count: segment.meetings.count / 64 + 1)
    var runs: [UInt32] = []
    for meeting in meetings {
      bits[meeting >> 6] |= 1 << UInt64(meeting & 63)
      runs.append(contentsOf: segment.meetings.runs(of: meeting))
    }
    runs.sort()
    self.runs = runs
    self.bits = bits
    rowCount = runs.reduce(0) { $0 + segment.rows(ofRun: Int($1)).count }
    var words: UInt64 = 0
    if let lengths = segment.text?.lengths.view {
      for run in runs {
        for row in segment.rows(ofRun: Int(run)) { words += UInt64(lengths[row]) }
      }
    }
    wordCount = words
    countWithoutStems = runs.reduce(0) {
      $0 + segment.languages.countWithoutStems(segment.rows(ofRun: Int($1)))
    }
  }

  func contains(meeting: Int) -> Bool { bits[meeting >> 6] >> UInt64(meeting & 63) & 1 == 1 }
}
