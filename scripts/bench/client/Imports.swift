import VerbatimClient

/// How fast a server takes what clients write: invented minutes, of some of three hundred people.
struct Imports {
  let meetings: Int
  let statements: Int
  /// `text`, `jsonl` or `put`.
  let form: String

  private func words(_ number: Int, _ index: Int) -> String {
    "Item \(index) of meeting \(number) is before us, and the harbour committee has asked for "
      + "\(number * 31 + index) more days to answer."
  }

  private func speaker(_ number: Int, _ index: Int) -> String {
    Self.names[(number * 7 + index * 3) % 20] + " " + Self.surnames[(number + index % 8) % 15]
  }

  private func document(_ number: Int) -> ImportedDocument {
    var text = form == "text" ? "Council \(number)\n\n12 May 2031\n\n" : ""
    for index in 0..<statements {
      let (who, what) = (speaker(number, index), words(number, index))
      text +=
        form == "text"
        ? "\(who): \(what)\n\n"
        : #"{"meeting":"m\#(number)","date":"2031-05-12","speaker":"\#(who)","text":"\#(what)"}"#
          + "\n"
    }
    return ImportedDocument(head: DocumentHead(name: "\(number).\(form)"), bytes: Array(text.utf8))
  }

  private func transcript(_ number: Int) -> Transcript {
    var speakers: [String: Speaker] = [:]
    let made = (0..<statements).map { index in
      let name = speaker(number, index)
      speakers[name] = Speaker(id: name, name: name)
      return Statement(
        id: "m\(number)/\(index)", meetingID: "m\(number)", ordinal: UInt32(index),
        date: "2031-05-12",
        attribution: Attribution(
          label: name, speakerID: name, name: name, certainty: .identified),
        paragraphs: [words(number, index)])
    }
    return Transcript(
      meeting: Meeting(id: "m\(number)", title: "Council \(number)", date: "2031-05-12"),
      statements: made, speakers: speakers.values.sorted { $0.id < $1.id })
  }

  /// Each by a call of its own, from several clients at once; prints meetings a second.
  func singly(_ clients: [ArchiveClient]) async throws {
    let documents = (0..<meetings).map(document)
    let transcripts = form == "put" ? (0..<meetings).map(transcript) : []
    for client in clients { _ = try await client.isServing() }
    let begun = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, client) in clients.enumerated() {
        group.addTask {
          for index in stride(from: number, to: meetings, by: clients.count) {
            let outcome =
              form == "put"
              ? try await client.put(transcripts[index]).meeting.outcome
              : try await client.importDocument(documents[index]).meetings.first?.outcome
            guard outcome == .added else { fatalError("a meeting is not added: \(index)") }
          }
        }
      }
      try await group.waitForAll()
    }
    let seconds = (ContinuousClock.now - begun) / .seconds(1)
    print("\(form), \(clients.count) clients: \(Int(Double(meetings) / seconds)) meetings/s")
  }

  /// All on one stream; prints statements a second.
  func inBulk(_ client: ArchiveClient) async throws {
    let documents = (0..<meetings).map(document)
    _ = try await client.isServing()
    let (stream, feed) = AsyncStream<ImportedDocument>.makeStream()
    for document in documents { feed.yield(document) }
    feed.finish()
    let begun = ContinuousClock.now
    var count = 0
    for try await report in client.importDocuments(stream) {
      count += report.meetings.reduce(0) { $0 + Int($1.statementCount) }
    }
    let seconds = (ContinuousClock.now - begun) / .seconds(1)
    print("\(form), in bulk: \(Int(Double(count) / seconds)) statements/s")
  }

  private static let names = [
    "Ilse", "Aron", "Ada", "Jon", "Tomás", "Ana", "Mira", "Olav", "Vera", "Paul", "Lena", "Emil",
    "Nora", "Ivan", "Rosa", "Karl", "Edda", "Hugo", "Irma", "Lars",
  ]
  private static let surnames = [
    "Brandvik", "Velt", "Berg", "Aasen", "Herrera", "Ruiz", "Holm", "Lind", "Moe", "Ness", "Falk",
    "Dahl", "Krog", "Vik", "Strand",
  ]
}
