internal import Transcripts

extension PageReader {
  private static let speakersOfPage: UInt64 = 200

  /// All speakers, or those whose name fits.
  func speakers() throws -> Page {
    let name = address.value(of: "name") ?? ""
    var found = try archive.speakers(
      SpeakerQuery(
        name: name, limit: Self.speakersOfPage + 1, afterID: address.value(of: "after") ?? ""),
      isCancelled)
    let hasMore = found.count > Self.speakersOfPage
    if hasMore { found.removeLast() }
    let items = found.map { speaker in
      """
      <li><a href="\(Address.speaker(speaker.id))"><bdi>\(speaker.name)</bdi></a> \
      <span class="meta">\(texts.number(speaker.statementCount))</span></li>

      """ as HTML
    }
    var next: HTML = ""
    if hasMore, let last = found.last {
      var query: [Address.Parameter] = name.isEmpty ? [] : [.init("name", name)]
      query.append(.init("after", last.id))
      next = """
        <nav class="pager" aria-label="\(texts[.nextPage])">\
        <a rel="next" href="\(Address("speakers", query: query))">\(texts[.nextPage])</a></nav>
        """
    }
    return Page(
      title: texts[.speakers], section: .speakers,
      main: """
        <h1>\(texts[.speakers])</h1>
        <form class="find" action="/speakers" method="get">
        <label for="name">\(texts[.name])</label>
        <div class="row"><div class="grow"><input id="name" name="name" value="\(name)" \
        autocomplete="off"></div><button>\(texts[.findButton])</button></div>
        </form>
        \(items.isEmpty ? "<p>\(texts[.noSpeakers])</p>" : list(items, class: "plain many"))
        \(next)

        """)
  }

  /// A speaker; an id that was another's leads to the one it is now.
  func speaker(_ id: String) throws -> Answer {
    guard let speaker = archive.speaker(id) else {
      throw PageError.notFound(
        .notFoundSpeaker, [.init(address: Address("speakers"), text: texts[.allSpeakers])])
    }
    guard speaker.id == id else { return .redirect(301, .speaker(speaker.id)) }
    let filter = StatementFilter(speakerIDs: [id])
    let meetings = try archive.meetings(
      MeetingQuery(order: .reverseChronological, limit: 20, statements: filter), isCancelled)
    let recent = try archive.statements(
      StatementQuery(filter: filter, order: .reverseChronological, limit: 5), bytes: 256 << 10,
      isCancelled)
    let all = SearchRequest(persons: [id], order: .newest)
    let role = speaker.roles.last?.wording ?? ""
    var days: HTML = ""
    if let first = speaker.firstDate, let last = speaker.lastDate {
      days = "<dt>\(texts[.firstSaid])</dt><dd>\(time(first)) – \(time(last))</dd>\n"
    }
    let identifiers = speaker.identifiers.map { "<bdi>\($0.scheme): \($0.value)</bdi><br>" as HTML }
    let known: HTML =
      identifiers.isEmpty ? "" : "<dt>\(texts[.identifiers])</dt><dd>\(identifiers)</dd>\n"
    let statements = texts.statements(speaker.statementCount)
    return .page(
      Page(
        title: speaker.name, description: role.isEmpty ? statements : "\(role). \(statements).",
        section: .speakers,
        main: """
          <h1><bdi>\(speaker.name)</bdi></h1>
          <p class="lead">\(role)</p>
          <p><a href="\(all.address)">\(statements)</a></p>
          \(search(of: speaker))
          \(try yearChart(filter) { SearchRequest(persons: [id], from: $0, to: $1, order: .newest).address })
          <div class="columns">
          <section aria-labelledby="names">
          <h2 id="names">\(texts[.names])</h2>
          \(dated(speaker.names))
          </section>
          \(roles(speaker))
          </div>
          <dl class="facts">
          \(days)\(known)</dl>
          <div class="columns">
          <section aria-labelledby="recent">
          <h2 id="recent">\(texts[.recentStatements])</h2>
          \(try recent.map(excerpt))
          </section>
          <section aria-labelledby="meetings">
          <h2 id="meetings">\(texts[.meetingsWith])</h2>
          \(list(meetings.map(item)))
          </section>
          </div>

          """,
        feed: Address.speaker(id).feed))
  }

  private func search(of speaker: Speaker) -> HTML {
    """
    <form class="find" role="search" action="/search" method="get">
    <input type="hidden" name="person" value="\(speaker.id)">
    <label for="q">\(texts(.searchThis, speaker.name))</label>
    <div class="row"><div class="grow"><input type="search" id="q" name="q" autocomplete="off">\
    </div><button>\(texts[.searchButton])</button></div>
    </form>

    """
  }

  private func roles(_ speaker: Speaker) -> HTML {
    speaker.roles.isEmpty
      ? ""
      : """
      <section aria-labelledby="roles">
      <h2 id="roles">\(texts[.roles])</h2>
      \(dated(speaker.roles))
      </section>
      """
  }

  private func dated(_ wordings: [Speaker.Dated]) -> HTML {
    let ordered = wordings.sorted { ($0.from ?? .first) < ($1.from ?? .first) }
    return list(
      ordered.prefix(100).map { dated in
        let days: HTML =
          switch (dated.from, dated.to) {
          case (let from?, let to?) where from == to: time(from)
          case (let from?, let to?): "\(time(from)) – \(time(to))"
          case (let from?, nil): "\(time(from)) –"
          case (nil, let to?): "– \(time(to))"
          case (nil, nil): ""
          }
        return "<li><bdi>\(dated.wording)</bdi><br><span class=\"meta\">\(days)</span></li>\n"
      })
  }

  /// The beginning of a statement, with its meeting.
  private func excerpt(_ statement: Statement) throws -> HTML {
    let meeting = try archive.meeting(statement.meetingID)
    let text = statement.paragraphs.joined(separator: " ")
    let cut = text.prefix(280)
    let name: HTML = meeting.map { "\(link($0))" } ?? ""
    return """
      <article class="hit">
      <p class="meta">\(time(statement.date)) · \(name)</p>
      <p class="text"\(Self.language(meeting?.language ?? ""))>\(cut)\(cut.count < text.count ? " …" : "")</p>
      <p class="meta"><a href="\(place(of: statement))">\(texts[.inContext])</a></p>
      </article>

      """
  }
}
