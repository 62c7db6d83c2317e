import Archive
import ArchiveStorage
import ArchiveWriting
import LastingArchive
import RPC
import RPCServer
import Testing
import Transcripts
import VerbatimClient

@Suite("Importing documents over RPC")
struct ImportDocumentsTests {
  @Test("reads a document, keeps it, and says what it has of it")
  func one() async throws {
    let file = TemporaryFile()
    try await WritingServer.with(file, principal: "ana") { server async throws in
      let report = try await server.client.importDocument(document("minutes/may.txt", speeches))
      #expect(report.error == "")
      #expect(report.name == "minutes/may.txt")
      #expect(report.meetings.map(\.outcome) == [.added])
      #expect(report.meetings.map(\.revision) == [1])
      #expect(report.meetings.map(\.statementCount) == [3])
      #expect(report.sequence == 1)
      let meeting = try await server.client.meeting(report.meetings[0].id)
      #expect(meeting.revision == 1)
      #expect(meeting.source.fileName == "may.txt")
      #expect(try await server.client.search("basin").first { _ in true }?.statement.ordinal == 1)
      #expect(try server.log() == ["1 added \(meeting.id) 1 ana"])
    }
    let again = try LastingArchive(Archive(), path: file.path)
    try again.replay()
    #expect(again.archive.snapshot.statementCount == 3)
  }

  @Test("changes nothing the second time, and revises what has changed")
  func again() async throws {
    try await WritingServer.with { server async throws in
      let first = document("may.txt", speeches)
      let other = document("may.txt", speeches + [("Aron Velt", "Thank you.")])
      let reports = try await server.imports([first, first, other, other])
      let outcomes = reports.flatMap(\.meetings).map(\.outcome)
      #expect(outcomes == [.added, .unchanged, .revised, .unchanged])
      #expect(reports.flatMap(\.meetings).map(\.revision) == [1, 1, 2, 2])
      #expect(reports.map(\.sequence) == [1, 1, 2, 2])
      #expect(server.lasting.sequence == 2)
    }
  }

  @Test("answers many documents of one stream in their order, written in their order")
  func many() async throws {
    try await WritingServer.with { server async throws in
      let documents = (0..<300).map { number in
        document(
          "\(number).txt", title: "Meeting \(number)",
          [("Ilse Brandvik", String(repeating: "Word \(number). ", count: 1 + 300 * (number % 3)))])
      }
      let reports = try await server.imports(documents)
      #expect(reports.map(\.name) == documents.map(\.head.name))
      #expect(reports.map(\.sequence) == (1...300).map { UInt64($0) })
      #expect(server.lasting.archive.snapshot.meetingCount == 300)
      #expect(server.writing.tally.counts.heldBytes == 0)
      #expect(server.writing.tally.counts.added == 300)
      #expect(server.writing.queue.counts.steps < 300)
    }
  }

  @Test("takes a document in pieces, and what is as large as may be")
  func pieces() async throws {
    var limits = WritingLimits()
    limits.documentSize = 1 << 20
    limits.memory = 2 << 20
    try await WritingServer.with(limits: limits) { server async throws in
      let words = String(repeating: "harbour ", count: 100_000)
      let reports = try await server.imports([
        document("large.txt", [("Ilse Brandvik", words)]),
        document("too-large.txt", title: "Other", [("Ilse Brandvik", words + words)]),
        document("small.txt", title: "Third", speeches),
      ])
      #expect(reports.map { $0.meetings.count } == [1, 0, 1])
      #expect(reports[1].error.contains("larger than 1048576 bytes"))
      #expect(reports[1].error.contains("import-document-size"))
      #expect(server.writing.tally.counts.tooLarge == 1)
      #expect(server.writing.tally.counts.heldBytes == 0)
    }
  }

  @Test("ends a document that cannot be read with its report, and not the call")
  func unreadable() async throws {
    try await WritingServer.with { server async throws in
      let reports = try await server.imports([
        ImportedDocument(head: DocumentHead(name: "empty.txt"), bytes: []),
        ImportedDocument(head: DocumentHead(name: "noise.bin"), bytes: [0, 1, 2, 3, 0, 0, 7]),
        document("may.txt", speeches),
      ])
      #expect(reports[0].error.contains("the document is empty"))
      #expect(!reports[1].error.isEmpty)
      #expect(reports[2].meetings.map(\.outcome) == [.added])
    }
  }

  @Test("says what a dry run would do, and does nothing")
  func dryRun() async throws {
    try await WritingServer.with { server async throws in
      let before = server.lasting.archive.snapshot.archive
      let dry = document("may.txt", speeches, isDryRun: true)
      let reports = try await server.imports([dry, dry])
      #expect(reports.flatMap(\.meetings).map(\.outcome) == [.added, .added])
      #expect(reports.map(\.sequence) == [0, 0])
      #expect(server.lasting.archive.snapshot.archive == before)
      #expect(try server.log() == [])
      #expect(server.writing.tally.counts.added == 0)
      let kept = try await server.client.importDocument(document("may.txt", speeches))
      #expect(kept.sequence == 1)
    }
  }

  @Test("takes nothing of a document with warnings where that is asked for")
  func strict() async throws {
    try await WritingServer.with { server async throws in
      // Two days that disagree deserve a look.
      let lines = """
        {"meeting":{"id":"a","date":"2031-05-12","statementCount":3}}
        {"statement":{"id":"a/0","meetingId":"a","date":"2031-05-12","paragraphs":["Yes."]}}

        """
      func head(_ isStrict: Bool) -> ImportedDocument {
        ImportedDocument(
          head: DocumentHead(name: "a.jsonl", isStrict: isStrict), bytes: Array(lines.utf8))
      }
      let refused = try await server.client.importDocument(head(true))
      #expect(refused.warningCount > 0)
      #expect(refused.meetings.map(\.outcome) == [.refused])
      #expect(refused.meetings[0].problem.contains("strict"))
      #expect(server.lasting.sequence == 0)
      let taken = try await server.client.importDocument(head(false))
      #expect(taken.meetings.map(\.outcome) == [.added])
      #expect(taken.warnings.count == Int(taken.warningCount))
    }
  }

  @Test("keeps apart what two documents have under one day and title, and leaves out repeats")
  func apart() async throws {
    try await WritingServer.with { server async throws in
      let reports = try await server.imports([
        document("morning.txt", speeches),
        document("afternoon.txt", Array(speeches.reversed())),
        document("copy.txt", speeches),
      ])
      let meetings = reports.flatMap(\.meetings)
      #expect(meetings.map(\.outcome) == [.added, .added, .repeated])
      #expect(meetings[1].id.hasPrefix(meetings[0].id + "~"))
    }
  }

  @Test("gives the whole of what is written to queries that begin behind the report")
  func visible() async throws {
    try await WritingServer.with { server async throws in
      for number in 0..<20 {
        let report = try await server.client.importDocument(
          document("\(number).txt", title: "Meeting \(number)", speeches))
        let id = try #require(report.meetings.first?.id)
        #expect(try await server.client.meeting(id).statementCount == 3)
      }
    }
  }
}

@Suite("What is wrong with an import over RPC")
struct ImportFailureTests {
  @Test("a server without a file says that it would forget")
  func withoutFile() async throws {
    let (server, client) = try await WritingServer.start([ArchiveWriterService(nil)])
    for call in [
      { _ = try await client.importDocument(document("a.txt", speeches)) },
      { _ = try await client.deleteMeeting("a") },
      { _ = try await client.put(meeting("a")) },
    ] as [() async throws -> Void] {
      let error = await #expect(throws: RPCError.self) { try await call() }
      #expect(error?.code == .failedPrecondition)
      #expect(error?.message.contains("--archive FILE") == true)
    }
    await server.shutdown(grace: .zero)
  }

  @Test("a stream that ends within a document keeps what was complete, and nothing of that")
  func brokenOff() async throws {
    try await WritingServer.with { server async throws in
      let whole = document("may.txt", speeches)
      var names: [String] = []
      let error = await #expect(throws: RPCError.self) {
        for try await report in server.stream([
          DocumentPart(begin: whole.head, piece: whole.bytes, isEnd: true),
          DocumentPart(begin: DocumentHead(name: "june.txt"), piece: Array("June".utf8)),
        ]) { names.append(report.name) }
      }
      #expect(error?.code == .invalidArgument)
      #expect(error?.message.contains("within the document june.txt") == true)
      #expect(names == ["may.txt"])
      #expect(server.lasting.sequence == 1)
      #expect(server.writing.tally.counts.heldBytes == 0)
    }
  }

  @Test(
    "a request that is wrong is refused with its field",
    arguments: [
      ([DocumentPart(piece: [1])], "begin"),
      (
        [
          DocumentPart(begin: DocumentHead(name: "a")),
          DocumentPart(begin: DocumentHead(name: "b")),
        ], "begin"
      ),
      ([DocumentPart(begin: DocumentHead(name: ""))], "begin.name"),
      (
        [DocumentPart(begin: DocumentHead(name: String(repeating: "a", count: 5_000)))],
        "begin.name"
      ),
      ([DocumentPart(begin: DocumentHead(name: "a", format: "scroll"))], "begin.format"),
      (
        [
          DocumentPart(
            begin: DocumentHead(name: "a"), piece: [UInt8](repeating: 1, count: 1_100_000))
        ], "piece"
      ),
    ])
  func wrong(parts: [DocumentPart], field: String) async throws {
    try await WritingServer.with { server async throws in
      let error = await #expect(throws: RPCError.self) {
        for try await _ in server.stream(parts) {}
      }
      #expect(error?.code == .invalidArgument)
      #expect(error?.message.hasPrefix(field + " ") == true, "\(error?.message ?? "")")
      #expect(server.writing.tally.counts.heldBytes == 0)
    }
  }

  @Test("one that holds more than all may is refused, and the limit named")
  func memory() async throws {
    var limits = WritingLimits()
    limits.documentSize = 1 << 20
    limits.memory = 1 << 20
    try await WritingServer.with(limits: limits) { server async throws in
      let half = DocumentPart(
        begin: DocumentHead(name: "a"), piece: [UInt8](repeating: 65, count: 600_000))
      let (parts, feed) = AsyncStream<DocumentPart>.makeStream()
      feed.yield(half)
      async let first: Void = {
        for try await _ in server.stream(parts) {}
      }()
      while server.writing.tally.counts.heldBytes < 600_000 { await Task.yield() }
      let error = await #expect(throws: RPCError.self) {
        for try await _ in server.stream([half]) {}
      }
      #expect(error?.code == .resourceExhausted)
      #expect(error?.message.contains("import-memory") == true)
      feed.finish()
      _ = try? await first
      #expect(server.writing.tally.counts.outOfMemory == 1)
      #expect(server.writing.tally.counts.heldBytes == 0)
      let report = try await server.client.importDocument(document("may.txt", speeches))
      #expect(report.meetings.map(\.outcome) == [.added])
    }
  }

  @Test(
    "a document that begins and does not go on ends by import-timeout, and what it held is free")
  func stalled() async throws {
    var limits = WritingLimits()
    limits.timeout = .milliseconds(50)
    try await WritingServer.with(limits: limits) { server async throws in
      let (parts, feed) = AsyncStream<DocumentPart>.makeStream()
      feed.yield(
        DocumentPart(
          begin: DocumentHead(name: "a"), piece: [UInt8](repeating: 65, count: 9_000)))
      let error = await #expect(throws: RPCError.self) {
        for try await _ in server.stream(parts) {}
      }
      #expect(error?.code == .deadlineExceeded)
      #expect(error?.message.contains("import-timeout") == true)
      feed.finish()
      while server.writing.tally.counts.heldBytes > 0 { await Task.yield() }
      #expect(server.lasting.sequence == 0)
    }
  }

  @Test("between documents a stream may wait as long as it likes")
  func waiting() async throws {
    var limits = WritingLimits()
    limits.timeout = .milliseconds(20)
    try await WritingServer.with(limits: limits) { server async throws in
      let (parts, feed) = AsyncStream<DocumentPart>.makeStream()
      var reports = server.stream(parts).makeAsyncIterator()
      for name in ["a.txt", "b.txt"] {
        let document = document(name, title: name, speeches)
        feed.yield(DocumentPart(begin: document.head, piece: document.bytes, isEnd: true))
        #expect(try await reports.next()?.meetings.map(\.outcome) == [.added])
        try await Task.sleep(for: .milliseconds(100))
      }
      feed.finish()
      #expect(try await reports.next() == nil)
    }
  }

  @Test("a full disk ends the call, and reads go on")
  func full() async throws {
    try await WritingServer.with(options: .init(maximumByteCount: 300_000)) { server async throws in
      _ = try await server.client.importDocument(document("may.txt", speeches))
      let words = String(repeating: "harbour ", count: 100_000)
      let error = await #expect(throws: RPCError.self) {
        try await server.client.importDocument(
          document("large.txt", title: "Other", [("Ilse Brandvik", words)]))
      }
      #expect(error?.code == .resourceExhausted)
      #expect(error?.message.contains("disk is full") == true)
      #expect(try await server.client.count().total == 3)
      #expect(server.writing.tally.counts.heldBytes == 0)
    }
  }

  @Test("a call that is given up leaves nothing behind")
  func cancelled() async throws {
    try await WritingServer.with { server async throws in
      let (parts, feed) = AsyncStream<DocumentPart>.makeStream()
      feed.yield(
        DocumentPart(
          begin: DocumentHead(name: "a"), piece: [UInt8](repeating: 65, count: 9_000)))
      let call = Task { for try await _ in server.stream(parts) {} }
      while server.writing.tally.counts.heldBytes < 9_000 { await Task.yield() }
      call.cancel()
      _ = try? await call.value
      feed.finish()
      while server.writing.tally.counts.heldBytes > 0 { await Task.yield() }
      #expect(server.lasting.sequence == 0)
    }
  }
}
