/// Rows up to which debug builds check every segment that is made.
private let checkedRows = 10_000

extension SegmentBuilder {
  /// The segment of rows that are in order.
  static func segment(
    bytes: consuming Column<UInt8>, offsets: consuming Column<Int>,
    speakers: consuming Column<UInt32>, kinds: consuming Column<UInt8>,
    languages: consuming Column<UInt8>, runs: [Segment.Run], meetings: consuming MeetingColumns,
    text: TextIndex?
  ) -> Segment {
    let rowCount = kinds.count
    let ids = KeyIndex(count: rowCount) { row in
      Frame.firstField(UnsafeRawPointer(bytes.base) + offsets[row])
    }
    let placeOfRun = Column<UInt32>(count: runs.count - 1) { places in
      for run in 0..<runs.count - 1 {
        places[run] = meetings.entries[Int(runs[run].meeting)].place
      }
    }
    let placePostings = Postings(of: placeOfRun.buffer, skipping: MeetingColumns.noPlace)
    let postings = SpeakerPostings(of: speakers.buffer, skipping: Segment.noSpeaker)
    let segment = Segment(
      bytes: bytes, offsets: FrameOffsets(offsets), speakerOfRow: PackedColumn(speakers),
      kindOfRow: kinds, languages: RowLanguages(languages),
      runs: Column(count: runs.count) { $0.initialize(from: runs, count: runs.count) },
      postings: postings, ids: ids, meetings: meetings, placePostings: placePostings, text: text)
    // Debug builds look; large segments are left to tests, which would take minutes.
    assert(rowCount > checkedRows || segment.fault == nil, segment.fault!)
    return segment
  }

  /// The columns of `meetings` taken in `order`.
  static func meetingColumns(
    _ meetings: [PendingMeeting], order: [Int], runs: [Segment.Run], bytes: consuming Column<UInt8>
  ) -> MeetingColumns {
    var runsOfMeeting = [[UInt32]](repeating: [], count: order.count)
    for (run, value) in runs.dropLast().enumerated() {
      runsOfMeeting[Int(value.meeting)].append(UInt32(run))
    }
    var runColumn = GrowingColumn<UInt32>()
    var titles = GrowingColumn<UInt8>()
    var frames = GrowingColumn<UInt8>(capacity: bytes.count)
    let entries = Column<MeetingColumns.Entry>(count: order.count) { entries in
      for (position, index) in order.enumerated() {
        let meeting = meetings[index]
        var title = meeting.foldedTitle
        (entries + position).initialize(
          to: MeetingColumns.Entry(
            offset: frames.count, byteCount: meeting.frame.count, day: meeting.day,
            place: meeting.place, revision: meeting.revision,
            statementCount: UInt32(meeting.rows.count), firstRun: UInt32(runColumn.count),
            runCount: UInt32(runsOfMeeting[position].count), titleOffset: titles.count,
            titleByteCount: title.utf8.count))
        frames.append(bytes.base + meeting.frame.lowerBound, count: meeting.frame.count)
        title.withUTF8 { text in
          if let base = text.baseAddress { titles.append(base, count: text.count) }
        }
        for run in runsOfMeeting[position] { runColumn.append(run) }
      }
    }
    let frameColumn = frames.finish()
    let ids = KeyIndex(count: order.count) { position in
      Frame.firstField(UnsafeRawPointer(frameColumn.base) + entries[position].offset)
    }
    return MeetingColumns(
      bytes: frameColumn, entries: entries, runs: runColumn.finish(), titles: titles.finish(),
      ids: ids)
  }
}
