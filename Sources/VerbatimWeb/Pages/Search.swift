internal import ArchiveProtocol
internal import TextAnalysis
internal import Transcripts

extension PageReader {
  private static let hitsOfPage: UInt32 = 20
  /// Years whose months a chart shows instead of them.
  private static let yearsByMonth = 3

  /// Hits, what they can be narrowed by, and how the search was understood.
  func search() throws -> Page {
    var request = SearchRequest(address, texts)
    guard request.errors.isEmpty else {
      // All that is wrong is told at once.
      do throws(WordQueryError) {
        _ = try WordQuery(
          parsing: request.words, inflected: request.isInflected, limits: archive.searchLimits)
      } catch  where !request.words.isEmpty {
        request.errors[.words] = error.description
      } catch {}
      return failed(request)
    }
    do {
      return try found(request)
    } catch let error as QueryError where error.code == .invalidArgument {
      request.errors[Self.field(of: error)] = error.message
      return failed(request)
    } catch let error as QueryError where error.code == .failedPrecondition {
      request.errors[.words] = error.message
      return failed(request, status: 503)
    }
  }

  /// The place in the form of what a query was refused for.
  private static func field(of error: QueryError) -> SearchForm.Field {
    for (part, field) in [
      ("speaker", SearchForm.Field.speaker), ("place", .place), ("date", .from), ("from", .from),
      ("to", .to),
    ] where error.field.split(separator: ".").last?.hasPrefix(part) == true {
      return field
    }
    return .words
  }

  private func failed(_ request: SearchRequest, status: Int = 400) -> Page {
    Page(
      title: texts[.errorTitle], section: .search,
      main: """
        <h1>\(texts[.search])</h1>
        <p class="error" role="alert">\(texts[.searchFailed])</p>
        \(SearchForm(texts: texts, request: request).html)

        """, status: status)
  }

  private func found(_ request: SearchRequest) throws -> Page {
    let isByMonth = self.isByMonth(request)
    var query = SearchQuery(filter: request.filter, order: request.order)
    // Without words nothing is more relevant than another.
    if request.words.isEmpty, request.order == .relevance { query.order = .newest }
    query.pageSize = Self.hitsOfPage
    query.pageToken = request.after
    query.contextBefore = 1
    query.contextAfter = 1
    query.facets = [
      .init(by: .speaker, limit: 10), .init(by: .place, limit: 8), .init(by: .kind, limit: 5),
      .init(by: isByMonth ? .month : .year, limit: 240),
    ]
    let page = try archive.search(query, isCancelled)
    let meetings = try meetings(of: page)
    let title = request.words.isEmpty ? texts[.everything] : request.words
    let shown =
      page.hits.isEmpty
      ? "<p>\(texts[.nothingFound]) \(texts[.nothingHint])</p>\n"
      : HTML(page.hits.map { hit($0, meetings[$0.statement.meetingID]) })
    let form = SearchForm(
      texts: texts, request: request,
      isOpen: request.from != nil || request.to != nil || !request.speakers.isEmpty
        || !request.places.isEmpty || request.isInflected)
    return Page(
      title: texts(.searchTitle, title),
      description: texts.count(page.total, .resultsOne, .resultsMany), section: .search,
      main: """
        <h1>\(texts[.search])</h1>
        \(form.html)
        \(chips(request))
        \(try understood(request))
        \(chart(page.facets[3], request, isByMonth))
        <div class="results">
        <section aria-labelledby="results">
        <h2 id="results">\(texts.count(page.total, .resultsOne, .resultsMany))</h2>
        \(shown)
        \(pager(page, request))
        </section>
        \(facets(page, request))</div>

        """,
      feed: request.with { $0.order = .relevance }.feed)
  }

  private func isByMonth(_ request: SearchRequest) -> Bool {
    let all = archive.days
    guard let first = request.from ?? all?.lowerBound, let last = request.to ?? all?.upperBound
    else { return false }
    return last.components.year - first.components.year < Self.yearsByMonth
  }

  private func meetings(of page: SearchPage) throws -> [String: Meeting] {
    var meetings: [String: Meeting] = [:]
    for hit in page.hits where meetings[hit.statement.meetingID] == nil {
      meetings[hit.statement.meetingID] = try archive.meeting(hit.statement.meetingID)
    }
    return meetings
  }

  // MARK: Hits

  private func hit(_ hit: SearchHit, _ meeting: Meeting?) -> HTML {
    let statement = hit.statement
    let language = Self.language(meeting?.language ?? "")
    let address = place(of: statement)
    let title = meeting.map(self.title) ?? statement.meetingID
    return """
      <article class="hit">
      <h3>\(speaker(of: statement))</h3>
      <p class="meta">\(time(statement.date)) · <a href="\(Address.meeting(statement.meetingID))"\
      \(language)>\(title.prefix(200))</a></p>
      \(hit.before.map { around($0, language) })
      <p class="text"\(language)>\(snippet(hit.snippet))</p>
      \(hit.after.map { around($0, language) })
      <p class="meta"><a href="\(address)">\(texts[.inContext])</a></p>
      </article>

      """
  }

  private func around(_ statement: Statement, _ language: HTML) -> HTML {
    let label =
      statement.attribution.label.isEmpty ? statement.attribution.name : statement.attribution.label
    let text = (statement.paragraphs.first ?? "").prefix(160)
    return "<p class=\"around\"\(language)>\(label.isEmpty ? "" : "\(label): ")\(text)</p>\n"
  }

  /// A piece of a statement with what was found in it.
  private func snippet(_ snippet: SearchHit.Snippet) -> HTML {
    let bytes = Array(snippet.text.utf8)
    var html: HTML = snippet.start > 0 ? "… " : ""
    var position = 0
    func words(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    for range in snippet.highlights
    where range.lowerBound >= position && range.upperBound <= bytes.count {
      html += "\(words(position..<range.lowerBound))<mark>\(words(range))</mark>"
      position = range.upperBound
    }
    html += "\(words(position..<bytes.count))"
    if snippet.isCut { html += " …" }
    return html
  }

  private func pager(_ page: SearchPage, _ request: SearchRequest) -> HTML {
    var links: [HTML] = []
    if !request.after.isEmpty {
      links.append("<a href=\"\(request.with { _ in })\">\(texts[.firstPage])</a>\n")
    }
    if !page.nextPageToken.isEmpty {
      let next = request.with { $0.after = page.nextPageToken }
      links.append("<a rel=\"next\" href=\"\(next)\">\(texts[.nextPage])</a>\n")
    }
    return links.isEmpty
      ? "" : "<nav class=\"pager\" aria-label=\"\(texts[.nextPage])\">\n\(links)</nav>\n"
  }

  // MARK: Around them

  /// What the search is narrowed to, each a link that takes it away.
  private func chips(_ request: SearchRequest) -> HTML {
    var chips: [(String, Address)] = []
    for id in request.persons {
      let name = archive.speaker(id)?.name ?? id
      chips.append((name, request.with { $0.persons.removeAll { $0 == id } }))
    }
    for place in request.places {
      chips.append((place, request.with { $0.places.removeAll { $0 == place } }))
    }
    for kind in request.kinds {
      let text = SearchRequest.kinds.first { $0.kind == kind }.map { texts[$0.text] } ?? ""
      chips.append((text, request.with { $0.kinds.removeAll { $0 == kind } }))
    }
    if request.from != nil || request.to != nil {
      let from = request.from.map(texts.day) ?? "…"
      let to = request.to.map(texts.day) ?? "…"
      chips.append(
        (
          from == to ? from : texts(.between, from, to),
          request.with {
            $0.from = nil
            $0.to = nil
          }
        ))
    }
    guard !chips.isEmpty else { return "" }
    let items = chips.map { chip in
      """
      <li><a href="\(chip.1)" aria-label="\(texts(.remove, chip.0))"><bdi>\(chip.0)</bdi> \
      <span aria-hidden="true">×</span></a></li>

      """ as HTML
    }
    return "<ul class=\"chips\" aria-label=\"\(texts[.chosen])\">\n\(items)</ul>\n"
  }

  private func understood(_ request: SearchRequest) throws -> HTML {
    var lines: [HTML] = []
    if !request.words.isEmpty,
      let query = try? WordQuery(
        parsing: request.words, inflected: request.isInflected, limits: archive.searchLimits)
    {
      let text = UnderstoodWords(texts: texts).text(query)
      lines.append("<p class=\"meta\">\(texts[.understoodAs]): \(text.prefix(1_000))</p>\n")
    }
    for name in request.speakers {
      let speakers = try archive.speakers(SpeakerQuery(name: name, limit: 6), isCancelled)
      guard !speakers.isEmpty else {
        lines.append("<p class=\"error\">\(texts(.noSuchSpeaker, name))</p>\n")
        continue
      }
      let links = speakers.prefix(5).map {
        "<a href=\"\(Address.speaker($0.id))\"><bdi>\($0.name)</bdi></a>" as HTML
      }
      var text: HTML = ""
      for (index, link) in links.enumerated() { text += index == 0 ? link : ", \(link)" }
      if speakers.count > 5 { text += ", …" }
      lines.append("<p class=\"meta\">\(texts[.understoodSpeakers]): \(text)</p>\n")
    }
    return HTML(lines)
  }

  private func chart(
    _ counts: StatementCounts, _ request: SearchRequest, _ isByMonth: Bool
  ) -> HTML {
    let bars = Chart.bars(counts, months: isByMonth, texts) { from, to in
      request.with {
        $0.from = from
        $0.to = to
      }
    }
    guard let bars, bars.count > 1 else { return "" }
    return Chart(title: texts[isByMonth ? .byMonth : .byYear], bars: bars, texts: texts).html
  }

  private func facets(_ page: SearchPage, _ request: SearchRequest) -> HTML {
    let speakers = page.facets[0].groups.map { group in
      (
        text: group.key.isEmpty ? texts[.noName] : group.display,
        address: group.key.isEmpty || request.persons == [group.key]
          ? nil : request.with { $0.persons = [group.key] }, count: group.count
      )
    }
    let places = page.facets[1].groups.map { group in
      (
        text: group.key.isEmpty ? texts[.noPlace] : group.key,
        address: group.key.isEmpty || request.places == [group.key]
          ? nil : request.with { $0.places = [group.key] }, count: group.count
      )
    }
    let kinds = page.facets[2].groups.map { group in
      let kind = SearchRequest.kinds.first { $0.name == group.key }
      return (
        text: kind.map { texts[$0.text] } ?? "–",
        address: kind.flatMap { kind in
          request.kinds == [kind.kind] ? nil : request.with { $0.kinds = [kind.kind] }
        }, count: group.count
      )
    }
    var html: HTML = ""
    for (title, groups) in [(Texts.Key.bySpeaker, speakers), (.byPlace, places), (.byKind, kinds)]
    where !groups.isEmpty {
      html += "<h3>\(texts[title])</h3>\n\(counted(groups))"
    }
    guard !html.isEmpty else { return "" }
    return """
      <aside class="side" aria-labelledby="narrow">
      <h2 id="narrow">\(texts[.narrow])</h2>
      \(html)</aside>

      """
  }
}
