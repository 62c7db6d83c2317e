package import ArchiveProtocol
import CVerbatimProto
import People
import Protobuf
package import Transcripts

extension Snapshot {
  /// The speakers that match, in order of folded name, then id.
  /// - Throws: `QueryError` for a field that makes no sense, or an `afterID` that is not there.
  package func speakers(_ query: SpeakerQuery) throws(QueryError) -> ListCursor {
    try listing(query).cursor { false }
  }

  /// Makes ready to list speakers.
  /// - Throws: `QueryError` for a field that makes no sense, or an `afterID` that is not there.
  /// - Parameter isCancelled: Looked at between one name or place and the next.
  package func listing(
    _ query: SpeakerQuery, isCancelled: () -> Bool = { false }
  ) throws(QueryError) -> Listing {
    try check(archive: query.archive)
    let named =
      query.name.isEmpty ? nil : speakers.find(try fold(query.name, field: "name"))
    try check(ids: query.ids, field: "ids")
    let statements = try query.statements.map { filter throws(QueryError) in
      MatchingStatements(
        plans: try plan(filter, field: "statements", isCancelled: isCancelled))
    }
    var after: UInt32?
    if !query.afterID.isEmpty {
      after = speakers.number(ofID: query.afterID)
      if after == nil {
        throw .notFound("after_id", "is no speaker of the archive: \(query.afterID.excerpt)")
      }
    }
    // What is named is put in order; of all, those of a meeting or of statements are looked for.
    let isFiltered = !query.meetingID.isEmpty || statements != nil
    let steps =
      query.ids.isEmpty ? named?.count ?? (isFiltered ? speakers.count : 0) : query.ids.count
    return Listing(
      isQuick: steps + (statements?.cost ?? 0) <= Listing.quickSteps
    ) { [after] isCancelled throws(QueryError) in
      // A slice: whoever asks for few of all of them waits for no copy of the list.
      var numbers = self.numbers(named: named, ids: query.ids)[...]
      if let after {
        numbers =
          numbers[
            partitionPoint(numbers.indices) { !self.speakers.precedes(after, numbers[$0]) }...]
      }
      if !query.meetingID.isEmpty {
        let present = self.speakers(atMeeting: query.meetingID)
        numbers = numbers.filter(present.contains)[...]
      }
      if let statements {
        let speaking = try statements.speakers(count: self.speakers.count, isCancelled)
        numbers = numbers.filter { speaking.contains(Int($0)) }[...]
      }
      if query.limit > 0 && query.limit < UInt64(numbers.count) {
        numbers = numbers.prefix(Int(query.limit))
      }
      return self.cursor(ofSpeakers: numbers)
    }
  }

  /// The speakers whom a name finds and who are among some ids, in order; `nil` and none mean all.
  private func numbers(named: [UInt32]?, ids: [String]) -> [UInt32] {
    if named == nil && ids.isEmpty { return speakers.listing }
    var numbers = named ?? []
    if !ids.isEmpty {
      let own = Set(ids.compactMap { speakers.number(ofID: $0) })
      numbers = named?.filter(own.contains) ?? Array(own)
    }
    numbers.sort { speakers.precedes($0, $1) }
    return numbers
  }

  private func cursor(ofSpeakers numbers: ArraySlice<UInt32>) -> ListCursor {
    let arena = MessageArena()
    var next = numbers.startIndex
    return ListCursor { batch in
      while next < numbers.endIndex && batch.count < ListCursor.batchByteCount {
        arena.reset()
        batch.append(framing: self.speaker(numbers[next]).encode(into: arena))
        next += 1
      }
      return next < numbers.endIndex
    }
  }

  /// The speaker with this id; nil when there is none.
  package func speaker(id: String) -> Speaker? {
    speakers.number(ofID: id).map(speaker)
  }

  /// A speaker, and what the statements of this snapshot say of them.
  func speaker(_ number: UInt32) -> Speaker {
    var speaker = speakers[number].speaker
    for view in segments {
      let segment = view.segment
      let rows = segment.postings[number]
      if rows.isEmpty { continue }
      speaker.statementCount += UInt64(view.count(rows))
      func day(_ row: UInt32) -> CalendarDate? {
        CalendarDate(daysSinceEpoch: segment.runs[Int(segment.runOfRow[Int(row)])].day)
      }
      if let first = rows.first(where: { view.isLive(row: Int($0)) }).flatMap(day) {
        speaker.firstDate = min(speaker.firstDate ?? first, first)
      }
      if let last = rows.last(where: { view.isLive(row: Int($0)) }).flatMap(day) {
        speaker.lastDate = max(speaker.lastDate ?? last, last)
      }
    }
    return speaker
  }

  /// Numbers of the speakers to whom statements of a meeting are attributed.
  private func speakers(atMeeting id: String) -> Set<UInt32> {
    guard let (view, meeting) = position(ofMeeting: id) else { return [] }
    var found = Set<UInt32>()
    for run in view.segment.meetings.runs(of: meeting) {
      for row in view.segment.rows(ofRun: Int(run)) {
        found.insert(view.segment.speakerOfRow[row])
      }
    }
    return found
  }
}

extension SegmentView {
  /// How many of ascending rows are live.
  func count(_ rows: UnsafeBufferPointer<UInt32>) -> Int {
    guard let dead, !rows.isEmpty else { return rows.count }
    // By row or by run, whichever are fewer.
    if rows.count <= dead.runs.count { return rows.count { isLive(row: Int($0)) } }
    return dead.runs.reduce(rows.count) { count, run in
      count - segment.clip(rows, to: segment.rows(ofRun: Int(run))).count
    }
  }
}

extension [UInt8] {
  /// Adds a message with the prefix that gRPC frames it with.
  mutating func append<Message>(framing message: UnsafePointer<Message>) {
    let byteCount = Packing.byteCount(of: message)
    let start = count
    append(contentsOf: repeatElement(0, count: Frame.prefixByteCount + byteCount))
    withUnsafeMutableBytes { bytes in
      Frame.writePrefix(messageByteCount: byteCount, to: bytes.baseAddress! + start)
      Packing.pack(message, to: bytes.baseAddress! + start + Frame.prefixByteCount)
    }
  }
}
