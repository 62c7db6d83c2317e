import ArchiveProtocol
import Transcripts

/// Every group that there can be, by number: a cell for each meeting or place, each day, month or year,
/// each speaker and each kind that is counted by, one within another.
///
/// A cell is the sum of what a run gives and of what a row gives. What follows from something finer
/// (the year of a day, the place of a meeting) takes no cells.
struct GroupSpace {
  let groupings: Groupings
  let cellCount: UInt64
  /// Whether a number for every cell is held; otherwise for those alone that hold something.
  let isDense: Bool
  /// Cells for a step of each coordinate.
  private let timeStep: UInt64
  private let placeStep: UInt64
  private let speakerStep: UInt64
  /// The first day, month or year.
  private let firstTime: Int
  /// The number of the first meeting of each segment.
  private let firstMeetings: [Int]
  private let placeCount: Int
  private let speakerCount: Int

  /// Where several groupings are counted by, so many cells may be dense: 32 MB. A single one may always
  /// be, for it has no more than there are meetings, places, speakers or days.
  private static let denseCells: UInt64 = 4 << 20

  init(_ snapshot: Snapshot, _ plans: [SegmentPlan], _ groupings: Groupings) throws(QueryError) {
    self.groupings = groupings
    placeCount = snapshot.places.count
    speakerCount = snapshot.speakers.count
    var meetings = 0
    var firstMeetings: [Int] = []
    var days: ClosedRange<Int32>?
    var rows = 0
    for plan in plans {
      rows += plan.cost
      firstMeetings.append(meetings)
      meetings += plan.segment.meetings.count
      guard !plan.rows.isEmpty else { continue }
      let segment = plan.segment
      let own =
        segment.runs[Int(segment.runOfRow[plan.rows.lowerBound])]
        .day...segment.runs[
          Int(segment.runOfRow[plan.rows.upperBound - 1])
        ].day
      days =
        days.map {
          min($0.lowerBound, own.lowerBound)...max($0.upperBound, own.upperBound)
        } ?? own
    }
    self.firstMeetings = firstMeetings
    var times = 0...0
    if let grain = groupings.finestDate, let days {
      times = Self.time(days.lowerBound, grain)...Self.time(days.upperBound, grain)
    }
    firstTime = times.lowerBound
    speakerStep = groupings.countsKinds ? UInt64(GroupKeys.kinds.count) : 1
    let rowCells = (groupings.countsSpeakers ? UInt64(speakerCount + 1) : 1) * speakerStep
    let places =
      groupings.countsMeetings
      ? UInt64(max(meetings, 1)) : groupings.countsPlaces ? UInt64(placeCount + 1) : 1
    placeStep = rowCells
    let (timeStep, overflow) = placeStep.multipliedReportingOverflow(by: places)
    let (cells, overflows) = timeStep.multipliedReportingOverflow(by: UInt64(times.count))
    guard !overflow, !overflows, cells < .max else {
      throw QueryError(
        code: .resourceExhausted, field: "group_by",
        message: "has more groups than can be numbered: leave out a grouping")
    }
    self.timeStep = timeStep
    cellCount = cells
    // All of the dense ones are gone through in the end, which is not worth while for few rows.
    let isWorthWhile = cells <= 4 * UInt64(rows) + 4_096
    isDense = isWorthWhile && (groupings.list.count == 1 || cells <= Self.denseCells)
  }

  /// The day, month or year as a number.
  static func time(_ day: Int32, _ grain: GroupBy) -> Int {
    if grain == .day { return Int(day) }
    guard let date = CalendarDate(daysSinceEpoch: day) else { return 0 }
    let (year, month, _) = date.components
    return grain == .year ? year : year * 12 + month - 1
  }

  /// The first day that comes behind a year or month.
  static func firstDay(behind time: Int, _ grain: GroupBy) -> Int32 {
    let (year, month) = grain == .year ? (time + 1, 1) : ((time + 1) / 12, (time + 1) % 12 + 1)
    return (try? CalendarDate(year: year, month: month, day: 1))?.daysSinceEpoch
      ?? CalendarDate.last.daysSinceEpoch + 1
  }

  /// What a time gives to a cell, and a meeting of a plan's segment or a place.
  func cell(time: Int) -> UInt64 { UInt64(time - firstTime) * timeStep }
  func cell(meeting: Int, ofPlan plan: Int) -> UInt64 {
    UInt64(firstMeetings[plan] + meeting) * placeStep
  }
  func cell(place: UInt32) -> UInt64 {
    UInt64(place == MeetingColumns.noPlace ? placeCount : Int(place)) * placeStep
  }

  /// What a row gives to a cell.
  @inline(__always)
  func cell(_ row: Int, of segment: Segment) -> UInt64 {
    var cell: UInt64 = 0
    if groupings.countsSpeakers {
      let speaker = segment.speakerOfRow[row]
      cell = UInt64(speaker == Segment.noSpeaker ? speakerCount : Int(speaker)) * speakerStep
    }
    if groupings.countsKinds { cell += UInt64(segment.kindOfRow[row]) }
    return cell
  }

  // MARK: What a cell is of

  func time(of cell: UInt64) -> Int { Int(cell / timeStep) + firstTime }

  /// The number of the place; nil for none.
  func place(of cell: UInt64) -> Int? {
    let place = Int(cell % timeStep / placeStep)
    return place == placeCount ? nil : place
  }

  /// A meeting, and the number of the plan in whose segment it is.
  func meeting(of cell: UInt64) -> (plan: Int, meeting: Int) {
    let number = Int(cell % timeStep / placeStep)
    let plan = partitionPoint(0..<firstMeetings.count) { firstMeetings[$0] <= number } - 1
    return (plan, number - firstMeetings[plan])
  }

  /// The number of the speaker; nil for none.
  func speaker(of cell: UInt64) -> Int? {
    let speaker = Int(cell % placeStep / speakerStep)
    return speaker == speakerCount ? nil : speaker
  }

  func kind(of cell: UInt64) -> Int { Int(cell % speakerStep) }
}

/// The cells of a segment's runs, each of which is asked for many times.
struct RunCells {
  private let space: GroupSpace
  private let plan: Int
  private let segment: Segment
  private let grain: GroupBy?
  private var run = -1
  private var cell: UInt64 = 0
  private var day = Int32.min
  private var timeCell: UInt64 = 0

  init(_ space: GroupSpace, _ plan: SegmentPlan, _ number: Int) {
    self.space = space
    self.plan = number
    segment = plan.segment
    grain = space.groupings.finestDate
  }

  @inline(__always)
  mutating func cell(_ run: Int) -> UInt64 {
    if run != self.run { look(run) }
    return cell
  }

  private mutating func look(_ number: Int) {
    let run = segment.runs[number]
    self.run = number
    if let grain, run.day != day {
      day = run.day
      timeCell = space.cell(time: GroupSpace.time(day, grain))
    }
    cell = timeCell
    if space.groupings.countsMeetings {
      cell += space.cell(meeting: Int(run.meeting), ofPlan: plan)
    } else if space.groupings.countsPlaces {
      cell += space.cell(place: segment.meetings.entries[Int(run.meeting)].place)
    }
  }
}
