extension Segment {
  /// What is wrong with the segment; nil when columns and indexes say the same and stand in order.
  /// Tests ask, and debug builds do whenever a segment is made.
  /// - Complexity: O(rows + runs + meetings).
  var fault: String? {
    faultOfRuns ?? faultOfRows ?? faultOfMeetings ?? faultOfPostings
  }

  private var faultOfRuns: String? {
    guard runs.count > 0 else { return "there is no run, not even the end" }
    guard runs[0].start == 0 else { return "the first run starts at row \(runs[0].start)" }
    guard Int(runs[runCount].start) == rowCount else {
      return "the runs end at row \(runs[runCount].start) of \(rowCount)"
    }
    for run in 0..<runCount {
      guard runs[run].start < runs[run + 1].start else { return "run \(run) has no row" }
      guard Int(runs[run].meeting) < meetings.count else { return "run \(run) is of no meeting" }
      guard run > 0 else { continue }
      let (last, next) = (runs[run - 1], runs[run])
      let isInOrder =
        last.day < next.day
        || last.day == next.day
          && order(meetings.id(Int(last.meeting)), meetings.id(Int(next.meeting))) < 0
      guard isInOrder else { return "run \(run) does not come after the one before it" }
      guard firstRun(notBefore: next.day, meetings.id(Int(next.meeting))) == run else {
        return "run \(run) is not found by its day and meeting"
      }
    }
    return nil
  }

  private var faultOfRows: String? {
    guard offsets.count == rowCount + 1,
      speakerOfRow.count == rowCount, languages.isOf(rowCount)
    else { return "columns have different lengths" }
    guard offsets[0] == 0, offsets[rowCount] == bytes.count else {
      return "offsets do not span the bytes"
    }
    for run in 0..<runCount {
      for row in rows(ofRun: run) {
        guard runOfRow[row] == UInt32(run) else { return "row \(row) is of another run" }
        guard offsets[row] + Frame.prefixByteCount < offsets[row + 1] else {
          return "row \(row) has no frame"
        }
        guard
          frame(row).loadUnaligned(fromByteOffset: 1, as: UInt32.self).bigEndian
            == UInt32(frame(row).count - Frame.prefixByteCount)
        else { return "row \(row) has a frame of another length" }
        guard self.row(ofID: Frame.firstField(frame(row).baseAddress!)) == row else {
          return "row \(row) is not found by its id"
        }
      }
    }
    return nil
  }

  private var faultOfMeetings: String? {
    var runsSeen = 0
    for meeting in 0..<meetings.count {
      guard meetings.position(ofID: meetings.id(meeting)) == meeting else {
        return "meeting \(meeting) is not found by its id"
      }
      var last = -1
      for run in meetings.runs(of: meeting) {
        guard Int(run) > last, Int(run) < runCount, Int(runs[Int(run)].meeting) == meeting else {
          return "meeting \(meeting) has another's run, or runs out of order"
        }
        last = Int(run)
        runsSeen += 1
      }
      guard meeting > 0 else { continue }
      let (before, entry) = (meetings.entries[meeting - 1], meetings.entries[meeting])
      guard
        before.day < entry.day
          || before.day == entry.day && order(meetings.id(meeting - 1), meetings.id(meeting)) < 0
      else { return "meeting \(meeting) does not come after the one before it" }
    }
    return runsSeen == runCount ? nil : "\(runCount - runsSeen) runs are of no meeting"
  }

  private var faultOfPostings: String? {
    var posted = 0
    for number in postings.numbers.buffer {
      var last = -1
      for row in postings[number] {
        guard Int(row) > last, Int(row) < rowCount, speakerOfRow[Int(row)] == number else {
          return "speaker \(number) is posted at row \(row)"
        }
        last = Int(row)
        posted += 1
      }
    }
    let spoken = (0..<rowCount).count { speakerOfRow[$0] != Self.noSpeaker }
    guard posted == spoken else { return "\(spoken) rows have speakers, \(posted) are posted" }
    var placed = 0
    for place in placePostings.numbers.buffer {
      for run in placePostings[place] {
        guard meetings.entries[Int(runs[Int(run)].meeting)].place == place else {
          return "run \(run) is posted at place \(place)"
        }
        placed += 1
      }
    }
    let somewhere = (0..<runCount).count {
      meetings.entries[Int(runs[$0].meeting)].place != MeetingColumns.noPlace
    }
    return placed == somewhere ? nil : "\(somewhere) runs have places, \(placed) are posted"
  }
}
