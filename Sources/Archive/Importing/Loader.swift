import ArchiveProtocol
import CVerbatimProto
import Protobuf
package import Transcripts

/// Takes transcripts into an archive that `Archive.load` opened. They become visible together, as one
/// segment, when that returns. Belongs to that call.
package final class Loader {
  private let base: Snapshot
  private var speakers: SpeakerTable
  private var places: PlaceTable
  private var builder = SegmentBuilder()
  /// Meetings of `builder` by id.
  private var pending: [String: Int] = [:]
  /// Meetings of the base that are replaced, by segment.
  private var replaced: [[Int]]
  private let arena = MessageArena()
  private var report = ImportReport()

  init(_ base: Snapshot) {
    self.base = base
    speakers = base.speakers
    places = base.places
    replaced = base.segments.map { _ in [] }
  }

  /// What came of a transcript.
  package enum Outcome: Hashable, Sendable {
    case added
    /// The archive had the meeting and it has changed; its revision is one more.
    case replaced
    /// The archive has the meeting just like this.
    case unchanged
  }

  /// Statements taken so far, those of unchanged meetings left out.
  package var statementCount: Int { builder.rowCount }

  /// Takes a transcript. When it throws, the transcript is left out and others can go on.
  /// - Throws: `ImportError` that says what in the transcript cannot be kept.
  @discardableResult
  package func append(_ transcript: Transcript) throws(ImportError) -> Outcome {
    try transcript.validate()
    try checkGrowth(transcript)
    let settled = settle(transcript)
    let firstRow = builder.rowCount
    encode(transcript, settled)
    let outcome = finish(transcript, firstRow: firstRow)
    switch outcome {
    case .added: report.added += 1
    case .replaced: report.replaced += 1
    case .unchanged: report.unchanged += 1
    }
    return outcome
  }

  /// Lets those who ask for an id that was merged into another find that one; to be called when the
  /// transcripts that hold it were appended.
  package func note(mergedSpeakerID id: String, into kept: String) {
    speakers.note(mergedID: id, into: kept)
  }

  /// The snapshot with all that was taken, and what became of it.
  func finish() -> (Snapshot, ImportReport) {
    report.statements = builder.keptRowCount
    var views: [SegmentView] = []
    for (view, meetings) in zip(base.segments, replaced) {
      let left = view.killing(meetings)
      if left.meetingCount > 0 { views.append(left) }
    }
    let finished = exchange(&builder, with: SegmentBuilder())
    if let segment = finished.finish() { views.append(SegmentView(segment)) }
    speakers.updateListing()
    views = SegmentMerging.merge(views)
    return (Snapshot(segments: views, speakers: speakers, places: places), report)
  }

  /// What is known of a speaker must stay within limits; checked before anything changes.
  private func checkGrowth(_ transcript: Transcript) throws(ImportError) {
    for proposal in transcript.speakers {
      guard let number = speakers.existing(proposal) else { continue }
      let known = speakers[number]
      let most = max(
        known.names.count + proposal.names.count, known.roles.count + proposal.roles.count,
        known.identifiers.count + proposal.identifiers.count)
      guard most < ImportLimits.wordingsKept else {
        throw ImportError(
          meetingID: transcript.meeting.id,
          message: "the speaker \(known.id) would have more than "
            + "\(ImportLimits.wordingsKept) names, roles or identifiers")
      }
    }
  }

  /// The numbers of the transcript's speakers by the ids it gives them.
  private func settle(_ transcript: Transcript) -> [String: UInt32] {
    let date = transcript.meeting.date
    let days = date...max(date, transcript.meeting.endDate ?? date)
    var settled = [String: UInt32](minimumCapacity: transcript.speakers.count)
    for proposal in transcript.speakers {
      settled[proposal.id] = speakers.settle(proposal, on: days)
    }
    return settled
  }

  /// Encodes the statements into the builder, under the settled ids of their speakers.
  private func encode(
    _ transcript: Transcript, _ settled: [String: UInt32]
  ) {
    for statement in transcript.statements {
      arena.reset()
      let message = statement.encode(into: arena)
      var number = Segment.noSpeaker
      let attribution = statement.attribution
      let encoded = message.pointee.attribution!
      if let known = settled[attribution.speakerID] {
        number = known
        encoded.pointee.speaker_id = arena.text(speakers[known].id)
      }
      encoded.pointee.candidate_ids = arena.repeated(attribution.candidateIDs) {
        arena.text(speakers[settled[$0]!].id)
      }
      let byteCount = Packing.byteCount(of: message)
      precondition(byteCount <= ImportLimits.messageByteCount, "validated")
      builder.addStatement(
        messageByteCount: byteCount, day: statement.date.daysSinceEpoch, speaker: number,
        kind: UInt8(statement.kind.rawValue)
      ) { Packing.pack(message, to: $0) }
    }
  }

  /// Adds the meeting of the statements since `firstRow`, or takes them back if nothing changed.
  private func finish(_ transcript: Transcript, firstRow: Int) -> Outcome {
    let known = base.position(ofMeeting: transcript.meeting.id)
    let revision = known.map { $0.view.segment.meetings.entries[$0.meeting].revision } ?? 0
    let earlier = pending[transcript.meeting.id]

    // First as if nothing had changed, to see whether anything has.
    if let (view, meeting) = known {
      add(transcript, revision: revision, firstRow: firstRow)
      if isEqual(builder.meetingCount - 1, to: meeting, of: view) {
        builder.removeLastMeeting()
        if let earlier {
          // An earlier transcript of this import is taken back by this one.
          builder.drop(meeting: earlier)
          pending[transcript.meeting.id] = nil
          unmark(view, meeting)
        }
        return .unchanged
      }
      builder.removeLastMeetingOnly()
    }
    add(transcript, revision: revision + 1, firstRow: firstRow)
    let added = builder.meetingCount - 1
    if let earlier {
      if isEqual(added, toPending: earlier) {
        builder.removeLastMeeting()
        return .unchanged
      }
      builder.drop(meeting: earlier)
    } else if let (view, meeting) = known {
      replaced[segmentIndex(view)].append(meeting)
    }
    pending[transcript.meeting.id] = added
    return known == nil && earlier == nil ? .added : .replaced
  }

  private func add(
    _ transcript: Transcript, revision: UInt32, firstRow: Int
  ) {
    var meeting = transcript.meeting
    meeting.revision = revision
    meeting.statementCount = UInt32(transcript.statements.count)
    arena.reset()
    let message = meeting.encode(into: arena)
    let byteCount = Packing.byteCount(of: message)
    precondition(byteCount <= ImportLimits.messageByteCount, "validated")
    builder.addMeeting(
      SegmentBuilder.PendingMeeting(
        id: meeting.id, day: meeting.date.daysSinceEpoch,
        place: meeting.place.isEmpty ? MeetingColumns.noPlace : places.number(of: meeting.place),
        revision: revision, foldedTitle: FoldedText(meeting.title).text),
      firstRow: firstRow, messageByteCount: byteCount
    ) { Packing.pack(message, to: $0) }
  }

  /// Whether a meeting of the builder is byte for byte one of the base.
  private func isEqual(_ added: Int, to meeting: Int, of view: SegmentView) -> Bool {
    let segment = view.segment
    guard haveSameBytes(builder.meetingFrame(added), segment.meetings.frame(meeting)) else {
      return false
    }
    // The meeting's message holds the number of statements; each of them must be there and the same.
    return builder.meeting(added).rows.allSatisfy { row in
      let frame = builder.frame(row)
      guard let other = segment.row(ofID: Frame.firstField(frame.baseAddress!)) else {
        return false
      }
      return haveSameBytes(frame, segment.frame(other))
    }
  }

  private func isEqual(_ added: Int, toPending earlier: Int) -> Bool {
    let (new, old) = (builder.meeting(added).rows, builder.meeting(earlier).rows)
    return haveSameBytes(builder.meetingFrame(added), builder.meetingFrame(earlier))
      && haveSameBytes(builder.frames(new), builder.frames(old))
  }

  private func segmentIndex(_ view: SegmentView) -> Int {
    base.segments.firstIndex { $0.segment === view.segment }!
  }

  private func unmark(_ view: SegmentView, _ meeting: Int) {
    replaced[segmentIndex(view)].removeAll { $0 == meeting }
  }
}

/// What an import did.
package struct ImportReport: Hashable, Sendable {
  /// Meetings that are new, that have changed, and that are as they were.
  package var added = 0
  package var replaced = 0
  package var unchanged = 0
  /// Statements of the new and changed meetings.
  package var statements = 0
}
