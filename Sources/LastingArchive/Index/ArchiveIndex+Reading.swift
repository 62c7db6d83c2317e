import Archive
import Dispatch
import Synchronization

extension ArchiveIndex {
  /// The state of an archive that an index is of.
  struct Kept {
    var snapshot: KeptSnapshot
    var manifest: IndexManifest
  }

  /// What an archive is, as far as that says whether an index is its own.
  struct Expected {
    var archive: String
    /// Of its last change.
    var sequence: UInt64
    var hasWords: Bool
    /// Everybody it knows: at least those of the index's state.
    var speakerCount: Int
  }

  /// Reads the index, and looks at all of it.
  /// - Parameter check: Says of what the index is of whether the archive leads on from there.
  func read(_ expected: Expected, check: (IndexManifest) throws -> Void) throws -> Kept {
    let manifest = try readManifest()
    guard manifest.archive == expected.archive else {
      throw IndexProblem(.foreign, "it is that of another archive, \(manifest.archive)")
    }
    guard manifest.sequence <= expected.sequence else {
      throw IndexProblem(
        .foreign,
        "it is of change \(manifest.sequence), and the archive's last is \(expected.sequence): the "
          + "archive's file was restored from a backup")
    }
    try check(manifest)
    guard manifest.hasWords == expected.hasWords else {
      throw IndexProblem(
        .outdated, manifest.hasWords ? "it is one with words" : "it is one without words")
    }
    let segments = try read(manifest, speakerCount: expected.speakerCount)
    return Kept(
      snapshot: KeptSnapshot(
        segments: segments, places: manifest.places, fingerprint: manifest.fingerprint,
        hasWords: manifest.hasWords), manifest: manifest)
  }

  /// The largest manifest that is read.
  private static let mostManifestBytes = 1 << 30

  private func readManifest() throws(IndexProblem) -> IndexManifest {
    let file: IndexFile
    do throws(IndexProblem) {
      file = try folder.file(IndexFolder.manifest)
    } catch {
      throw error.code == .missing ? IndexProblem(.missing, "there is none") : error
    }
    guard file.byteCount <= Self.mostManifestBytes else {
      throw IndexProblem(.damaged, "its manifest has \(file.byteCount) bytes")
    }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: file.byteCount, alignment: 16)
    defer { memory.deallocate() }
    try file.read(at: 0, into: memory)
    return try IndexManifest(Array(memory), program: program)
  }

  /// A piece of a column: where it is, where it goes, and its hash.
  private struct Piece {
    var file: IndexFile
    var offset: Int
    var memory: UnsafeMutableRawBufferPointer
    var hash: UInt128
  }

  /// Reads the segments on all processors at once.
  private func read(
    _ manifest: IndexManifest, speakerCount: Int
  ) throws(IndexProblem) -> [KeptSegment] {
    var pieces: [Piece] = []
    var assemblies: [SegmentAssembly] = []
    for segment in manifest.segments {
      let name = IndexFolder.segmentPrefix + segment.name
      let file: IndexFile
      do throws(IndexProblem) {
        file = try folder.file(name)
      } catch {
        throw error.code == .missing ? IndexProblem(.damaged, error.description) : error
      }
      guard file.byteCount == segment.byteCount else {
        throw IndexProblem(.damaged, "its file \(name) is cut, or longer than it was")
      }
      let assembly = try Self.faultless { () throws(KeptFault) in
        try SegmentAssembly(
          byteCounts: Dictionary(
            uniqueKeysWithValues: segment.columns.map { ($0.column, $0.byteCount) }),
          dead: segment.dead)
      }
      for column in segment.columns {
        let memory = assembly.memory(of: column.column)
        for (number, hash) in column.hashes.enumerated() {
          let start = number * IndexManifest.pieceByteCount
          let end = min(start + IndexManifest.pieceByteCount, memory.count)
          pieces.append(
            Piece(
              file: file, offset: column.offset + start,
              memory: UnsafeMutableRawBufferPointer(rebasing: memory[start..<end]), hash: hash))
        }
      }
      assemblies.append(assembly)
    }
    try fill(pieces)
    return try finish(assemblies, speakerCount, placeCount: manifest.places.count)
  }

  private func fill(_ pieces: [Piece]) throws(IndexProblem) {
    let problem = Mutex<IndexProblem?>(nil)
    // Sound: pieces are apart from one another, and outlive the call.
    nonisolated(unsafe) let pieces = pieces
    DispatchQueue.concurrentPerform(iterations: pieces.count) { number in
      guard problem.withLock({ $0 == nil }) else { return }
      let piece = pieces[number]
      do throws(IndexProblem) {
        try piece.file.read(at: piece.offset, into: piece.memory)
        guard IndexManifest.hash(UnsafeRawBufferPointer(piece.memory)) == piece.hash else {
          throw IndexProblem(.damaged, "its files are not what was written")
        }
      } catch {
        problem.withLock { $0 = error }
      }
    }
    if let problem = problem.withLock({ $0 }) { throw problem }
  }

  private func finish(
    _ assemblies: [SegmentAssembly], _ speakerCount: Int, placeCount: Int
  ) throws(IndexProblem) -> [KeptSegment] {
    let results = Mutex<[Int: KeptSegment]>([:])
    let problem = Mutex<IndexProblem?>(nil)
    DispatchQueue.concurrentPerform(iterations: assemblies.count) { number in
      do throws(IndexProblem) {
        let segment = try Self.faultless { () throws(KeptFault) in
          try assemblies[number].finish(speakerCount: speakerCount, placeCount: placeCount)
        }
        results.withLock { $0[number] = segment }
      } catch {
        problem.withLock { $0 = error }
      }
    }
    if let problem = problem.withLock({ $0 }) { throw problem }
    let finished = results.withLock { $0 }
    return assemblies.indices.map { finished[$0]! }
  }

  private static func faultless<Value>(
    _ body: () throws(KeptFault) -> Value
  ) throws(IndexProblem) -> Value {
    do throws(KeptFault) {
      return try body()
    } catch {
      throw IndexProblem(.damaged, error.description)
    }
  }
}
