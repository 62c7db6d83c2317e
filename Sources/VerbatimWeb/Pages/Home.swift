internal import Transcripts

extension PageReader {
  /// The start page: search, what there is, what is new.
  func home() throws -> Page {
    guard let days = archive.days else {
      return Page(
        title: "", section: nil,
        main: """
          <h1>\(texts[.siteName])</h1>
          <p class="lead">\(texts[.siteDescription])</p>
          <p>\(texts[.archiveEmpty])</p>

          """)
    }
    let holds = texts(
      .archiveHolds,
      [
        texts.count(archive.meetingCount, .meetingOne, .meetingMany),
        texts.statements(archive.statementCount),
        texts.count(archive.speakerCount, .speakerOne, .speakerMany),
      ].joined(separator: ", "), texts.day(days.lowerBound), texts.day(days.upperBound))
    let newest = try archive.meetings(
      MeetingQuery(order: .reverseChronological, limit: 8), isCancelled)
    let most = try archive.count(
      CountQuery(groupings: [.speaker], order: .count, limit: 11), isCancelled
    ).groups.filter { !$0.key.isEmpty }.prefix(10)
    return Page(
      title: "", description: holds, section: nil,
      main: """
        <h1>\(texts[.siteName])</h1>
        <p class="lead">\(texts[.siteDescription])</p>
        \(SearchForm(texts: texts).html)
        <p>\(holds)</p>
        \(try yearChart(StatementFilter()) { SearchRequest(from: $0, to: $1, order: .newest).address })
        <div class="columns">
        <section aria-labelledby="newest">
        <h2 id="newest">\(texts[.newestMeetings])</h2>
        \(list(newest.map(item)))
        <p><a href="/meetings">\(texts[.allMeetings])</a></p>
        </section>
        <section aria-labelledby="most">
        <h2 id="most">\(texts[.speaksMost])</h2>
        \(counted(most.map { ($0.display, .speaker($0.key), $0.count) }))
        <p><a href="/speakers">\(texts[.allSpeakers])</a></p>
        </section>
        </div>

        """)
  }

  /// A chart by year with its heading; by month where all is within two years.
  func yearChart(
    _ filter: StatementFilter, _ address: (CalendarDate, CalendarDate) -> Address
  ) throws -> HTML {
    let counts = try archive.count(
      CountQuery(filter: filter, groupings: [.year], order: .key, limit: 1_000), isCancelled)
    let isShort = counts.groups.count <= 2
    let shown =
      isShort
      ? try archive.count(
        CountQuery(filter: filter, groupings: [.month], order: .key, limit: 100), isCancelled)
      : counts
    guard let bars = Chart.bars(shown, months: isShort, texts, address) else { return "" }
    let title = texts[isShort ? .byMonth : .byYear]
    return "<h2>\(title)</h2>\n\(Chart(title: title, bars: bars, texts: texts).html)"
  }
}
