internal import ArchiveProtocol
internal import Transcripts

/// A search as its address has it.
struct SearchRequest {
  var words = ""
  /// Names as one types them.
  var speakers: [String] = []
  /// Ids.
  var persons: [String] = []
  var from: CalendarDate?
  var to: CalendarDate?
  var places: [String] = []
  var kinds: [Statement.Kind] = []
  var order = SearchOrder.relevance
  var isInflected = false
  /// Where the page before ended.
  var after = ""
  /// What was typed for days that are none, so that it stands there again.
  var typedFrom = ""
  var typedTo = ""
  /// What is wrong, by the field of the form.
  var errors: [SearchForm.Field: String] = [:]

  init(
    words: String = "", persons: [String] = [], from: CalendarDate? = nil,
    to: CalendarDate? = nil, places: [String] = [], order: SearchOrder = .relevance
  ) {
    self.words = words
    self.persons = persons
    self.from = from
    self.to = to
    self.places = places
    self.order = order
  }

  init(_ address: Address, _ texts: Texts) {
    words = address.values(of: "q").joined(separator: " ")
    speakers = address.values(of: "speaker")
    persons = address.values(of: "person")
    places = address.values(of: "place")
    after = address.value(of: "after") ?? ""
    isInflected = address.value(of: "forms") != nil
    for (name, field) in [("from", SearchForm.Field.from), ("to", .to)] {
      guard let text = address.value(of: name) else { continue }
      let days = Self.days(text)
      if field == .from {
        from = days?.lowerBound
        typedFrom = text
      } else {
        to = days?.upperBound
        typedTo = text
      }
      if days == nil { errors[field] = "“\(text.prefix(40))” \(texts[.badDate])" }
    }
    for text in address.values(of: "kind") {
      if let kind = Self.kinds.first(where: { $0.name == text })?.kind {
        kinds.append(kind)
      } else {
        errors[.words] = "“\(text.prefix(40))” \(texts[.badChoice])"
      }
    }
    if let text = address.value(of: "order") {
      if let order = Self.orders.first(where: { $0.name == text })?.order {
        self.order = order
      } else {
        errors[.order] = "“\(text.prefix(40))” \(texts[.badChoice])"
      }
    }
  }

  static let orders: [(name: String, order: SearchOrder, text: Texts.Key)] = [
    ("relevance", .relevance, .orderRelevance), ("newest", .newest, .orderNewest),
    ("oldest", .oldest, .orderOldest),
  ]

  static let kinds: [(name: String, kind: Statement.Kind, text: Texts.Key)] = [
    ("speech", .speech, .kindSpeech), ("question", .question, .kindQuestion),
    ("answer", .answer, .kindAnswer), ("interjection", .interjection, .kindInterjection),
  ]

  /// The days of a day, a month or a year as ISO 8601 writes them.
  static func days(_ text: String) -> ClosedRange<CalendarDate>? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.first?.utf8.count == 4, parts.dropFirst().allSatisfy({ $0.utf8.count == 2 }),
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    let numbers = parts.compactMap { Int($0) }
    switch numbers.count {
    case 1:
      guard let first = try? CalendarDate(year: numbers[0], month: 1, day: 1),
        let last = Chart.lastDay(numbers[0], 12)
      else { return nil }
      return first...last
    case 2:
      guard let first = try? CalendarDate(year: numbers[0], month: numbers[1], day: 1),
        let last = Chart.lastDay(numbers[0], numbers[1])
      else { return nil }
      return first...last
    case 3:
      guard let day = try? CalendarDate(iso: text) else { return nil }
      return day...day
    default: return nil
    }
  }

  var filter: StatementFilter {
    StatementFilter(
      speakerIDs: persons, speakerNames: speakers, from: from, to: to, places: places,
      kinds: kinds, words: words, matchesInflections: isInflected)
  }

  var address: Address {
    var query: [Address.Parameter] = []
    if !words.isEmpty { query.append(.init("q", words)) }
    query += speakers.map { .init("speaker", $0) }
    query += persons.map { .init("person", $0) }
    if let from { query.append(.init("from", "\(from)")) }
    if let to { query.append(.init("to", "\(to)")) }
    query += places.map { .init("place", $0) }
    query += kinds.compactMap { kind in
      Self.kinds.first { $0.kind == kind }.map { .init("kind", $0.name) }
    }
    if order != .relevance, let name = Self.orders.first(where: { $0.order == order })?.name {
      query.append(.init("order", name))
    }
    if isInflected { query.append(.init("forms", "1")) }
    if !after.isEmpty { query.append(.init("after", after)) }
    return Address("search", query: query)
  }

  /// The same from its first page on, changed.
  func with(_ change: (inout SearchRequest) -> Void) -> Address {
    var other = self
    other.after = ""
    change(&other)
    return other.address
  }
}
