internal import Transcripts

// What is looked at of columns that come from outside, before anything is read by them. It is what keeps
// reads within the columns, and not all that makes a segment right: for that whoever kept them has checksums.

extension SegmentColumns {
  /// What is wrong; nil where nothing leads out of the columns.
  /// - Complexity: O(rows + runs + meetings + blocks of words).
  func fault(speakerCount: Int, placeCount: Int) -> String? {
    faultOfRows(speakerCount: speakerCount) ?? faultOfRuns
      ?? faultOfMeetings(placeCount: placeCount) ?? (hasWords ? faultOfWords : nil)
  }

  private var rowCount: Int { kinds.count }

  private func faultOfRows(speakerCount: Int) -> String? {
    guard offsets.count == rowCount + 1, speakers.count == rowCount, languages.count == rowCount
    else { return "columns of rows have different lengths" }
    guard offsets[0] == 0, offsets[rowCount] == frames.count else {
      return "the offsets do not span the frames"
    }
    for row in 0..<rowCount {
      // An offset that is not after the one before cannot be in the bytes: the last one is their end.
      guard offsets[row] < offsets[row + 1], offsets[row + 1] <= frames.count,
        Self.isFrame(
          UnsafeRawBufferPointer(
            rebasing: UnsafeRawBufferPointer(frames.buffer)[offsets[row]..<offsets[row + 1]]))
      else { return "row \(row) has no frame" }
    }
    for row in 0..<rowCount {
      guard Int(speakers[row]) < speakerCount || speakers[row] == Segment.noSpeaker else {
        return "row \(row) is of a speaker whom there is not"
      }
      guard kinds[row] < Statement.Kind.allCases.count, languages[row] < 32 else {
        return "row \(row) is of an unknown kind, or language"
      }
    }
    return nil
  }

  /// Whether bytes are a message behind its prefix, of which the first field is an id.
  private static func isFrame(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count > Frame.prefixByteCount + 3,
      bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self).bigEndian
        == UInt32(truncatingIfNeeded: bytes.count - Frame.prefixByteCount),
      bytes[Frame.prefixByteCount] == 0x0a
    else { return false }
    let id = Frame.firstField(bytes.baseAddress!)
    return id.baseAddress! + id.count <= bytes.baseAddress! + bytes.count
  }

  private var faultOfRuns: String? {
    guard runs.count > 0, runs[0].start == 0, Int(runs[runs.count - 1].start) == rowCount else {
      return "the runs do not span the rows"
    }
    for run in 0..<runs.count - 1 {
      guard runs[run].start < runs[run + 1].start, runs[run].day <= runs[run + 1].day,
        Int(runs[run].meeting) < meetings.count
      else { return "run \(run) is out of order, or of no meeting" }
    }
    return nil
  }

  private func faultOfMeetings(placeCount: Int) -> String? {
    func isWithin(_ offset: Int, _ count: Int, _ whole: Int) -> Bool {
      offset >= 0 && count >= 0 && offset <= whole && count <= whole - offset
    }
    for (number, entry) in meetings.buffer.enumerated() {
      guard isWithin(entry.offset, entry.byteCount, meetingFrames.count),
        Self.isFrame(
          UnsafeRawBufferPointer(start: meetingFrames.base + entry.offset, count: entry.byteCount))
      else { return "meeting \(number) has no frame" }
      guard isWithin(Int(entry.firstRun), Int(entry.runCount), meetingRuns.count),
        isWithin(entry.titleOffset, entry.titleByteCount, titles.count),
        Int(entry.place) < placeCount || entry.place == MeetingColumns.noPlace
      else { return "meeting \(number) leads out of its columns" }
    }
    for run in meetingRuns.buffer where Int(run) >= runs.count - 1 {
      return "a meeting has run \(run), which there is not"
    }
    return nil
  }

  private var faultOfWords: String? {
    guard lengths.count == rowCount else { return "columns of rows have different lengths" }
    let padding = TextIndex.padding
    guard terms.count > 0, blocks.count >= padding, places.count >= padding else {
      return "a column of words has no end"
    }
    let (first, last) = (terms[0], terms[terms.count - 1])
    guard first.textOffset == 0, first.firstSkip == 0, first.blockOffset == 0,
      first.placeOffset == 0, last.textOffset == termText.count,
      Int(last.firstSkip) == skips.count, last.blockOffset == blocks.count - padding,
      last.placeOffset == places.count - padding
    else { return "the terms do not span their columns" }
    for number in 0..<terms.count - 1 {
      let (term, next) = (terms[number], terms[number + 1])
      let blockCount = (Int(term.rowCount) + TextIndex.rowsPerBlock - 1) / TextIndex.rowsPerBlock
      guard term.textOffset <= next.textOffset, next.textOffset <= termText.count,
        term.blockOffset <= next.blockOffset, next.blockOffset <= last.blockOffset,
        term.placeOffset <= next.placeOffset, next.placeOffset <= last.placeOffset,
        term.firstSkip <= next.firstSkip, Int(next.firstSkip) <= skips.count,
        Int(next.firstSkip - term.firstSkip) == blockCount, hasBlocks(term, next)
      else { return "term \(number) leads out of its columns" }
    }
    return nil
  }

  /// Whether the blocks of a term are as long as their first bytes say, and end in rows that there are.
  private func hasBlocks(_ term: TextIndex.Term, _ next: TextIndex.Term) -> Bool {
    var row = -1
    var left = Int(term.rowCount)
    for number in Int(term.firstSkip)..<Int(next.firstSkip) {
      let skip = skips[number]
      let isLast = number + 1 == Int(next.firstSkip)
      let start = term.blockOffset + Int(skip.blockOffset)
      let end = isLast ? next.blockOffset : term.blockOffset + Int(skips[number + 1].blockOffset)
      guard Int(skip.lastRow) > row, Int(skip.lastRow) < rowCount, start + 2 <= end,
        end <= next.blockOffset, term.placeOffset + Int(skip.placeOffset) <= next.placeOffset
      else { return false }
      row = Int(skip.lastRow)
      let rows = min(left, TextIndex.rowsPerBlock)
      let block = UnsafeBufferPointer(start: blocks.base + start, count: end - start)
      guard PostingBlock.byteCount(of: block, rowCount: rows) == block.count else { return false }
      left -= rows
    }
    return true
  }
}
