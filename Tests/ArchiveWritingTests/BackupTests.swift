import Archive
import ArchiveWriting
import LastingArchive
import RPC
import Testing
import Transcripts
import VerbatimClient

@testable import ArchiveStorage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Copies of an archive over RPC")
struct BackupTests {
  private let file = TemporaryFile()
  private let copy = TemporaryFile()

  private func write(_ bytes: [UInt8], to path: String) {
    let file = fopen(path, "w")!
    defer { fclose(file) }
    fwrite(bytes, 1, bytes.count, file)
  }

  private func take(_ server: WritingServer) async throws -> (ArchiveBackup, [UInt8]) {
    var bytes: [UInt8] = []
    let backup = try await server.client.backUp { bytes += $0 }
    return (backup, bytes)
  }

  @Test("lead to the same archive, decisions and log, whatever is written meanwhile")
  func same() async throws {
    var served: Snapshot?
    var (told, log) = ([] as [SpeakerDecision], [] as [String])
    try await WritingServer.with(file, principal: "ana") { server async throws in
      for index in 0..<20 { _ = try await server.client.put(meeting("m\(index)")) }
      _ = try await server.client.deleteMeeting("m7")
      _ = try await server.client.nameSpeaker("aron-velt", "Aron V.")
      served = server.lasting.archive.snapshot
      (told, log) = (try await server.client.decisions(), try server.log())
      var bytes: [UInt8] = []
      let backup = try await server.client.backUp { piece in
        // The copy is made by then, and what is written is not in it.
        if bytes.isEmpty { _ = try await server.client.put(meeting("later")) }
        bytes += piece
      }
      #expect(backup.log == server.lasting.log)
      #expect(backup.sequence == 22)
      #expect(backup.byteCount == UInt64(bytes.count))
      write(bytes, to: copy.path)
      #expect(access(file.path + ".copy", F_OK) != 0, "nothing stays beside the archive")
      #expect(server.writing.tally.counts.backups == 1)
    }
    let found = try ArchiveRestoring.check(copy.path)
    #expect(found.sequence == 22)
    #expect(found.meetings == 19)
    #expect(found.statements == 38)
    let restored = TemporaryFile()
    _ = try ArchiveRestoring.restore(copy.path, to: restored.path, replaces: false)
    try await WritingServer.with(restored) { server async throws in
      #expect(server.lasting.archive.snapshot.archive == served?.archive)
      #expect(try await server.client.decisions() == told)
      #expect(try server.log() == log)
      #expect(try await server.client.put(meeting("m7")).meeting.revision == 2)
    }
  }

  @Test("are made one at a time, and by nobody who has gone")
  func one() async throws {
    try await WritingServer.with(file) { server async throws in
      for index in 0..<40 {
        var long = meeting("m\(index)")
        long.statements[0].paragraphs = [
          String((0..<20_000).map { _ in "abcdefgh ".randomElement()! })
        ]
        _ = try await server.client.put(long)
      }
      struct Enough: Error {}
      var second: (any Error)?
      do {
        _ = try await server.client.backUp { _ in
          do { _ = try await take(server) } catch { second = error }
          throw Enough()
        }
        Issue.record("what nobody wants is not a copy")
      } catch is Enough {
      }
      #expect((second as? RPCError)?.code == .resourceExhausted)
      while server.writing.tally.counts.failedBackups < 1 {
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(try await take(server).0.sequence == 40)
      #expect(access(file.path + ".copy", F_OK) != 0)
    }
  }

  @Test(
    "are not put in place where anything is wrong",
    arguments: [
      "cut", "flipped", "text", "empty", "missing", "newer", "wal", "gap", "orphan",
    ])
  func wrong(_ what: String) async throws {
    var bytes: [UInt8] = []
    try await WritingServer.with(file) { server async throws in
      for index in 0..<20 { _ = try await server.client.put(meeting("m\(index)")) }
      bytes = try await take(server).1
    }
    switch what {
    case "cut": bytes.removeLast(bytes.count / 3)
    case "flipped":
      for index in stride(from: bytes.count / 2, to: bytes.count, by: 64) { bytes[index] ^= 0x55 }
    case "text": bytes = Array("Minutes of the council.".utf8)
    case "empty": bytes = []
    // PRAGMA user_version, which stands at byte 60.
    case "newer": bytes[62] = 9
    default: break
    }
    if what != "missing" { write(bytes, to: copy.path) }
    switch what {
    case "wal": write([1], to: copy.path + "-wal")
    case "gap": try execute("DELETE FROM changes WHERE sequence = 20", copy.path)
    case "orphan": try execute("DELETE FROM meetings WHERE number = 3", copy.path)
    default: break
    }
    let target = TemporaryFile()
    write([42], to: target.path)
    #expect(throws: StorageError.self) {
      try ArchiveRestoring.restore(copy.path, to: target.path, replaces: true)
    }
    #expect(try contents(target.path) == [42], "nothing is changed")
    #expect(access(target.path + ".restoring", F_OK) != 0)
  }

  private func contents(_ path: String) throws -> [UInt8] {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 100)
    bytes.removeLast(100 - fread(&bytes, 1, 100, file))
    return bytes
  }

  private func execute(_ sql: String, _ path: String) throws {
    try Connection(path: path, .readWrite).execute(sql)
  }

  @Test("replace no archive unless that is said, and none that a server has")
  func replacing() async throws {
    let other = TemporaryFile()
    try await WritingServer.with(other) { server async throws in
      _ = try await server.client.put(meeting("other"))
    }
    try await WritingServer.with(file) { server async throws in
      _ = try await server.client.put(meeting("a"))
      write(try await take(server).1, to: copy.path)
      let held = #expect(throws: StorageError.self) {
        try ArchiveRestoring.restore(copy.path, to: file.path, replaces: true)
      }
      #expect(held?.code == .inUse)
    }
    let there = #expect(throws: StorageError.self) {
      try ArchiveRestoring.restore(copy.path, to: other.path, replaces: false)
    }
    #expect(there?.code == .exists)
    #expect(there?.description.contains("--force") == true)
    let itself = #expect(throws: StorageError.self) {
      try ArchiveRestoring.restore(copy.path, to: copy.path, replaces: true)
    }
    #expect(itself?.code == .exists)
    // What the archive before had in its log of writes does not come into the one that takes its place.
    write([UInt8](repeating: 7, count: 5_000), to: other.path + "-wal")
    _ = try ArchiveRestoring.restore(copy.path, to: other.path, replaces: true)
    #expect(access(other.path + "-wal", F_OK) != 0)
    try await WritingServer.with(other) { server async throws in
      #expect(try await server.client.meeting("a").id == "a")
      #expect(server.lasting.archive.snapshot.meetingCount == 1)
    }
  }
}
