package import People
package import Transcripts

// What a lasting archive needs of an import: it gives meetings their revisions, and keeps who spoke.

extension Loader {
  /// Takes a meeting as a lasting archive had it, under the revision that it states; one that the archive has
  /// under its id goes.
  /// - Parameter isKnown: Whether what it says of people was learnt before.
  package func restore(_ transcript: Transcript, isKnown: Bool) {
    _ = record(transcript, revision: transcript.meeting.revision, isKnown: isKnown)
  }

  /// Takes somebody whom a lasting archive knows and who has said nothing.
  package func restore(bystander: Speaker, date: CalendarDate) {
    let nowhere = Transcript(
      meeting: Meeting(id: "", date: date), statements: [], speakers: [])
    people.learn(people.add(nowhere.alone(bystander)))
  }

  /// Has people who are settled anew be who they were before anything was decided, with the ids that they had.
  package func keepIDs(of meanings: [People.Meaning]) { people.keepIDs(of: meanings) }

  /// The numbers of those of some people whom what was taken so far proposes, or may.
  package func proposed(of people: People) -> Set<UInt32> { self.people.proposed(of: people) }

  /// Takes a transcript that `Transcript.validate` has found nothing wrong with, as this revision: it is
  /// new, or takes the place of what has its id, whether it is the same or not.
  /// - Returns: the id that the speaker of each statement most likely has; empty for nobody.
  package func append(valid transcript: Transcript, revision: UInt32) -> [String] {
    let isNew = base.position(ofMeeting: transcript.meeting.id) == nil
    if isNew { report.added += 1 } else { report.replaced += 1 }
    return record(transcript, revision: revision, isKnown: false)
  }

  /// Learns what a transcript says of people whose statements the archive has.
  package func learnPeople(of transcript: Transcript) {
    people.learn(people.add(transcript), isKnown: true)
    report.unchanged += 1
  }

  /// Two people of the archive whom a transcript that is not taken yet may join.
  package func joinedPeople(by transcript: Transcript) -> PeopleIntake.Joining? {
    people.joining(by: transcript)
  }

  /// Settles who spoke where every meeting is one that the archive had before: everybody is who they were
  /// settled to be, one import after another. To settle all of them at once would tell more, such as other
  /// ids of those whose name was only theirs when they came.
  /// - Returns: whether all were known. If not, those who were not are now, and what that has told is new.
  package func settleAsKnown() -> Bool {
    settlePeople()
    let known = base.speakers.people
    guard settlement!.people.count == known.count else { return false }
    settlement!.keep(known)
    return true
  }

  /// Who is known, once people are settled.
  package var settledPeople: People { settlement!.people }

  /// Calls `body` with each statement of this import, by its meeting and place, and the id of its speaker,
  /// once people are settled.
  package func visitSpeakers(_ body: (String, Int, String) throws -> Void) rethrows {
    for index in 0..<builder.meetingCount where !builder.meeting(index).isDropped {
      let meeting = builder.meeting(index)
      for row in meeting.rows {
        try body(meeting.id, row - meeting.rows.lowerBound, speaker(row))
      }
    }
  }

  /// The same with those statements only whose speaker has another id than most likely.
  package func visitRenamedSpeakers(_ body: (String, Int, String) throws -> Void) rethrows {
    var renamed = renamedRows[...]
    for index in 0..<builder.meetingCount {
      let meeting = builder.meeting(index)
      while let row = renamed.first, row < meeting.rows.upperBound {
        renamed.removeFirst()
        guard !meeting.isDropped else { continue }
        try body(meeting.id, row - meeting.rows.lowerBound, speaker(row))
      }
    }
  }

  /// Takes a meeting out of the archive, if it has it. Who spoke stays known.
  package func remove(meeting id: String) {
    if let earlier = pending.removeValue(forKey: id) {
      drop(earlier)
    } else if let (view, meeting) = base.position(ofMeeting: id), removed.insert(id).inserted {
      replaced[segmentIndex(view)].append(meeting)
    }
  }

  private func speaker(_ row: Int) -> String {
    let number = builder.speaker(row)
    return number == PeopleIntake.nobody ? "" : settlement!.people[number].id
  }

  private func record(_ transcript: Transcript, revision: UInt32, isKnown: Bool) -> [String] {
    precondition(settlement == nil, "people are settled")
    let id = transcript.meeting.id
    let voices = people.add(transcript)
    let firstRow = builder.rowCount
    encode(transcript, voices)
    remove(meeting: id)
    add(transcript, revision: revision, firstRow: firstRow)
    pending[id] = builder.meetingCount - 1
    evidence[builder.meetingCount - 1] = people.learn(voices, isKnown: isKnown)
    return voices.statements.map { $0 == PeopleIntake.nobody ? "" : people[$0].id }
  }
}
