package import People
import Synchronization
package import TextAnalysis
package import Transcripts

/// The in-memory archive: transcripts go in, snapshots to query come out.
///
/// Readers take a snapshot and are never waited for or kept waiting; imports follow one another and
/// replace the snapshot in one step. Safe to use from any thread.
package final class Archive: Sendable {
  private let current: Mutex<Snapshot>
  /// Held while importing, so that imports build on each other.
  private let importing = Mutex(())

  /// An empty archive.
  /// - Parameters:
  ///   - words: Whether what will be said can be searched, which takes time and memory.
  ///   - limits: What searches may ask for.
  package init(words: Bool = true, limits: SearchLimits = SearchLimits()) {
    current = Mutex(Snapshot(hasWords: words, allowance: SearchAllowance(limits)))
  }

  /// The archive as it is now.
  package var snapshot: Snapshot { current.withLock { $0 } }

  /// Imports many transcripts at once: `body` appends them to the loader, and what it appended becomes
  /// visible in one step when it returns. When it throws, nothing does.
  /// - Parameters:
  ///   - merges: What the archive's keeper has settled about who is who.
  ///   - startsAnew: Whether what is appended takes the place of all that the archive has.
  ///   - confirm: Is called before anybody sees the new; when it throws, nobody will.
  ///
  /// Blocks while another import runs: not to be called on an event loop.
  @discardableResult
  package func load(
    merges: SpeakerMerges = SpeakerMerges(), startsAnew: Bool = false,
    _ body: (Loader) throws -> Void,
    confirm: () throws -> Void = {}
  ) throws -> ImportReport {
    try importing.withLock { _ in
      let base = snapshot
      let loader = Loader(
        startsAnew ? Snapshot(hasWords: base.hasWords, allowance: base.allowance) : base,
        merges: merges)
      try body(loader)
      let (next, report) = loader.finish()
      try confirm()
      // The old one goes only when readers can have the new: freeing it may take long.
      let old = current.withLock { current in
        let old = current
        current = next
        return old
      }
      withExtendedLifetime(old) {}
      return report
    }
  }

  /// Puts another snapshot in place.
  func replace(_ body: (Snapshot) -> Snapshot) {
    importing.withLock { _ in
      let next = body(snapshot)
      let old = current.withLock { current in
        let old = current
        current = next
        return old
      }
      withExtendedLifetime(old) {}
    }
  }

  /// Imports transcripts, all or none of them; see `load`.
  /// - Throws: `ImportError`.
  @discardableResult
  package func add(_ transcripts: [Transcript]) throws -> ImportReport {
    try load { loader in
      for transcript in transcripts {
        for person in transcript.bystanders { try loader.append(bystander: person, of: transcript) }
        try loader.append(transcript)
      }
    }
  }
}
