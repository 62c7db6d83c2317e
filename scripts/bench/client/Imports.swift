import VerbatimClient

/// How fast a server takes what clients write.
enum Imports {
  /// Invented minutes of as many statements, by some of three hundred people.
  static func document(_ number: Int, statements: Int) -> ImportedDocument {
    var text = "Council \(number)\n\n12 May 2031\n\n"
    for index in 0..<statements {
      let (first, last) = ((number * 7 + index * 3) % 20, (number + index % 8) % 15)
      text +=
        "\(names[first]) \(surnames[last]): Item \(index) of meeting \(number) is before us, and the "
        + "harbour committee has asked for \(number * 31 + index) more days to answer.\n\n"
    }
    return ImportedDocument(head: DocumentHead(name: "\(number).txt"), bytes: Array(text.utf8))
  }

  /// Imports documents from several clients, each by one call after another, and prints meetings a second.
  static func singly(_ clients: [ArchiveClient], meetings: Int, statements: Int) async throws {
    let documents = (0..<meetings).map { document($0, statements: statements) }
    let begun = ContinuousClock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, client) in clients.enumerated() {
        group.addTask {
          for index in stride(from: number, to: meetings, by: clients.count) {
            let report = try await client.importDocument(documents[index])
            guard report.meetings.first?.outcome == .added else { fatalError("\(report)") }
          }
        }
      }
      try await group.waitForAll()
    }
    let seconds = (ContinuousClock.now - begun) / .seconds(1)
    print("\(clients.count) clients: \(Int(Double(meetings) / seconds)) meetings/s")
  }

  /// Imports documents on one stream, and prints statements a second.
  static func bulk(_ client: ArchiveClient, meetings: Int, statements: Int) async throws {
    let documents = (0..<meetings).map { document($0, statements: statements) }
    let begun = ContinuousClock.now
    let (stream, feed) = AsyncStream<ImportedDocument>.makeStream()
    for document in documents { feed.yield(document) }
    feed.finish()
    var count = 0
    for try await report in client.importDocuments(stream) {
      count += report.meetings.reduce(0) { $0 + Int($1.statementCount) }
    }
    let seconds = (ContinuousClock.now - begun) / .seconds(1)
    print("in bulk: \(Int(Double(count) / seconds)) statements/s")
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
