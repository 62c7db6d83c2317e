package import ArchiveProtocol
import CVerbatimProto
import Protobuf
package import Transcripts

extension Snapshot {
  /// The speakers that match, in order of folded name, then id.
  /// - Throws: `QueryError` for a name without a word in it.
  package func speakers(_ query: SpeakerQuery) throws(QueryError) -> ListCursor {
    var numbers: [UInt32]
    if query.name.isEmpty {
      numbers = speakers.listing
    } else {
      numbers = speakers.find(try fold(query.name, field: "name"))
      numbers.sort { speakers.precedes($0, $1) }
    }
    if !query.meetingID.isEmpty {
      let present = speakers(atMeeting: query.meetingID)
      numbers = numbers.filter(present.contains)
    }
    if query.limit > 0 && query.limit < UInt64(numbers.count) {
      numbers.removeLast(numbers.count - Int(query.limit))
    }
    let arena = MessageArena()
    var next = 0
    return ListCursor { [numbers] batch in
      while next < numbers.count && batch.count < ListCursor.batchByteCount {
        arena.reset()
        batch.append(framing: self.speaker(numbers[next]).encode(into: arena))
        next += 1
      }
      return next < numbers.count
    }
  }

  /// The speaker with this id; nil when there is none.
  package func speaker(id: String) -> Speaker? {
    speakers.number(ofID: id).map(speaker)
  }

  /// A speaker, and what the statements of this snapshot say of them.
  func speaker(_ number: UInt32) -> Speaker {
    let entry = speakers[number]
    var speaker = Speaker(
      id: entry.id, name: entry.name, names: entry.names, roles: entry.roles,
      identifiers: entry.identifiers)
    for view in segments {
      let segment = view.segment
      let rows = segment.postings[number]
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
