package import ArchiveProtocol
import CVerbatimProto
import Protobuf
package import Transcripts

extension Snapshot {
  /// How many statements match, exactly, in all and by group.
  ///
  /// A total is taken from the indexes alone unless kinds are asked for. Groups take a pass over the
  /// runs that match, or over the rows when speakers are asked for or counted.
  package func count(
    _ filter: StatementFilter, by groupBy: GroupBy? = nil
  ) throws(QueryError) -> StatementCounts {
    let plans = try plan(filter)
    switch groupBy {
    case nil:
      return StatementCounts(
        total: plans.reduce(0) { $0 + UInt64(total(of: $1)) }, groups: [])
    case .speaker:
      return countBySpeaker(plans)
    case .year:
      return countByDay(plans) { ($0.year, padded($0.year, to: 4)) }
    case .month:
      return countByDay(plans) {
        ($0.year * 12 + $0.month, padded($0.year, to: 4) + "-" + padded($0.month, to: 2))
      }
    case .day:
      return countByDay(plans) { components in
        let (year, month, day) = components
        let text = padded(year, to: 4) + "-" + padded(month, to: 2) + "-" + padded(day, to: 2)
        return ((year * 12 + month) * 32 + day, text)
      }
    case .kind:
      return countByKind(plans)
    case .meeting:
      return countByMeeting(plans)
    case .place:
      return countByPlace(plans)
    }
  }

  private func total(of plan: SegmentPlan) -> Int {
    guard plan.kinds == 0, case .all = plan.runs else {
      var cursor = SegmentCursor(plan, isReversed: false)
      var count = 0
      while let rows = cursor.next() { count += rows.count }
      return count
    }
    if let postings = plan.postings {
      return postings.reduce(0) { $0 + plan.view.count($1) }
    }
    guard let dead = plan.view.dead else { return plan.rows.count }
    return dead.runs.reduce(plan.rows.count) { count, run in
      count - plan.segment.rows(ofRun: Int(run)).clamped(to: plan.rows).count
    }
  }

  /// Gives for each run of `plan` how many of its rows match, in pieces.
  private func forEachRun(_ plan: SegmentPlan, _ body: (_ run: Int, _ count: Int) -> Void) {
    let segment = plan.segment
    var cursor = SegmentCursor(plan, isReversed: false)
    while let rows = cursor.next() {
      var row = rows.lowerBound
      while row < rows.upperBound {
        let run = Int(segment.runOfRow[row])
        let end = min(rows.upperBound, segment.rows(ofRun: run).upperBound)
        body(run, end - row)
        row = end
      }
    }
  }

  private func countBySpeaker(_ plans: [SegmentPlan]) -> StatementCounts {
    var counts = [UInt64](repeating: 0, count: speakers.count)
    var unsettled: UInt64 = 0
    for plan in plans {
      let segment = plan.segment
      var cursor = SegmentCursor(plan, isReversed: false)
      while let rows = cursor.next() {
        for row in rows {
          let speaker = segment.speakerOfRow[row]
          if speaker == Segment.noSpeaker {
            unsettled += 1
          } else {
            counts[Int(speaker)] += 1
          }
        }
      }
    }
    var groups = counts.indices.filter { counts[$0] > 0 }.map { index in
      let entry = speakers[UInt32(index)]
      return StatementCounts.Group(key: entry.id, display: entry.name, count: counts[index])
    }
    if unsettled > 0 {
      groups.append(StatementCounts.Group(key: "", display: "", count: unsettled))
    }
    return StatementCounts(byCount: groups)
  }

  private func countByDay(
    _ plans: [SegmentPlan], key: ((year: Int, month: Int, day: Int)) -> (order: Int, text: String)
  ) -> StatementCounts {
    var counts: [Int32: UInt64] = [:]
    for plan in plans {
      var day = Int32.min
      var pending: UInt64 = 0
      forEachRun(plan) { run, count in
        let next = plan.segment.runs[run].day
        if next != day {
          if pending > 0 { counts[day, default: 0] += pending }
          day = next
          pending = 0
        }
        pending += UInt64(count)
      }
      if pending > 0 { counts[day, default: 0] += pending }
    }
    var groups: [Int: StatementCounts.Group] = [:]
    for (day, count) in counts {
      guard let date = CalendarDate(daysSinceEpoch: day) else { continue }
      let (order, text) = key(date.components)
      groups[order, default: StatementCounts.Group(key: text, display: text, count: 0)].count +=
        count
    }
    return StatementCounts(groups.sorted { $0.key < $1.key }.map(\.value))
  }

  private func countByKind(_ plans: [SegmentPlan]) -> StatementCounts {
    let names = ["", "speech", "question", "answer", "interjection"]
    var counts = [UInt64](repeating: 0, count: names.count)
    for plan in plans {
      var cursor = SegmentCursor(plan, isReversed: false)
      while let rows = cursor.next() {
        for row in rows { counts[Int(plan.segment.kindOfRow[row])] += 1 }
      }
    }
    return StatementCounts(
      byCount: names.indices.filter { counts[$0] > 0 }.map {
        StatementCounts.Group(key: names[$0], display: names[$0], count: counts[$0])
      })
  }

  private func countByMeeting(_ plans: [SegmentPlan]) -> StatementCounts {
    var groups: [StatementCounts.Group] = []
    for plan in plans {
      var counts: [UInt32: UInt64] = [:]
      forEachRun(plan) { run, count in
        counts[plan.segment.runs[run].meeting, default: 0] += UInt64(count)
      }
      let arena = MessageArena()
      for (meeting, count) in counts {
        arena.reset()
        let frame = plan.segment.meetings.frame(Int(meeting))
        let message = UnsafeRawBufferPointer(rebasing: frame[Frame.prefixByteCount...])
        // The archive encoded it; it cannot be malformed.
        guard let meeting = try? arena.unpack(Messages.meeting, from: message) else {
          preconditionFailure("a stored meeting does not unpack")
        }
        groups.append(
          StatementCounts.Group(
            key: String(
              decoding: UnsafeRawBufferPointer(meeting.pointee.id), as: UTF8.self),
            display: String(
              decoding: UnsafeRawBufferPointer(meeting.pointee.title), as: UTF8.self),
            count: count))
      }
    }
    return StatementCounts(groups.sorted { $0.key < $1.key })
  }

  private func countByPlace(_ plans: [SegmentPlan]) -> StatementCounts {
    var counts = [UInt64](repeating: 0, count: places.count)
    var elsewhere: UInt64 = 0
    for plan in plans {
      forEachRun(plan) { run, count in
        let meeting = Int(plan.segment.runs[run].meeting)
        let place = plan.segment.meetings.entries[meeting].place
        if place == MeetingColumns.noPlace {
          elsewhere += UInt64(count)
        } else {
          counts[Int(place)] += UInt64(count)
        }
      }
    }
    var groups = counts.indices.filter { counts[$0] > 0 }.map { place in
      StatementCounts.Group(
        key: places.printed[place], display: places.printed[place], count: counts[place])
    }
    if elsewhere > 0 {
      groups.append(StatementCounts.Group(key: "", display: "", count: elsewhere))
    }
    return StatementCounts(byCount: groups)
  }
}

extension StatementCounts {
  fileprivate init(_ groups: [Group]) {
    let total = groups.reduce(into: UInt64(0)) { sum, group in sum += group.count }
    self.init(total: total, groups: groups)
  }

  fileprivate init(byCount groups: [Group]) {
    self.init(
      groups.sorted { left, right in
        left.count == right.count ? left.key < right.key : left.count > right.count
      })
  }
}

/// A number with zeros before it.
private func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
