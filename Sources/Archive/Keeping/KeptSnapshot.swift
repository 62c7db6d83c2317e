package import People

/// All that an archive holds but for its people, in parts that can be kept outside of memory and taken back.
package struct KeptSnapshot: Sendable {
  package var segments: [KeptSegment]
  /// The places of meetings as they are printed, by number.
  package var places: [String]
  /// The sum over all meetings and statements.
  package var fingerprint: UInt128
  package var hasWords: Bool

  package init(
    segments: [KeptSegment], places: [String], fingerprint: UInt128, hasWords: Bool
  ) {
    self.segments = segments
    self.places = places
    self.fingerprint = fingerprint
    self.hasWords = hasWords
  }
}

/// A segment, and the meetings in it that a later import replaced.
package struct KeptSegment: Sendable {
  let segment: Segment
  package let dead: [Int]

  /// What the segment is known by in this process.
  package var number: UInt64 { segment.number }

  /// Statements, those of replaced meetings among them.
  package var rowCount: Int { segment.rowCount }

  /// Has `body` look at the bytes of a column; nil where the segment has none such.
  package func withBytes<Result>(
    of column: SegmentColumn, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result? {
    try segment.withBytes(of: column, body)
  }
}

extension Snapshot {
  package var kept: KeptSnapshot {
    KeptSnapshot(
      segments: segments.map { KeptSegment(segment: $0.segment, dead: $0.dead?.meetings ?? []) },
      places: places.printed, fingerprint: fingerprint.sum, hasWords: hasWords)
  }

  /// The snapshot that a kept one was, of people who are known.
  convenience init(_ kept: KeptSnapshot, _ people: People, like other: Snapshot) {
    var places = PlaceTable()
    for place in kept.places { _ = places.number(of: place) }
    self.init(
      segments: kept.segments.map { kept in
        SegmentView(
          kept.segment,
          dead: kept.dead.isEmpty ? nil : DeadMeetings(kept.dead, of: kept.segment))
      }, speakers: SpeakerTable(people), places: places,
      fingerprint: SetFingerprint(sum: kept.fingerprint), hasWords: other.hasWords,
      allowance: other.allowance)
  }
}

extension Archive {
  /// Takes what was kept, into an archive that nobody reads yet: it has nothing else afterwards.
  /// - Parameters:
  ///   - people: Everybody who is known.
  ///   - kept: What was said; nothing where it is nil.
  package func restore(_ people: People, _ kept: KeptSnapshot? = nil) {
    replace { current in
      let empty = KeptSnapshot(
        segments: [], places: [], fingerprint: 0, hasWords: current.hasWords)
      return Snapshot(kept ?? empty, people, like: current)
    }
  }
}
