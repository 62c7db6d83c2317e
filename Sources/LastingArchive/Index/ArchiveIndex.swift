package import Archive
import Synchronization

/// The index of a lasting archive: what the archive in memory is made of, in files beside the archive's own,
/// so that a start reads it instead of all that was said.
///
/// The archive's file is the truth, and the index may go at any time. It is believed only where its checksums
/// are right, this program wrote it, and it is of a state that the change log still leads on from; what has
/// changed since is then read from the archive's file.
///
/// A segment is a file, written once and never changed, for segments are neither. The manifest names those
/// that make up a state, with the hashes of what is in them, and is written after them. Files are read into
/// memory and not mapped: what somebody changes or cuts afterwards is nothing to a server that runs.
///
/// Safe to use from any thread; every call blocks on the disk.
package final class ArchiveIndex: Sendable {
  package let path: String
  let program: String
  private let state: Mutex<State>
  /// Held while it is written.
  private let writing = Mutex(())

  private struct State {
    var folder: IndexFolder
    /// The files of segments, by the number of each.
    var files: [UInt64: IndexManifest.Segment] = [:]
    var status = IndexStatus()
  }

  /// Where columns begin: behind whole cache lines.
  static let alignment = 64

  /// Takes a folder, which is made where it is missing.
  /// - Parameters:
  ///   - path: The folder's.
  ///   - program: What tells this program from others, older ones and newer ones among them.
  /// - Throws: `IndexProblem` where it cannot be used, or another process does.
  package init(folder path: String, program: String) throws(IndexProblem) {
    state = Mutex(State(folder: try IndexFolder(path)))
    self.path = path
    self.program = program
  }

  var folder: IndexFolder { state.withLock { $0.folder } }

  /// How it stands with the index.
  package var status: IndexStatus { state.withLock { $0.status } }

  func note(_ start: IndexStart) { state.withLock { $0.status.start = start } }

  /// What a start found, by which segments are known to be there.
  func note(_ kept: KeptSnapshot, of manifest: IndexManifest) {
    state.withLock { state in
      for (segment, file) in zip(kept.segments, manifest.segments) {
        state.files[segment.number] = file
      }
      state.status.sequence = manifest.sequence
      state.status.byteCount = manifest.segments.reduce(0) { $0 + $1.byteCount }
    }
  }

  /// Whether the index is of this state, and all of it is there.
  func isOf(_ sequence: UInt64) -> Bool {
    let (status, files) = state.withLock { ($0.status, $0.files) }
    return status.sequence == sequence && folder.isThere
      && folder.byteCount(of: IndexFolder.manifest) != nil && files.values.allSatisfy(isThere)
  }

  private func isThere(_ file: IndexManifest.Segment) -> Bool {
    folder.byteCount(of: IndexFolder.segmentPrefix + file.name) == file.byteCount
  }

  /// Writes the state that a snapshot has; what of it is there already stays.
  /// - Parameters:
  ///   - sequence: Of the last change that is in the snapshot.
  ///   - change: A hash of that change.
  ///   - archive: The archive's id.
  package func write(
    _ snapshot: Snapshot, sequence: UInt64, change: UInt128, archive: String
  ) throws(IndexProblem) {
    let result = writing.withLock { _ -> IndexProblem? in
      do throws(IndexProblem) {
        try write(snapshot.kept, sequence, change, archive)
        return nil
      } catch {
        state.withLock { state in
          state.status.failures += 1
          state.status.failure = error.description
        }
        return error
      }
    }
    if let result { throw result }
  }

  private func write(
    _ kept: KeptSnapshot, _ sequence: UInt64, _ change: UInt128, _ archive: String
  ) throws(IndexProblem) {
    if !folder.isThere {
      let folder = try IndexFolder(path)
      state.withLock { $0.folder = folder }
    }
    let folder = folder
    let known = state.withLock { $0.files }
    var files: [UInt64: IndexManifest.Segment] = [:]
    var written = 0
    for segment in kept.segments {
      if let file = known[segment.number], isThere(file) {
        files[segment.number] = file
      } else {
        let file = try write(segment)
        // Noted at once, so that it is not written again where the rest fails.
        state.withLock { $0.files[segment.number] = file }
        files[segment.number] = file
        written += file.byteCount
      }
    }
    let manifest = IndexManifest(
      program: program, archive: archive, sequence: sequence, change: change,
      hasWords: kept.hasWords, fingerprint: kept.fingerprint, places: kept.places,
      segments: kept.segments.map { segment in
        var file = files[segment.number]!
        file.dead = segment.dead
        return file
      })
    let text = Array(manifest.text.utf8)
    try folder.write(IndexFolder.manifest) { file throws(IndexProblem) in
      try file.write(text)
    }
    // Nothing names the others any more, and they are no truth.
    folder.removeAll(
      but: Set(files.values.map { IndexFolder.segmentPrefix + $0.name } + [IndexFolder.manifest]))
    state.withLock { state in
      state.files = files
      state.status.sequence = sequence
      state.status.writes += 1
      state.status.writtenByteCount += written + text.count
      state.status.byteCount = files.values.reduce(text.count) { $0 + $1.byteCount }
      state.status.failure = nil
    }
  }

  private func write(_ segment: KeptSegment) throws(IndexProblem) -> IndexManifest.Segment {
    let name = String(UInt128.random(in: 1 << 124 ... .max), radix: 16)
    var columns: [IndexManifest.Column] = []
    var byteCount = 0
    try folder.write(IndexFolder.segmentPrefix + name) { file throws(IndexProblem) in
      for column in SegmentColumn.allCases {
        try file.align(to: Self.alignment)
        var record = IndexManifest.Column(
          column: column, offset: file.byteCount, byteCount: 0, hashes: [])
        let result = segment.withBytes(of: column) { bytes -> IndexProblem? in
          do throws(IndexProblem) {
            record.byteCount = bytes.count
            for start in stride(from: 0, to: bytes.count, by: IndexManifest.pieceByteCount) {
              let piece = UnsafeRawBufferPointer(
                rebasing: bytes[start..<min(bytes.count, start + IndexManifest.pieceByteCount)])
              record.hashes.append(IndexManifest.hash(piece))
              try file.write(piece)
            }
            return nil
          } catch {
            return error
          }
        }
        guard let result else { continue }
        if let problem = result { throw problem }
        columns.append(record)
      }
      byteCount = file.byteCount
    }
    return IndexManifest.Segment(name: name, byteCount: byteCount, columns: columns, dead: [])
  }
}

/// How it stands with an index.
package struct IndexStatus: Hashable, Sendable {
  /// What the start came to; nil before.
  package var start: IndexStart?
  /// The last change that is in it; 0 for none.
  package var sequence: UInt64 = 0
  /// Bytes of its files.
  package var byteCount = 0
  /// How often it was written, and how many bytes that were in all.
  package var writes = 0
  package var writtenByteCount = 0
  /// How often that failed, and why it failed the last time; nil when it did not.
  package var failures = 0
  package var failure: String?
}

/// What a start made of an archive's index.
package enum IndexStart: Hashable, Sendable {
  /// It was read; so many meetings have changed since it was written.
  case read(sequence: UInt64, changedMeetings: Int)
  /// The archive was made anew of its file.
  case rebuilt(IndexProblem)
}
