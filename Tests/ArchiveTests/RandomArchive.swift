import TextAnalysis
import Transcripts

@testable import Archive

/// An archive of made-up meetings that were imported in random pieces, and what it should hold.
struct RandomArchive {
  let archive = Archive()
  /// Every live meeting and its statements, as imported last; speakers under their names.
  private(set) var transcripts: [String: Transcript] = [:]
  static let names = [
    "Ana Ruiz", "Ana María Soto", "Bo Lind", "Čeněk Dvořák", "Dag Ek", "Ева Ильина", "Fu Wei",
    "Gil Soto",
  ]
  static let places = ["The Kremlin, Moscow", "Moscow", "New York", "York Hall, New Town", ""]
  static let kinds = Statement.Kind.allCases

  init(using generator: inout SplitMix, meetings: Int, imports: Int) throws {
    for _ in 0..<imports {
      try archive.load { loader in
        for _ in 0..<meetings / imports {
          let made = Self.make(
            number: Int.random(in: 0..<meetings, using: &generator), using: &generator)
          transcripts[made.meeting.id] = made
          try loader.append(made)
        }
      }
    }
  }

  private static func make(number: Int, using generator: inout SplitMix) -> Transcript {
    let id = "m-\(String(number, radix: 2))"
    let first = 19_000 + Int32.random(in: 0..<40, using: &generator)
    let pool = (0..<3).map { _ in names.randomElement(using: &generator)! }
    let count = Int.random(in: 0..<12, using: &generator)
    let spread = Bool.random(using: &generator) ? Int32(0) : 2
    let statements = (0..<count).map { index in
      let name =
        Int.random(in: 0..<6, using: &generator) == 0
        ? "" : pool.randomElement(using: &generator)!
      var paragraphs = (0..<Int.random(in: 0..<4, using: &generator)).map { _ in
        text(using: &generator)
      }
      let marks = marks(in: paragraphs, using: &generator)
      paragraphs.append("\(generator.next())")
      return Statement(
        id: "\(id)/\(index)", meetingID: id, ordinal: UInt32(index),
        date: CalendarDate(
          daysSinceEpoch: first + Int32.random(in: 0...spread, using: &generator))!,
        kind: kinds.randomElement(using: &generator)!,
        attribution: Attribution(
          label: name, speakerID: name, name: name, delivery: delivery(using: &generator)),
        paragraphs: paragraphs, marks: marks)
    }
    return Transcript(
      meeting: Meeting(
        id: id, title: "Meeting \(number)", date: CalendarDate(daysSinceEpoch: first)!,
        place: places.randomElement(using: &generator)!,
        language: languages.randomElement(using: &generator)!),
      statements: statements, speakers: Set(pool).sorted().map { Speaker(id: $0, name: $0) })
  }

  private static let languages = ["en", "en-GB", "en", "fr", "ru", "zh", ""]

  /// Most often none; sometimes that the text is in another language, or was heard in one.
  private static func delivery(using generator: inout SplitMix) -> Attribution.Delivery? {
    guard Int.random(in: 0..<5, using: &generator) == 0 else { return nil }
    return Attribution.Delivery(
      mode: .direct, language: languages.randomElement(using: &generator)!,
      wording: Bool.random(using: &generator) ? "" : "(speaking German)")
  }

  /// The language of a statement's words, where it has stems.
  func language(of statement: Statement) -> StemLanguage? {
    var tag = transcripts[statement.meetingID]!.meeting.language
    if let delivery = statement.attribution.delivery, delivery.wording.isEmpty,
      !delivery.language.isEmpty
    {
      tag = delivery.language
    }
    return ["en": .english, "en-GB": .english, "fr": .french, "ru": .russian][tag]
  }

  /// Words, frequent ones first.
  private static let words = [
    "word", "Budget", "the tax", "deficit,", "buy", "l\u{E9}vy", "economy", "economics", "economic",
    "(Applause.)", "long-term", "don't", "\u{411}\u{44E}\u{434}\u{436}\u{435}\u{442}", "zebra",
    "U.S.", "taxes", "taxed", "budgets", "economies", "buying",
    "\u{4E2D}\u{534E}\u{4EBA}\u{6C11}",
  ]

  private static func text(using generator: inout SplitMix) -> String {
    (0..<Int.random(in: 0..<25, using: &generator)).map { _ in
      let most = Int.random(in: 0..<words.count, using: &generator)
      return words[Int.random(in: 0...most, using: &generator)]
    }.joined(separator: " ")
  }

  /// Marks at random, and where there is applause.
  private static func marks(
    in paragraphs: [String], using generator: inout SplitMix
  ) -> [Mark] {
    var marks: [Mark] = []
    for (index, paragraph) in paragraphs.enumerated() {
      for place in paragraph.ranges(of: "(Applause.)") {
        marks.append(
          Mark(
            kind: .vocal, paragraph: UInt32(index),
            offset: UInt32(
              paragraph.utf8.distance(from: paragraph.startIndex, to: place.lowerBound)),
            length: 11, wording: "(Applause.)"))
      }
      if Int.random(in: 0..<4, using: &generator) == 0, !paragraph.isEmpty {
        let offset = Int.random(in: 0..<paragraph.utf8.count, using: &generator)
        let length = Int.random(in: 0...paragraph.utf8.count - offset, using: &generator)
        marks.append(
          Mark(
            kind: .insertion, paragraph: UInt32(index), offset: UInt32(offset),
            length: UInt32(length), wording: "[]"))
      }
    }
    return marks
  }

  /// All statements in the total order.
  var ordered: [Statement] {
    transcripts.values.flatMap(\.statements).sorted {
      ($0.date, $0.meetingID, $0.ordinal) < ($1.date, $1.meetingID, $1.ordinal)
    }
  }

  /// What a plain scan finds. Statements have the names of their speakers for ids.
  func scan(_ query: StatementQuery, ids: [String: String]) -> [Statement] {
    var found = ordered
    if query.order == .reverseChronological { found.reverse() }
    if !query.afterID.isEmpty {
      found.removeSubrange(...found.firstIndex { $0.id == query.afterID }!)
    }
    found = found.filter { matches($0, query.filter, ids: ids) }
    return query.limit == 0 ? found : Array(found.prefix(Int(query.limit)))
  }

  func matches(
    _ statement: Statement, _ filter: StatementFilter, ids: [String: String]
  ) -> Bool {
    let name = statement.attribution.speakerID
    if !filter.speakerIDs.isEmpty || !filter.speakerNames.isEmpty {
      let words = Set(FoldedText(name).words)
      let isNamed = filter.speakerNames.contains {
        !name.isEmpty && words.isSuperset(of: FoldedText($0).words)
      }
      guard isNamed || filter.speakerIDs.contains(ids[name] ?? "-") else { return false }
    }
    if let from = filter.from, statement.date < from { return false }
    if let to = filter.to, statement.date > to { return false }
    if !filter.meetingIDs.isEmpty, !filter.meetingIDs.contains(statement.meetingID) {
      return false
    }
    if !filter.places.isEmpty {
      let place = FoldedText(transcripts[statement.meetingID]!.meeting.place)
      guard filter.places.contains(where: { place.containsTogether(FoldedText($0)) }) else {
        return false
      }
    }
    if !filter.words.isEmpty {
      guard
        let query = try? WordQuery(parsing: filter.words, inflected: filter.matchesInflections),
        WordScan(statement, language: language(of: statement)).matches(query)
      else { return false }
    }
    if !filter.statementIDs.isEmpty, !filter.statementIDs.contains(statement.id) { return false }
    return filter.kinds.isEmpty || filter.kinds.contains(statement.kind)
  }

  /// A query with a random choice of everything.
  func randomQuery(ids: [String: String], using generator: inout SplitMix) -> StatementQuery {
    func maybe<Value>(_ value: @autoclosure () -> Value, else other: Value) -> Value {
      Int.random(in: 0..<3, using: &generator) == 0 ? value() : other
    }
    var query = StatementQuery()
    func some(_ values: [String]) -> [String] {
      (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        values.randomElement(using: &generator)!
      }
    }
    query.filter.speakerNames = maybe(
      some(["ana", "SOTO", "lind bo", "Dvorak", "ильина", "nobody", "Ana Maria", "wei"]), else: [])
    query.filter.speakerIDs = maybe(some(Array(ids.values).sorted() + ["none"]), else: [])
    let from = CalendarDate(daysSinceEpoch: 18_998 + Int32.random(in: 0..<46, using: &generator))!
    query.filter.from = maybe(from, else: nil)
    query.filter.to = maybe(
      CalendarDate(
        daysSinceEpoch: (query.filter.from ?? from).daysSinceEpoch
          + Int32.random(in: 0..<20, using: &generator)), else: nil)
    query.filter.meetingIDs = maybe(some(transcripts.keys.sorted() + ["none"]), else: [])
    query.filter.places = maybe(some(["moscow", "york", "new york", "hall", "Paris"]), else: [])
    query.filter.kinds = maybe(
      (0..<2).map { _ in Self.kinds.randomElement(using: &generator)! }, else: [])
    query.filter.statementIDs =
      Int.random(in: 0..<8, using: &generator) == 0
      ? (0..<20).map { _ in ordered.randomElement(using: &generator)?.id ?? "none" } + ["none"] : []
    query.filter.words = maybe(WordScan.randomQuery(using: &generator), else: "")
    query.filter.matchesInflections = maybe(true, else: false)
    query.order = Order.allCases.randomElement(using: &generator)!
    query.limit = maybe(UInt64.random(in: 1..<20, using: &generator), else: 0)
    query.afterID = maybe(ordered.randomElement(using: &generator)?.id ?? "", else: "")
    return query
  }
}
