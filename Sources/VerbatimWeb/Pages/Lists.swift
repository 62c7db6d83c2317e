internal import Transcripts

extension PageReader {
  private static let meetingsOfPage: UInt64 = 50

  /// All meetings, the newest first.
  func meetings() throws -> Page {
    try meetings(
      MeetingQuery(), title: texts[.allMeetings], section: .meetings, Address("meetings"))
  }

  /// A page of meetings, the newest first.
  private func meetings(
    _ query: MeetingQuery, title: String, section: Page.Section, _ own: Address,
    missing: Texts.Key? = nil, above: HTML = ""
  ) throws -> Page {
    var query = query
    query.order = .reverseChronological
    query.limit = Self.meetingsOfPage + 1
    query.afterID = address.value(of: "after") ?? ""
    var found = try archive.meetings(query, isCancelled)
    if found.isEmpty, let missing { throw PageError.notFound(missing, [link(to: section)]) }
    let hasMore = found.count > Self.meetingsOfPage
    if hasMore { found.removeLast() }
    var next: HTML = ""
    if hasMore, let last = found.last {
      var address = own
      address.query.append(.init("after", last.id))
      next = """
        <nav class="pager" aria-label="\(texts[.earlier])">\
        <a rel="next" href="\(address)">\(texts[.earlier])</a></nav>
        """
    }
    return Page(
      title: title, section: section,
      main: """
        <h1>\(title)</h1>
        \(above)\(found.isEmpty ? "<p>\(texts[.noMeetings])</p>" : list(found.map(item)))
        \(next)

        """)
  }

  private func link(to section: Page.Section) -> PageError.Link {
    PageError.Link(address: section.address, text: texts[section.text])
  }

  /// All places, with how much was said there.
  func places() throws -> Page {
    let counts = try archive.count(
      CountQuery(groupings: [.place], order: .count, limit: 1_000), isCancelled)
    let groups = counts.groups.filter { !$0.key.isEmpty }
    return Page(
      title: texts[.places], section: .places,
      main: """
        <h1>\(texts[.allPlaces])</h1>
        \(counted(groups.map { ($0.key, .place($0.key), $0.count) }))

        """)
  }

  func place(_ name: String) throws -> Page {
    try meetings(
      MeetingQuery(places: [name]), title: texts(.meetingsAt, name), section: .places, .place(name),
      missing: .notFoundPlace,
      above: """
        <p><a href="\(SearchRequest(places: [name], order: .newest).address)">\
        \(texts[.search]): \(name)</a></p>

        """)
  }

  /// The years and months that there are meetings of.
  func years() throws -> Page {
    let counts = try archive.count(
      CountQuery(groupings: [.month], order: .key, limit: 10_000), isCancelled)
    var html: HTML = ""
    let years = Dictionary(grouping: counts.groups) { $0.key.prefix(4) }
    for (year, months) in years.sorted(by: { $0.key > $1.key }) {
      html += "<h2><a href=\"\(Address.days(String(year)))\">\(year)</a></h2>\n"
      html += grid(months)
    }
    return Page(
      title: texts[.calendar], section: .calendar,
      main: "<h1>\(texts[.calendar])</h1>\n\(html.isEmpty ? "<p>\(texts[.noMeetings])</p>" : html)")
  }

  /// A year, a month or a day: what there is of it, and its meetings.
  func days(_ text: String) throws -> Page {
    guard let span = SearchRequest.days(text) else {
      throw PageError(status: 404, text: .notFoundDays, links: [link(to: .calendar)])
    }
    let (year, month, _) = span.lowerBound.components
    let grouping: GroupBy? =
      switch text.utf8.count {
      case 4: .month
      case 7: .day
      default: nil
      }
    let title =
      switch text.utf8.count {
      case 4: texts(.meetingsIn, text)
      case 7: texts(.meetingsIn, texts.month(year, month))
      default: texts(.meetingsOn, texts.day(span.lowerBound))
      }
    var above: HTML = ""
    if let grouping {
      let filter = StatementFilter(from: span.lowerBound, to: span.upperBound)
      above = grid(
        try archive.count(
          CountQuery(filter: filter, groupings: [grouping], order: .key), isCancelled
        ).groups)
    }
    if text.utf8.count > 4 {
      let wider = String(text.prefix(text.utf8.count - 3))
      let name = wider.utf8.count == 4 ? wider : texts.month(year, month)
      above = "<p><a href=\"\(Address.days(wider))\">\(name)</a></p>\n\(above)"
    }
    return try meetings(
      MeetingQuery(from: span.lowerBound, to: span.upperBound), title: title, section: .calendar,
      .days(text), missing: .notFoundDays, above: above)
  }

  /// Months or days with how much was said in them.
  private func grid(_ groups: [StatementCounts.Group]) -> HTML {
    let items = groups.map { group in
      let name: String
      if let day = CalendarDate(group.key) {
        name = texts.day(day)
      } else if let month = SearchRequest.days(group.key)?.lowerBound.components {
        name = texts.month(month.year, month.month)
      } else {
        name = group.key
      }
      return """
        <a href="\(Address.days(group.key))">\(name) <span class="meta">\
        (\(texts.number(group.count)))</span></a>

        """ as HTML
    }
    return "<div class=\"months\">\n\(items)</div>\n"
  }
}
