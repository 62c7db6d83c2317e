internal import Transcripts

// What is looked at of columns that come from outside, before anything is read by them. It is what keeps
// reads within the columns, and not all that makes a segment right: for that whoever kept them has checksums.

extension SegmentColumns {
  /// What is wrong; nil where nothing leads out of the columns.
  /// - Complexity: O(rows + runs + meetings + bytes of the blocks and places of words).
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

  /// Whether the blocks of a term are as long as their first bytes say, hold rows that there are in order, and
  /// as many occurrences as they have places.
  private func hasBlocks(_ term: TextIndex.Term, _ next: TextIndex.Term) -> Bool {
    var row = -1
    var left = Int(term.rowCount)
    for number in Int(term.firstSkip)..<Int(next.firstSkip) {
      let skip = skips[number]
      let isLast = number + 1 == Int(next.firstSkip)
      let start = term.blockOffset + Int(skip.blockOffset)
      let end = isLast ? next.blockOffset : term.blockOffset + Int(skips[number + 1].blockOffset)
      let firstPlace = term.placeOffset + Int(skip.placeOffset)
      let lastPlace =
        isLast ? next.placeOffset : term.placeOffset + Int(skips[number + 1].placeOffset)
      guard Int(skip.lastRow) > row, Int(skip.lastRow) < rowCount, start + 2 <= end,
        end <= next.blockOffset, firstPlace < lastPlace, lastPlace <= next.placeOffset
      else { return false }
      let rows = min(left, TextIndex.rowsPerBlock)
      let block = UnsafeBufferPointer(start: blocks.base + start, count: end - start)
      let own = UnsafeBufferPointer(start: places.base + firstPlace, count: lastPlace - firstPlace)
      guard PostingBlock.byteCount(of: block, rowCount: rows) == block.count,
        Self.isReadable(block, rowCount: rows, after: row, lastRow: skip.lastRow, places: own)
      else { return false }
      row = Int(skip.lastRow)
      left -= rows
    }
    return true
  }

  /// Whether a block that is as long as it says unpacks to ascending rows up to `lastRow`, and to as many
  /// occurrences as its places are.
  private static func isReadable(
    _ block: UnsafeBufferPointer<UInt8>, rowCount: Int, after before: Int, lastRow: UInt32,
    places: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: TextIndex.rowsPerBlock) { numbers in
      func ascend(from least: Int) -> Bool {
        var last = least
        for number in numbers.prefix(rowCount) {
          guard Int(number) > last else { return false }
          last = Int(number)
        }
        return true
      }
      let packed = block.baseAddress!
      let counts = PostingBlock.unpack(
        packed + 2, packed[0], count: rowCount, after: before, to: numbers.baseAddress!)
      guard ascend(from: before), numbers[rowCount - 1] == lastRow else { return false }
      // Sums of the numbers of occurrences, of which each is at least 1.
      PostingBlock.unpack(
        counts, packed[1], count: rowCount, after: 0, to: numbers.baseAddress!)
      var ends = 0
      for byte in places where byte < PlaceCode.stoppers { ends += 1 }
      return ascend(from: 0) && Int(numbers[rowCount - 1]) == ends
        && UInt32(places[places.count - 1]) < PlaceCode.stoppers
    }
  }
}
