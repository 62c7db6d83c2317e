internal import HTTP1
internal import Synchronization
internal import TranscriptOutput
internal import Transcripts

extension PageReader {
  /// Statements of a page of a meeting.
  static let statementsOfPage = 500
  /// Bytes of statements that are looked up at once while a page or a file is sent.
  static let pieceSize = 48 << 10

  /// A meeting as it was printed, with its statements.
  func meeting(_ id: String) throws -> Answer {
    guard let meeting = try archive.meeting(id) else {
      throw PageError.notFound(
        .notFoundMeeting, [.init(address: Address("meetings"), text: texts[.allMeetings])])
    }
    let number = try pageNumber()
    let count = Int(meeting.statementCount)
    let pages = max(1, (count + Self.statementsOfPage - 1) / Self.statementsOfPage)
    guard number <= pages else {
      throw PageError.notFound(.badPage, [.init(address: .meeting(id), text: title(meeting))])
    }
    let pager = self.pager(meeting, number, of: pages)
    let first = number == 1
    let speakers: HTML = first ? try self.speakers(at: meeting) : ""
    let contents: HTML = first ? self.contents(meeting) : ""
    let lead =
      first
      ? meeting.lead.map { "<p>\($0)</p>\n" as HTML } : []
    var page = Page(
      title: title(meeting), description: description(meeting), section: .meetings,
      main: """
        <article>
        <h1\(Self.language(meeting.language))>\(title(meeting))</h1>
        <p class="meta">\(days(meeting))\(placeLink(meeting)) · \
        \(texts.statements(meeting.statementCount))</p>
        \(facts(meeting))
        \(downloads(meeting))
        \(speakers)\(contents)<div class="intro"\(Self.language(meeting.language))>\(lead)</div>
        \(pages > 1 ? pager : "")
        <section aria-labelledby="transcript">
        <h2 id="transcript">\(texts[.transcript])</h2>
        <div\(Self.language(meeting.language))>

        """)
    let pieces = StatementPieces(
      archive: archive, texts: texts, meeting: meeting,
      first: (number - 1) * Self.statementsOfPage, count: Self.statementsOfPage)
    page.rest = { isCancelled in
      if let part = try pieces.next(isCancelled) { return part }
      return pieces.close("</div>\n</section>\n\(pages > 1 ? pager : "")</article>\n")
    }
    return .page(page)
  }

  /// Sends to the place of a statement.
  func statement(_ id: String) throws -> Answer {
    guard let statement = try archive.statement(id) else {
      let meeting = id.split(separator: "/").first.map(String.init) ?? ""
      let links: [PageError.Link] =
        try archive.meeting(meeting).map {
          [.init(address: .meeting(meeting), text: title($0))]
        } ?? []
      throw PageError.notFound(.notFoundStatement, links)
    }
    return .redirect(302, place(of: statement))
  }

  /// Where a statement stands.
  func place(of statement: Statement) -> Address {
    .meeting(
      statement.meetingID, page: Int(statement.ordinal) / Self.statementsOfPage + 1,
      fragment: StatementHTML.anchor(statement))
  }

  /// Who made a statement, as a link where that is somebody who is known.
  func speaker(of statement: Statement) -> HTML {
    StatementHTML(texts: texts, language: "").speaker(statement)
  }

  private func description(_ meeting: Meeting) -> String {
    var text = texts.day(meeting.date)
    if !meeting.place.isEmpty { text += ", " + meeting.place }
    text += ". " + texts.statements(meeting.statementCount) + "."
    return text
  }

  private func days(_ meeting: Meeting) -> HTML {
    let first: HTML = "<a href=\"\(Address.days("\(meeting.date)"))\">\(time(meeting.date))</a>"
    let end: HTML = meeting.endDate.map { "–\(time($0))" } ?? ""
    let start: HTML = meeting.startTime.isEmpty ? "" : ", \(meeting.startTime)"
    return "\(first)\(end)\(start)"
  }

  private func placeLink(_ meeting: Meeting) -> HTML {
    meeting.place.isEmpty
      ? "" : " · <a href=\"\(Address.place(meeting.place))\"><bdi>\(meeting.place)</bdi></a>"
  }

  /// What is known of the meeting and where it comes from.
  private func facts(_ meeting: Meeting) -> HTML {
    var facts: [HTML] = []
    func add(_ key: Texts.Key, _ value: HTML) {
      facts.append("<dt>\(texts[key])</dt><dd>\(value)</dd>\n")
    }
    if !meeting.kind.isEmpty { add(.kind, "<bdi>\(meeting.kind)</bdi>") }
    if !meeting.language.isEmpty { add(.languageLabel, "\(meeting.language)") }
    let url = meeting.source.url
    if url.hasPrefix("https://") || url.hasPrefix("http://") {
      add(
        .source,
        "<a href=\"\(url)\" rel=\"noopener noreferrer nofollow\">\(texts[.original])</a>")
    } else if !url.isEmpty {
      add(.source, "\(url)")
    }
    if !meeting.source.licence.isEmpty { add(.licence, "<bdi>\(meeting.source.licence)</bdi>") }
    if !meeting.source.fileName.isEmpty { add(.file, "<bdi>\(meeting.source.fileName)</bdi>") }
    return facts.isEmpty ? "" : "<dl class=\"facts\">\n\(facts)</dl>\n"
  }

  private func downloads(_ meeting: Meeting) -> HTML {
    var links: HTML = ""
    for (index, form) in Download.Form.allCases.enumerated() {
      let address = Address("meetings", meeting.id, "transcript.\(form.rawValue)")
      links += "\(index == 0 ? "" : " · ")<a href=\"\(address)\">\(texts[form.text])</a>"
    }
    return "<p class=\"downloads\">\(texts[.download]): \(links)</p>\n"
  }

  private func speakers(at meeting: Meeting) throws -> HTML {
    let counts = try archive.count(
      CountQuery(
        filter: StatementFilter(meetingIDs: [meeting.id]), groupings: [.speaker], order: .count,
        limit: 60), isCancelled)
    let known = counts.groups.filter { !$0.key.isEmpty }
    guard !known.isEmpty else { return "" }
    return """
      <details class="side"><summary>\(texts[.speakersHere]) (\(texts.number(known.count)))</summary>
      \(counted(known.map { ($0.display, .speaker($0.key), $0.count) }))</details>

      """
  }

  private func contents(_ meeting: Meeting) -> HTML {
    guard meeting.sections.count > 1, Int(meeting.statementCount) <= Self.statementsOfPage else {
      return ""
    }
    let items = meeting.sections.prefix(200).enumerated().map { index, section in
      "<li><a href=\"#section-\(index)\"><bdi>\(section.heading)</bdi></a></li>\n" as HTML
    }
    let title = texts[.sections]
    return "<details class=\"side\"><summary>\(title)</summary>\n\(list(items))</details>\n"
  }

  private func pager(_ meeting: Meeting, _ number: Int, of pages: Int) -> HTML {
    var links: [HTML] = []
    if number > 1 {
      let address = Address.meeting(meeting.id, page: number - 1)
      links.append("<a rel=\"prev\" href=\"\(address)\">\(texts[.previousPage])</a>\n")
    }
    let place = texts(.pageOf, texts.number(number), texts.number(pages))
    links.append("<span>\(place)</span>\n")
    if number < pages {
      let address = Address.meeting(meeting.id, page: number + 1)
      links.append("<a rel=\"next\" href=\"\(address)\">\(texts[.nextPage])</a>\n")
    }
    return "<nav class=\"pager\" aria-label=\"\(place)\">\n\(links)</nav>\n"
  }
}

/// The statements of a page of a meeting, a piece at a time, so that no page is held whole.
private final class StatementPieces: Sendable {
  private struct State {
    var lastID = ""
    var given = 0
    var section: Int?
    var isOver = false
    var isClosed = false
  }

  private let archive: ReadableArchive
  private let meeting: Meeting
  private let first: Int
  private let count: Int
  private let printing: StatementHTML
  private let state = Mutex(State())

  init(archive: ReadableArchive, texts: Texts, meeting: Meeting, first: Int, count: Int) {
    self.archive = archive
    self.meeting = meeting
    self.first = first
    self.count = count
    printing = StatementHTML(texts: texts, language: meeting.language)
  }

  /// The next statements; nil when there are none.
  func next(_ isCancelled: () -> Bool) throws -> HTML? {
    var now = state.withLock { $0 }
    guard !now.isOver, now.given < count else { return nil }
    let statements = try archive.statements(
      StatementQuery(
        filter: StatementFilter(meetingIDs: [meeting.id]), afterID: now.lastID),
      skipping: now.lastID.isEmpty ? first : 0, bytes: PageReader.pieceSize, isCancelled
    ).prefix(count - now.given)
    var html: HTML = ""
    for statement in statements {
      if statement.section != now.section, let index = statement.section,
        meeting.sections.indices.contains(index)
      {
        let heading = meeting.sections[index].heading
        html += "<h2 class=\"part\" id=\"section-\(index)\">\(heading)</h2>\n"
      }
      now.section = statement.section
      html += printing.html(statement)
      now.lastID = statement.id
    }
    now.given += statements.count
    now.isOver = statements.isEmpty
    state.withLock { [now] in $0 = now }
    return statements.isEmpty ? nil : html
  }

  /// What stands behind them, once.
  func close(_ html: HTML) -> HTML? {
    state.withLock { state in
      if state.isClosed { return nil }
      state.isClosed = true
      return html
    }
  }
}
