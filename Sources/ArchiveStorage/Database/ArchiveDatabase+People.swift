import ArchiveProtocol
package import People
import Protobuf
import Transcripts

extension ArchiveDatabase {
  /// Everybody whom the archive knows, as they were settled last.
  package func readPeople() throws(StorageError) -> People {
    var persons = try readPersons()
    try readNames(into: &persons)
    let listed = try readListed(personCount: persons.count)
    let identifiers = try readIdentifiers(personCount: persons.count)
    var people: [People.Person] = []
    people.reserveCapacity(persons.count)
    for (number, person) in persons.enumerated() {
      people.append(
        People.Person(
          id: person.id, name: person.name, names: person.names, roles: person.roles,
          identifiers: identifiers.listed[number], otherIDs: listed[number],
          isSettled: person.isSettled))
    }
    return People(
      people, aliases: try readAliases(personCount: persons.count), identifiers: identifiers.all,
      meanings: try readMeanings(personCount: persons.count))
  }

  /// Stores what a settlement has told.
  package func put(_ news: People.News, of people: People) throws(StorageError) {
    // Whatever refers to a speaker comes after.
    for number in news.persons.sorted() { try put(people[number], number) }
    for alias in news.aliases {
      let row = try connection.statement("INSERT OR REPLACE INTO speaker_ids VALUES (?1, ?2, ?3)")
      row.bind(1, alias.id)
      row.bind(2, Int64(alias.number))
      row.bind(3, people[alias.number].otherIDs.contains { $0.isExactly(alias.id) } ? 1 : 0)
      try row.run()
    }
    for known in news.identifiers {
      let row = try connection.statement(
        "INSERT OR REPLACE INTO identifiers VALUES (?1, ?2, ?3, ?4)")
      row.bind(1, known.identifier.scheme)
      row.bind(2, known.identifier.value)
      row.bind(3, Int64(known.number))
      row.bind(4, people[known.number].identifiers.contains(known.identifier) ? 1 : 0)
      try row.run()
    }
    let arena = MessageArena()
    for meaning in news.meanings {
      let row = try connection.statement("INSERT OR REPLACE INTO meant VALUES (?1, ?2, ?3, ?4)")
      row.bind(1, meaning.id)
      arena.reset()
      let identifiers = Speaker(id: "", name: "", identifiers: meaning.identifiers)
      row.bind(2, Packing.bytes(of: UnsafePointer(identifiers.encode(into: arena))))
      row.bind(3, Int64(meaning.number))
      row.bind(4, meaning.ownID)
      try row.run()
    }
  }

  /// Forgets who everybody is, and by which decisions that was settled: they are to be settled anew.
  package func clearPeople() throws(StorageError) {
    for table in ["decisions", "meant", "identifiers", "speaker_ids", "names", "speakers"] {
      try connection.execute("DELETE FROM \(table)")
    }
  }

  /// The keeper's decisions that people were settled by, as lines of a merge file.
  package func readDecisions() throws(StorageError) -> [String] {
    let query = try connection.statement("SELECT decision FROM decisions ORDER BY position")
    defer { query.reset() }
    var decisions: [String] = []
    while try query.step() { decisions.append(query.text(0)) }
    return decisions
  }

  /// Notes in the log that people are settled otherwise, for another reason than a meeting.
  package func logPeople(principal: String) throws(StorageError) {
    _ = try log(.people, nil, 0, principal)
  }

  /// Stores the decisions that people are settled by.
  package func put(decisions: [String]) throws(StorageError) {
    try connection.execute("DELETE FROM decisions")
    for (index, decision) in decisions.enumerated() {
      let row = try connection.statement("INSERT INTO decisions VALUES (?1, ?2)")
      row.bind(1, index)
      row.bind(2, decision)
      try row.run()
    }
  }

  // MARK: A person's rows

  private func put(_ person: People.Person, _ number: UInt32) throws(StorageError) {
    let row = try connection.statement(
      """
      INSERT INTO speakers VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (number) DO UPDATE SET name = excluded.name, is_settled = excluded.is_settled
      """)
    row.bind(1, Int64(number))
    row.bind(2, person.id)
    row.bind(3, person.name)
    row.bind(4, person.isSettled ? 1 : 0)
    try row.run()
    let gone = try connection.statement("DELETE FROM names WHERE speaker = ?1")
    gone.bind(1, Int64(number))
    try gone.run()
    try put(person.names, "name", of: number)
    try put(person.roles, "role", of: number)
  }

  private func put(
    _ wordings: Wordings, _ kind: String, of number: UInt32
  ) throws(StorageError) {
    let row = try connection.statement("INSERT INTO names VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
    for (position, entry) in wordings.list.enumerated() {
      row.bind(1, Int64(number))
      row.bind(2, kind)
      row.bind(3, position)
      row.bind(4, entry.wording)
      row.bind(5, entry.from?.description)
      row.bind(6, entry.to?.description)
      row.bind(7, entry.count)
      try row.run()
    }
  }

  // MARK: Reading

  private struct PersonRow {
    var id: String
    var name: String
    var isSettled: Bool
    var names: [Wordings.Entry] = []
    var roles: [Wordings.Entry] = []
  }

  private func readPersons() throws(StorageError) -> [PersonRow] {
    let query = try connection.statement(
      "SELECT number, id, name, is_settled FROM speakers ORDER BY number")
    defer { query.reset() }
    var persons: [PersonRow] = []
    while try query.step() {
      guard query.number(0) == persons.count else {
        throw StorageError(
          .damaged, path: path,
          "its speakers are not numbered without gaps: rows were taken out; restore it from a backup"
        )
      }
      persons.append(
        PersonRow(id: query.text(1), name: query.text(2), isSettled: query.number(3) != 0))
    }
    return persons
  }

  private func readNames(into persons: inout [PersonRow]) throws(StorageError) {
    let query = try connection.statement(
      """
      SELECT speaker, kind, wording, first_date, last_date, statements FROM names
      ORDER BY speaker, kind, position
      """)
    defer { query.reset() }
    while try query.step() {
      let number = try place(query, 0, personCount: persons.count)
      let entry = Wordings.Entry(
        wording: query.text(2), from: CalendarDate(query.text(3)), to: CalendarDate(query.text(4)),
        count: Int(try query.unsigned(5) as UInt32))
      if query.text(1) == "name" {
        persons[number].names.append(entry)
      } else {
        persons[number].roles.append(entry)
      }
    }
  }

  private func readAliases(personCount: Int) throws(StorageError) -> [People.Alias] {
    let query = try connection.statement("SELECT id, speaker FROM speaker_ids")
    defer { query.reset() }
    var aliases: [People.Alias] = []
    while try query.step() {
      let number = try place(query, 1, personCount: personCount)
      aliases.append(People.Alias(id: query.text(0), number: UInt32(number)))
    }
    return aliases
  }

  /// The other ids that are listed of each person.
  private func readListed(personCount: Int) throws(StorageError) -> [[String]] {
    let query = try connection.statement("SELECT id, speaker FROM speaker_ids WHERE is_listed")
    defer { query.reset() }
    var listed = [[String]](repeating: [], count: personCount)
    while try query.step() {
      listed[try place(query, 1, personCount: personCount)].append(query.text(0))
    }
    return listed
  }

  private func readIdentifiers(
    personCount: Int
  ) throws(StorageError) -> (all: [People.KnownIdentifier], listed: [[Speaker.Identifier]]) {
    let query = try connection.statement(
      "SELECT scheme, value, speaker, is_listed FROM identifiers ORDER BY scheme, value")
    defer { query.reset() }
    var all: [People.KnownIdentifier] = []
    var listed = [[Speaker.Identifier]](repeating: [], count: personCount)
    while try query.step() {
      let identifier = Speaker.Identifier(scheme: query.text(0), value: query.text(1))
      let number = try place(query, 2, personCount: personCount)
      all.append(People.KnownIdentifier(identifier, number: UInt32(number)))
      if query.number(3) != 0 { listed[number].append(identifier) }
    }
    return (all, listed.map { $0.sorted(by: Speaker.Identifier.precedes) })
  }

  /// Whom documents mean by those they propose, and the id that each had before anything was decided.
  package func meanings() throws(StorageError) -> [People.Meaning] {
    try readMeanings(
      personCount: Int(clamping: try connection.number("SELECT count(*) FROM speakers")))
  }

  private func readMeanings(personCount: Int) throws(StorageError) -> [People.Meaning] {
    // In a file of version 1 it was not noted: that of those of whom nothing was decided is known.
    let query = try connection.statement(
      """
      SELECT meant.id, identifiers, speaker, ifnull(own_id, iif(is_settled, NULL, speakers.id))
      FROM meant LEFT JOIN speakers ON number = speaker
      """)
    defer { query.reset() }
    let arena = MessageArena()
    var meanings: [People.Meaning] = []
    while try query.step() {
      let speaker: Speaker
      do {
        speaker = try query.withBytes(1) { bytes throws(ProtobufError) in
          arena.reset()
          return try Speaker(decoding: arena.unpack(Messages.speaker, from: bytes))
        }
      } catch {
        throw StorageError(
          .damaged, path: path,
          "whom documents mean by \(query.text(0).debugDescription) cannot be read (\(error)): restore it "
            + "from a backup")
      }
      meanings.append(
        People.Meaning(
          id: query.text(0), identifiers: speaker.identifiers,
          number: UInt32(try place(query, 2, personCount: personCount)),
          ownID: query.isNull(3) ? nil : query.text(3)))
    }
    return meanings
  }

  /// The number of a speaker whom a row refers to.
  private func place(
    _ query: PreparedStatement, _ column: Int32, personCount: Int
  ) throws(StorageError) -> Int {
    let number = query.number(column)
    guard (0..<Int64(personCount)).contains(number) else {
      throw StorageError(
        .damaged, path: path,
        "it speaks of a speaker \(number), and has none of that number: restore it from a backup")
    }
    return Int(number)
  }
}
