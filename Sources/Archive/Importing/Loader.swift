package import ArchiveProtocol
import CVerbatimProto
package import People
import Protobuf
import TextAnalysis
package import Transcripts

/// Takes transcripts into an archive that `Archive.load` opened. They become visible together, as one
/// segment, when that returns. Belongs to that call.
package final class Loader {
  let base: Snapshot
  /// Until they are settled, statements have the numbers of their voices here.
  var people: PeopleIntake
  var settlement: Settlement?
  /// Rows of statements that may be of several voices.
  private var ambiguous: [(row: Int, voices: [UInt32])] = []
  /// Rows whose speaker has come out otherwise than it seemed, ascending.
  private(set) var renamedRows: [Int] = []
  private var places: PlaceTable
  var builder = SegmentBuilder()
  /// Meetings of `builder` by id.
  var pending: [String: Int] = [:]
  /// What `people` has learnt of meetings of `builder`, and of unchanged ones of the base by id.
  var evidence: [Int: Int] = [:]
  private var evidenceOfUnchanged: [String: Int] = [:]
  /// Meetings of the base that are replaced, by segment.
  var replaced: [[Int]]
  /// Those of them that `remove(meeting:)` has put there, by id.
  var removed: Set<String> = []
  private let arena = MessageArena()
  var report = ImportReport()

  init(_ base: Snapshot, merges: SpeakerMerges) {
    self.base = base
    people = PeopleIntake(base.speakers.people, merges: merges)
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

  /// Takes a transcript. When it throws, the transcript is left out and others can go on.
  /// - Throws: `ImportError` that says what in the transcript cannot be kept.
  @discardableResult
  package func append(_ transcript: Transcript) throws(ImportError) -> Outcome {
    try transcript.validate(in: arena)
    return append(valid: transcript)
  }

  /// Takes a transcript that `Transcript.validate` has found nothing wrong with.
  package func append(valid transcript: Transcript) -> Outcome {
    precondition(settlement == nil, "people are settled")
    let voices = people.add(transcript)
    let firstRow = builder.rowCount
    encode(transcript, voices)
    let (outcome, isKept) = finish(transcript, firstRow: firstRow)
    let id = transcript.meeting.id
    // What is said of people may be new where the meeting is not: that of the last transcript counts.
    if let known = evidenceOfUnchanged.removeValue(forKey: id) { people.forget(known) }
    if isKept {
      evidence[builder.meetingCount - 1] = people.learn(voices)
    } else {
      while let last = ambiguous.last, last.row >= builder.rowCount { ambiguous.removeLast() }
      evidenceOfUnchanged[id] = people.learn(voices, isKnown: true)
    }
    switch outcome {
    case .added: report.added += 1
    case .replaced: report.replaced += 1
    case .unchanged: report.unchanged += 1
    }
    return outcome
  }

  /// Takes somebody who has said nothing, with what comes with a transcript: also where that is left out.
  /// - Throws: `ImportError` that says what of the person cannot be kept.
  package func append(bystander: Speaker, of transcript: Transcript) throws(ImportError) {
    precondition(settlement == nil, "people are settled")
    let alone = transcript.alone(bystander)
    try alone.validateSpeakers(in: arena)
    people.learn(people.add(alone))
  }

  /// Settles who spoke, when every transcript was appended; done at the end of the import if not
  /// before. Nothing can be appended after it.
  /// - Returns: what deserves to be told of it.
  @discardableResult
  package func settlePeople() -> PeopleReport {
    if settlement == nil { settlement = settleVoices() }
    return PeopleReport(settlement!)
  }

  private func settleVoices() -> Settlement {
    let voices = people
    people = PeopleIntake()
    let settled = voices.settle()
    rewrite(settled)
    builder.renumberSpeakers(settled.numbers)
    return settled
  }

  /// Writes the statements anew of whom the id has come out otherwise than it seemed.
  private func rewrite(_ settled: Settlement) {
    guard settled.areRenamed.contains(true) else { return }
    let isRenamed = { (voice: UInt32) in
      voice != PeopleIntake.nobody && settled.areRenamed[Int(voice)]
    }
    var candidates: [Int: [UInt32]] = [:]
    for (row, voices) in ambiguous where voices.contains(where: isRenamed) {
      candidates[row] = voices
    }
    var rows: [Int] = []
    var voices: [UInt32] = []
    for row in 0..<builder.rowCount
    where isRenamed(builder.speaker(row)) || !candidates.isEmpty && candidates[row] != nil {
      rows.append(row)
      voices.append(builder.speaker(row))
    }
    renamedRows = rows
    func id(_ voice: UInt32) -> String {
      let number = settled.numbers[Int(voice)]
      // Only statements of meetings that were taken back have voices that are nobody's now.
      return number == PeopleIntake.nobody ? "" : settled.people[number].id
    }
    builder.rewrite(rows) { [arena] position, frame in
      arena.reset()
      let bytes = UnsafeRawBufferPointer(rebasing: frame[Frame.prefixByteCount...])
      guard let message = try? arena.unpack(Messages.statement, from: bytes) else {
        preconditionFailure("a message that was packed here")
      }
      let attribution = message.pointee.attribution!
      if voices[position] != PeopleIntake.nobody {
        attribution.pointee.speaker_id = arena.text(id(voices[position]))
      }
      if let candidates = candidates[rows[position]] {
        attribution.pointee.candidate_ids = arena.repeated(candidates) { arena.text(id($0)) }
      }
      return message
    }
  }

  /// The snapshot with all that was taken, and what became of it.
  func finish() -> (Snapshot, ImportReport) {
    report.people = settlePeople()
    report.statements = builder.keptRowCount
    var fingerprint = base.fingerprint
    for (view, meetings) in zip(base.segments, replaced) {
      for meeting in meetings { fingerprint.remove(meeting, of: view.segment) }
    }
    fingerprint.insert(builder)
    var views: [SegmentView] = []
    for (view, meetings) in zip(base.segments, replaced) {
      let left = view.killing(meetings)
      if left.meetingCount > 0 { views.append(left) }
    }
    let finished = exchange(&builder, with: SegmentBuilder())
    if let segment = finished.finish(base.hasWords ? .statements : .none) {
      views.append(SegmentView(segment))
    }
    var speakers = base.speakers
    speakers.update(
      settlement!.people, changed: Set(settlement!.numbers).subtracting([PeopleIntake.nobody]))
    views = SegmentMerging.merge(views)
    let next = Snapshot(
      segments: views, speakers: speakers, places: places, fingerprint: fingerprint,
      hasWords: base.hasWords, allowance: base.allowance)
    return (next, report)
  }

  /// Encodes the statements into the builder, under the ids that their speakers most likely have.
  func encode(_ transcript: Transcript, _ voices: DocumentVoices) {
    let language = StemLanguage(tag: transcript.meeting.language)
    for (index, statement) in transcript.statements.enumerated() {
      arena.reset()
      let message = statement.encode(into: arena)
      let attribution = message.pointee.attribution!
      let voice = voices.statements[index]
      if voice != PeopleIntake.nobody {
        attribution.pointee.speaker_id = arena.text(people[voice].id)
      }
      if let candidates = voices.candidates[index] {
        attribution.pointee.candidate_ids = arena.repeated(candidates) { arena.text(people[$0].id) }
        ambiguous.append((builder.rowCount, candidates))
      }
      let byteCount = Packing.byteCount(of: message)
      precondition(byteCount <= ImportLimits.messageByteCount, "validated")
      builder.addStatement(
        messageByteCount: byteCount, day: statement.date.daysSinceEpoch, speaker: voice,
        kind: UInt8(statement.kind.rawValue),
        language: RowLanguages.number(
          of: statement.textLanguage.map { StemLanguage(tag: $0) } ?? language)
      ) { Packing.pack(message, to: $0) }
    }
  }

  /// Adds the meeting of the statements since `firstRow`, or takes them back if nothing changed.
  private func finish(_ transcript: Transcript, firstRow: Int) -> (Outcome, isKept: Bool) {
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
          drop(earlier)
          pending[transcript.meeting.id] = nil
          unmark(view, meeting)
        }
        return (.unchanged, isKept: false)
      }
      builder.removeLastMeetingOnly()
    }
    add(transcript, revision: revision + 1, firstRow: firstRow)
    let added = builder.meetingCount - 1
    var isSame = false
    if let earlier {
      isSame = isEqual(added, toPending: earlier)
      drop(earlier)
    } else if let (view, meeting) = known {
      replaced[segmentIndex(view)].append(meeting)
    }
    pending[transcript.meeting.id] = added
    if isSame { return (.unchanged, isKept: true) }
    return (known == nil && earlier == nil ? .added : .replaced, isKept: true)
  }

  /// Takes a meeting back, with what it said of people.
  func drop(_ meeting: Int) {
    builder.drop(meeting: meeting)
    if let known = evidence.removeValue(forKey: meeting) { people.forget(known) }
  }

  func add(
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

  func segmentIndex(_ view: SegmentView) -> Int {
    base.segments.firstIndex { $0.segment === view.segment }!
  }

  private func unmark(_ view: SegmentView, _ meeting: Int) {
    replaced[segmentIndex(view)].removeAll { $0 == meeting }
  }
}

extension Statement {
  /// The language of its text where the document marks it with one; nil where it is the meeting's. What
  /// is only printed, "(speaking German)", tells what was heard.
  fileprivate var textLanguage: String? {
    guard let delivery = attribution.delivery, delivery.mode == .direct, delivery.wording.isEmpty,
      !delivery.language.isEmpty
    else { return nil }
    return delivery.language
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
  /// What deserves to be told of the people.
  package var people = PeopleReport()
}

/// What deserves to be told of how people were settled.
package struct PeopleReport: Hashable, Sendable {
  /// Lines of the merge file that do nothing, or less than they say.
  package var problems: [Settlement.Problem] = []
  /// The same of decisions that stand in no file, by their numbers below 0.
  package var decisionProblems: [Settlement.Problem] = []
  /// Names, roles and identifiers that are not kept, since somebody has too many; and who has most of
  /// them. What was said is kept.
  package var droppedWordings = 0
  package var mostDropped = ""
  /// People who share an identifier with so many others that they were not compared with all of them.
  package var untriedCount = 0
  /// Identifiers that documents give to people whose names have nothing in common: they stay apart.
  package var contradictedIdentifiers: [Speaker.Identifier] = []

  package init() {}

  init(_ settlement: Settlement) {
    problems = settlement.problems.filter { $0.line > 0 }
    decisionProblems = settlement.problems.filter { $0.line < 0 }
    droppedWordings = settlement.droppedWordings
    mostDropped = settlement.mostDropped
    untriedCount = settlement.untriedCount
    contradictedIdentifiers = settlement.contradictedIdentifiers
  }
}
