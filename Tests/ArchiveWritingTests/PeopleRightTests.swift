import Archive
import ArchiveWriting
import LastingArchive
import RPC
import Testing
import Transcripts
import VerbatimClient

/// What somebody may say of people who may only propose them.
@Suite("Writers who may not settle who is who")
struct PeopleRightTests {
  private let file = TemporaryFile()

  /// Has somebody write who may settle who is who.
  private func settling(_ body: (WritingServer) async throws -> Void) async throws {
    try await WritingServer.with(file, principal: "registrar", body)
  }

  /// Has somebody write who may not.
  private func proposing(_ body: (WritingServer) async throws -> Void) async throws {
    try await WritingServer.with(file, principal: "desk", maySettlePeople: false, body)
  }

  private func expectRefusal(
    _ message: String, _ server: WritingServer, _ transcript: Transcript,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async {
    let before = server.lasting.sequence
    let error = await #expect(throws: RPCError.self, sourceLocation: sourceLocation) {
      try await server.client.put(transcript)
    }
    #expect(error?.code == .permissionDenied, sourceLocation: sourceLocation)
    let found = error?.message ?? ""
    #expect(
      found.contains(message) && found.hasSuffix("that takes the right “people”"), "\(found)",
      sourceLocation: sourceLocation)
    #expect(server.lasting.sequence == before, sourceLocation: sourceLocation)
    #expect(server.writing.tally.counts.heldBytes == 0, sourceLocation: sourceLocation)
  }

  @Test("put no meeting that states who its speakers are")
  func stated() async throws {
    try await proposing { server async throws in
      var stated = meeting("a")
      stated.statedSpeakers = Set(stated.speakers.map(\.id))
      await expectRefusal("states its speakers’ ids", server, stated)
      var others = meeting("a")
      others.speakers[0].otherIDs = ["aron-velt"]
      await expectRefusal("other ids", server, others)
      var settled = meeting("a")
      settled.speakers[0].identifiers = [
        Speaker.Identifier(scheme: Speaker.Identifier.settledScheme, value: "aron-velt")
      ]
      await expectRefusal("settled who", server, settled)
      #expect(try await server.client.put(meeting("a")).meeting.outcome == .added)
    }
  }

  private func export(_ name: String) -> ImportedDocument {
    let text =
      #"{"id":"b/0","meetingId":"b","ordinal":0,"date":"2031-05-12","kind":"KIND_SPEECH","#
      + #""attribution":{"label":"X","speakerId":"ilse-brandvik","certainty":"CERTAINTY_IDENTIFIED"},"#
      + #""paragraphs":["Yes."],"meeting":{"id":"b","title":"Council","date":"2031-05-12"},"#
      + #""speakers":[{"id":"ilse-brandvik","name":"\#(name)"}]}"# + "\n"
    return ImportedDocument(head: DocumentHead(name: "export.jsonl"), bytes: Array(text.utf8))
  }

  @Test("import no export, but for one that says what the archive has")
  func exports() async throws {
    try await proposing { server async throws in
      _ = try await server.client.put(meeting("a"))
      let report = try #require(try await server.imports([export("Somebody Else")]).first)
      #expect(report.error == "")
      #expect(report.meetings.map(\.outcome) == [.refused])
      #expect(report.meetings.first?.problem.contains("that takes the right “people”") == true)
      #expect(try await server.client.speaker("ilse-brandvik").name == "Ilse Brandvik")
    }
    try await settling { server async throws in
      let report = try await server.imports([export("Somebody Else")])
      #expect(report.first?.meetings.map(\.outcome) == [.added])
    }
    try await proposing { server async throws in
      #expect(try await server.client.speaker("ilse-brandvik").names.count == 2)
      let same = try await server.imports([export("Somebody Else")])
      #expect(same.first?.meetings.map(\.outcome) == [.unchanged])
      let other = try await server.imports([export("Another")])
      #expect(other.first?.meetings.map(\.outcome) == [.refused])
    }
  }

  @Test("have nothing of a strict document kept of which they may not say all")
  func strict() async throws {
    try await proposing { server async throws in
      var document = export("Ilse Brandvik")
      document.head.isStrict = true
      let plain =
        #"{"meeting":"c","date":"2031-05-13","speaker":"Ilse Brandvik","text":"No."}"# + "\n"
      document.bytes += Array(plain.utf8)
      let report = try #require(try await server.imports([document]).first)
      #expect(report.meetings.map(\.outcome) == [.refused, .refused])
      #expect(report.meetings.count { $0.problem.contains("“people”") } == 1)
      #expect(server.lasting.sequence == 0)
      document.head.isStrict = false
      let other = try #require(try await server.imports([document]).first)
      #expect(Set(other.meetings.map(\.outcome)) == [.refused, .added])
    }
  }

  @Test("are told of people beside the meetings of a document who are left out")
  func bystanders() async throws {
    try await proposing { server async throws in
      var document = export("Ilse Brandvik")
      document.bytes = Array(
        (#"{"meeting":"c","date":"2031-05-13","speaker":"Ilse Brandvik","text":"No."}"# + "\n"
          + #"{"speakers":[{"id":"ilse-brandvik","name":"Somebody Else"}]}"# + "\n").utf8)
      let report = try #require(try await server.imports([document]).first)
      #expect(report.meetings.map(\.outcome) == [.added])
      let told = report.warnings.first { $0.rule == "speaker-refused" }
      #expect(told?.explanation.contains("“people”") == true, "\(report)")
      let names = try await server.client.speaker("ilse-brandvik").names.map(\.wording)
      #expect(names == ["Ilse Brandvik"])
    }
  }

  @Test("take back nothing that others have stated of people")
  func takingBack() async throws {
    try await settling { server async throws in
      var stated = meeting("a")
      for index in stated.speakers.indices { stated.speakers[index].otherIDs = ["old-\(index)"] }
      _ = try await server.client.put(stated)
    }
    try await proposing { server async throws in
      await expectRefusal("would take back", server, meeting("a", "Good evening."))
      await expectRefusal("would take back", server, meeting("a"))
      #expect(try await server.client.speaker("old-0").id == "ilse-brandvik")
    }
    try await settling { server async throws in
      _ = try await server.client.deleteMeeting("a")
    }
    try await proposing { server async throws in
      #expect(try await server.client.put(meeting("a")).meeting.outcome == .added)
    }
  }

  /// A meeting of one person with these identifiers.
  private func said(_ id: String, by name: String, _ identifiers: [String]) -> Transcript {
    let identifiers = identifiers.map { text in
      let parts = text.split(separator: ":").map(String.init)
      return Speaker.Identifier(scheme: parts[0], value: parts[1])
    }
    return Transcript(
      meeting: Meeting(id: id, title: id, date: "2031-05-12"),
      statements: [
        Statement(
          id: "\(id)/0", meetingID: id, ordinal: 0, date: "2031-05-12",
          attribution: Attribution(
            label: name, speakerID: "x", name: name, certainty: .identified),
          paragraphs: ["Words of \(id)."])
      ], speakers: [Speaker(id: "x", name: name, identifiers: identifiers)])
  }

  @Test("join nobody by identifiers and names of two whom the archive tells apart")
  func joining() async throws {
    try await proposing { server async throws in
      for first in [
        said("a", by: "Ilse Brandvik", ["city:1"]), said("b", by: "Aron Velt", ["port:7"]),
        said("c", by: "Jon Aasen", []), said("d", by: "Jon Berg", ["city:9"]),
      ] { #expect(try await server.client.put(first).meeting.outcome == .added) }
      await expectRefusal(
        "aron-velt and of ilse-brandvik", server,
        said("e", by: "Somebody", ["city:1", "port:7"]))
      await expectRefusal(
        "ilse-brandvik and of jon-aasen", server, said("e", by: "Jon Aasen", ["city:1"]))
      await expectRefusal(
        "aron-velt and of jon-aasen", server, said("c", by: "Jon Aasen", ["port:7"]))
      for (id, name, identifiers) in [
        // The same again, of another meeting.
        ("e", "Ilse Brandvik", ["city:1"]),
        // Another name of somebody, and one more identifier.
        ("f", "I. Brandvik", ["city:1"]), ("g", "Ilse Brandvik", ["city:1", "port:8"]),
        // Whom identifiers of one scheme tell apart is never joined by name.
        ("h", "Jon Berg", ["city:1"]),
        // A name alone.
        ("i", "Jon Aasen", []), ("j", "Jon Aasen", ["port:9"]),
      ] {
        let report = try await server.client.put(said(id, by: name, identifiers))
        #expect(report.meeting.outcome == .added, "\(id): \(report.meeting.problem)")
      }
    }
    try await settling { server async throws in
      let joining = said("k", by: "Somebody", ["city:1", "port:7"])
      #expect(try await server.client.put(joining).meeting.outcome == .added)
    }
  }
}
