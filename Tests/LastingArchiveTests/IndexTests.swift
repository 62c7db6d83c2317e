import People
import Testing
import Transcripts

@testable import Archive
@testable import ArchiveStorage
@testable import LastingArchive

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An archive's file with an index beside it.
final class IndexedFile {
  let file = TemporaryFile()
  var folder: String { file.path + ".index" }

  deinit {
    for name in names { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  /// Opens both, as a server does at its start.
  func start(
    _ merges: SpeakerMerges = SpeakerMerges(), program: String = "a", words: Bool = true
  ) throws -> LastingArchive {
    let lasting = try LastingArchive(Archive(words: words), path: file.path) {
      try? ArchiveIndex(folder: self.folder, program: program)
    }
    try lasting.replay(merges: merges)
    return lasting
  }

  var names: [String] {
    guard let folder = opendir(folder) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func copy(_ name: String, of other: IndexedFile) {
    mkdir(folder, 0o700)
    write(other.bytes(name), name)
  }

  func bytes(_ name: String) -> [UInt8] {
    let file = fopen("\(folder)/\(name)", "r")!
    defer { fclose(file) }
    fseek(file, 0, SEEK_END)
    let count = ftell(file)
    rewind(file)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, read in
      read = fread(buffer.baseAddress, 1, count, file)
    }
  }

  func write(_ bytes: [UInt8], _ name: String) {
    let file = fopen("\(folder)/\(name)", "w")!
    defer { fclose(file) }
    fwrite(bytes, 1, bytes.count, file)
  }
}

extension LastingArchive {
  var start: IndexStart? { index?.status.start }

  /// The code of why the index was not used; nil where it was.
  var problem: IndexProblem.Code? {
    if case .rebuilt(let problem) = start { problem.code } else { nil }
  }
}

/// The same in all that it answers with, and finds.
func expectAlike(
  _ left: Snapshot, _ right: Snapshot, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try expectSame(left, right, comment, sourceLocation: sourceLocation)
  guard left.hasWords else { return }
  for words in ["words", "7", "words 12", "\"words 3\"", "wor*"] {
    let filter = StatementFilter(words: words)
    #expect(
      try left.count(filter) == right.count(filter), comment, sourceLocation: sourceLocation)
  }
  for name in ["Ana", "Tomas Herrera"] {
    let filter = StatementFilter(speakerNames: [name])
    #expect(
      try left.count(filter) == right.count(filter), comment, sourceLocation: sourceLocation)
  }
}

@Suite("An archive's index")
struct IndexTests {
  let indexed = IndexedFile()

  @Test("leads to the same archive as its file, whatever came after it", arguments: 0..<30)
  func roundTrip(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed) &+ 77)
    let pool = Int.random(in: 1...12, using: &random)
    for _ in 0..<4 {
      var isWritten = false
      let before: Snapshot
      do {
        let lasting = try indexed.start()
        isWritten = lasting.problem == nil
        for _ in 0..<Int.random(in: 0...4, using: &random) {
          if Int.random(in: 0..<3, using: &random) == 0 {
            isWritten = try lasting.writeIndex() || isWritten
          }
          try lasting.put(
            randomTranscripts(Int.random(in: 1...6, using: &random), of: pool, using: &random))
          if Int.random(in: 0..<4, using: &random) == 0 {
            try lasting.load(principal: "test") { recorder in
              _ = try recorder.delete("m\(Int.random(in: 0..<pool, using: &random))")
            }
          }
        }
        if Bool.random(using: &random) { isWritten = try lasting.writeIndex() || isWritten }
        before = lasting.archive.snapshot
      }
      let after = try indexed.start()
      #expect((after.problem == nil) == isWritten, "\(String(describing: after.start))")
      try expectAlike(after.archive.snapshot, before)
      for view in after.archive.snapshot.segments { #expect(view.segment.fault == nil) }
    }
    try expectAlike(
      try indexed.start().archive.snapshot, try indexed.file.start().archive.snapshot)
  }

  /// An archive of some meetings, its index, and what it serves.
  private func written(_ count: Int = 8) throws -> Snapshot {
    var random = SplitMix(state: 5)
    let lasting = try indexed.start()
    try lasting.put(randomTranscripts(count, of: 100, using: &random))
    try lasting.put(randomTranscripts(2, of: 100, using: &random))
    #expect(try lasting.writeIndex())
    #expect(try !lasting.writeIndex(), "all is written")
    return lasting.archive.snapshot
  }

  /// Starts once more, by the index or not, and sees that the archive is the same.
  private func expectStart(
    _ problem: IndexProblem.Code?, _ before: Snapshot, _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let lasting = try indexed.start()
    #expect(lasting.problem == problem, comment, sourceLocation: sourceLocation)
    try expectSame(
      lasting.archive.snapshot, before, comment, sourceLocation: sourceLocation)
  }

  @Test("is not believed where a byte of it is another, wherever that is")
  func flips() throws {
    let before = try written()
    try expectStart(nil, before)
    var random = SplitMix(state: 9)
    for name in indexed.names {
      let bytes = indexed.bytes(name)
      let isManifest = name == IndexFolder.manifest
      for _ in 0..<(isManifest ? 60 : 40) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        var changed = bytes
        changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        indexed.write(changed, name)
        let lasting = try indexed.start()
        try expectSame(lasting.archive.snapshot, before, "\(name) at \(place)")
        // Bytes between columns mean nothing; all else is looked at.
        #expect(!isManifest || lasting.problem != nil, "\(name) at \(place)")
        if lasting.problem == nil { #expect(bytes[place] == 0, "\(name) at \(place)") }
      }
      indexed.write(bytes, name)
    }
    try expectStart(nil, before)
  }

  @Test("is not believed where it is cut, or longer, or a file is not there")
  func cuts() throws {
    let before = try written()
    for name in indexed.names {
      let bytes = indexed.bytes(name)
      for count in [0, 1, bytes.count / 2, bytes.count - 1] {
        indexed.write(Array(bytes.prefix(count)), name)
        try expectStart(.damaged, before, "\(count) bytes of \(name)")
      }
      indexed.write(bytes + [0], name)
      try expectStart(.damaged, before, "\(name) and a byte")
      unlink("\(indexed.folder)/\(name)")
      try expectStart(
        name == IndexFolder.manifest ? .missing : .damaged, before, "without \(name)")
      indexed.write(bytes, name)
    }
    try expectStart(nil, before)
  }

  @Test("is not believed where another program wrote it, or one without words")
  func otherProgram() throws {
    let before = try written()
    do {
      let other = try indexed.start(program: "b")
      #expect(other.problem == .otherProgram)
      try expectSame(other.archive.snapshot, before)
    }
    do {
      let plain = try indexed.start(words: false)
      #expect(plain.problem == .outdated)
      #expect(try plain.writeIndex(), "which is another index")
    }
    try expectStart(.outdated, before)
  }

  @Test("is not believed where it is another archive's")
  func otherArchive() throws {
    let before = try written()
    let other = IndexedFile()
    do {
      let lasting = try other.start()
      try lasting.put([transcript("a", [("Ilse Brandvik", "Mayor", "Good morning.")])])
      try lasting.writeIndex()
    }
    for name in other.names { indexed.write(other.bytes(name), name) }
    try expectStart(.foreign, before)
  }

  @Test("is not believed where the archive's file is of another history")
  func restored() throws {
    var random = SplitMix(state: 6)
    let transcripts = randomTranscripts(12, of: 1_000_000, using: &random)
    try indexed.start().put([transcripts[0]])
    let backup = IndexedFile()
    try ArchiveDatabase(path: indexed.file.path).connection.execute(
      "VACUUM INTO '\(backup.file.path)'")
    do {
      let lasting = try indexed.start()
      try lasting.put(Array(transcripts[1..<4]))
      try lasting.writeIndex()
    }
    for name in indexed.names { backup.copy(name, of: indexed) }
    #expect(try backup.start().problem == .foreign, "the index is of a later state")
    do {
      let lasting = try backup.file.start()
      for transcript in transcripts[4...] { try lasting.put([transcript]) }
    }
    let lasting = try backup.start()
    #expect(lasting.problem == .foreign, "the index is of the past of another")
    #expect(lasting.archive.snapshot.meetingCount == 9)
  }

  @Test("is not believed where people were settled otherwise since")
  func decisions() throws {
    let meeting = transcript(
      "a", [("Ilse Brandvik", "Mayor", "One."), ("I. Brandvik", "Mayor", "Two.")])
    do {
      let lasting = try indexed.start()
      try lasting.put([meeting])
      try lasting.writeIndex()
    }
    let merges = try SpeakerMerges("merge i-brandvik -> ilse-brandvik")
    #expect(try indexed.start(merges).problem == .outdated)
    #expect(try indexed.start(merges).problem == .outdated, "nothing has written it")
    #expect(try indexed.start(merges).archive.snapshot.speakerCount == 1)
    try indexed.start(merges).writeIndex()
    #expect(try indexed.start(merges).problem == nil)
    #expect(try indexed.start(merges).archive.snapshot.speakerCount == 1)
  }

  @Test("may be deleted at any time, and comes again")
  func deletion() throws {
    let before = try written()
    do {
      let lasting = try indexed.start()
      for name in indexed.names { unlink("\(indexed.folder)/\(name)") }
      try expectSame(lasting.archive.snapshot, before)
      #expect(try lasting.writeIndex())
    }
    try expectStart(nil, before)
    do {
      let lasting = try indexed.start()
      for name in indexed.names { unlink("\(indexed.folder)/\(name)") }
      rmdir(indexed.folder)
      #expect(try lasting.writeIndex())
    }
    try expectStart(nil, before)
    let segment = indexed.names.last { $0.hasPrefix(IndexFolder.segmentPrefix) }!
    do {
      let lasting = try indexed.start()
      unlink("\(indexed.folder)/\(segment)")
      #expect(try lasting.writeIndex())
    }
    try expectStart(nil, before)
  }

  @Test("stays as it was where another cannot be written, and leads on from there")
  func unwritable() throws {
    _ = try written()
    let names = indexed.names
    let obstacle = "\(indexed.folder)/\(IndexFolder.manifest).new"
    mkdir(obstacle, 0o700)
    let before: Snapshot
    do {
      let lasting = try indexed.start()
      try lasting.put([transcript("later", [("Ilse Brandvik", "Mayor", "Good morning.")])])
      #expect(throws: IndexProblem.self) { try lasting.writeIndex() }
      #expect(lasting.index?.status.failures == 1)
      before = lasting.archive.snapshot
    }
    rmdir(obstacle)
    #expect(Set(indexed.names).isSuperset(of: names))
    do {
      let lasting = try indexed.start()
      #expect(lasting.start == .read(sequence: lasting.sequence - 1, changedMeetings: 1))
      try expectSame(lasting.archive.snapshot, before)
      try lasting.writeIndex()
    }
    try expectStart(nil, before)
  }

  @Test("writes what is new alone, and leaves nothing behind that is no longer part of it")
  func increments() throws {
    let lasting = try indexed.start()
    var random = SplitMix(state: 3)
    try lasting.put(randomTranscripts(200, of: 1_000_000, using: &random))
    try lasting.writeIndex()
    let whole = lasting.index!.status.writtenByteCount
    for number in 0..<20 {
      try lasting.put([transcript("n\(number)", [("Ilse Brandvik", "Mayor", "Good morning.")])])
      try lasting.writeIndex()
    }
    // All of it each time would be twenty times as much.
    #expect(lasting.index!.status.writtenByteCount < 3 * whole)
    #expect(indexed.names.count == lasting.archive.snapshot.segmentCount + 1)
    // Somebody else's file in the folder stays.
    indexed.write([1], "segment-of-somebody")
    try lasting.put([transcript("last", [("Ilse Brandvik", "Mayor", "Good morning.")])])
    try lasting.writeIndex()
    #expect(indexed.names.contains("segment-of-somebody"))
  }

  @Test("is one process's at a time, and may stand where none can")
  func folders() throws {
    let lasting = try indexed.start()
    let second = #expect(throws: IndexProblem.self) {
      try ArchiveIndex(folder: indexed.folder, program: "a")
    }
    #expect(second?.code == .inUse)
    let nowhere = #expect(throws: IndexProblem.self) {
      try ArchiveIndex(folder: indexed.file.path, program: "a")
    }
    #expect(nowhere?.code == .inputOutput)
    withExtendedLifetime(lasting) {}
  }
}
