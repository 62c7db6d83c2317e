internal import Digests
internal import HTTP1
internal import Transcripts

/// What is newest of a page, for programs that look in now and then (RFC 4287, Atom).
///
/// Addresses in it are relative: nobody tells this program under which name a proxy shows it. What is known of
/// the time is the day on which something was said.
struct Feed {
  /// Entries of a feed.
  static let size: UInt32 = 30
  /// Characters of a statement in it.
  private static let mostText = 10_000

  struct Entry {
    /// What tells it from all others, for good.
    var id: String
    var title: String
    var address: Address
    var date: CalendarDate
    var author = ""
    var language = ""
    var paragraphs: [String]
  }

  var title: String
  /// Of the feed, and of the page that it is of.
  var address: Address
  var page: Address
  var entries: [Entry]

  func response(_ texts: Texts) -> HTTPResponse {
    HTTPResponse(
      fields: [
        ("Content-Type", "application/atom+xml; charset=utf-8"),
        ("Content-Language", texts.language), ("Vary", "Accept-Language"),
        ("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
      ], body: .bytes(xml(texts).bytes))
  }

  /// Made like a page: what escapes for HTML does for XML.
  private func xml(_ texts: Texts) -> HTML {
    let updated = entries.map(\.date).max() ?? .first
    return """
      <?xml version="1.0" encoding="utf-8"?>
      <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="\(texts.language)">
      <id>\(Self.identifier("feed \(address)"))</id>
      <title>\(Self.text(title))</title>
      <updated>\(updated)T00:00:00Z</updated>
      <author><name>\(texts[.siteName])</name></author>
      <link rel="self" type="application/atom+xml" href="\(address)"/>
      <link rel="alternate" type="text/html" href="\(page)"/>
      \(entries.map(xml))</feed>

      """
  }

  private func xml(_ entry: Entry) -> HTML {
    let language: HTML = entry.language.isEmpty ? "" : " xml:lang=\"\(Self.text(entry.language))\""
    let author: HTML =
      entry.author.isEmpty ? "" : "<author><name>\(Self.text(entry.author))</name></author>\n"
    var left = Self.mostText
    var paragraphs: [HTML] = []
    for paragraph in entry.paragraphs where left > 0 {
      let text = paragraph.prefix(left)
      left -= text.count
      let isCut = text.utf8.count < paragraph.utf8.count
      paragraphs.append("<p>\(Self.text(text))\(isCut ? " …" : "")</p>\n")
    }
    return """
      <entry>
      <id>\(Self.identifier(entry.id))</id>
      <title\(language)>\(Self.text(entry.title.prefix(300)))</title>
      <published>\(entry.date)T00:00:00Z</published>
      <updated>\(entry.date)T00:00:00Z</updated>
      \(author)<link rel="alternate" type="text/html" href="\(entry.address)"/>
      <content type="xhtml"\(language)><div xmlns="http://www.w3.org/1999/xhtml" dir="auto">
      \(paragraphs)</div></content>
      </entry>

      """
  }

  /// Text without the two characters beyond controls that XML has no way to write; controls are made visible
  /// when it is put in.
  private static func text(_ text: some StringProtocol) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { $0.value == 0xFFFE || $0.value == 0xFFFF ? "\u{FFFD}" : $0 }))
  }

  /// A name that is always the same for the same thing (RFC 9562, section 5.8).
  private static func identifier(_ thing: String) -> String {
    var bytes = Array(Digest.sha256("verbatim \(thing)".utf8).prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x80
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = bytes.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
    var rest = digits[...]
    let groups = [8, 4, 4, 4, 12].map { count in
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count)
    }
    return "urn:uuid:" + groups.joined(separator: "-")
  }
}

extension Address {
  /// Of the feed of a page.
  var feed: Address {
    var address = self
    address.path.append("feed")
    address.fragment = ""
    return address
  }
}

extension PageReader {
  /// The newest meetings of all.
  func feed() throws -> HTTPResponse {
    let meetings = try archive.meetings(
      MeetingQuery(order: .reverseChronological, limit: UInt64(Feed.size)), isCancelled)
    return Feed(
      title: texts[.siteName], address: Address.home.feed, page: .home,
      entries: meetings.map { meeting in
        let parts = [
          texts.day(meeting.date), meeting.place, texts.statements(meeting.statementCount),
        ]
        return Feed.Entry(
          id: "meeting \(meeting.id)", title: title(meeting), address: .meeting(meeting.id),
          date: meeting.date, language: meeting.language,
          paragraphs: [parts.filter { !$0.isEmpty }.joined(separator: ", ")] + meeting.lead)
      }
    ).response(texts)
  }

  /// The newest statements that a search finds.
  func searchFeed() throws -> HTTPResponse {
    let request = SearchRequest(address, texts)
    guard request.errors.isEmpty else { throw PageError(status: 400, text: .searchFailed) }
    var query = SearchQuery(filter: request.filter, order: .newest)
    query.pageSize = Feed.size
    let page = try archive.search(query, isCancelled)
    let title = request.words.isEmpty ? texts[.everything] : request.words
    return try feed(
      of: page.hits.map(\.statement), title: texts(.searchTitle, title),
      request.with { $0.order = .relevance })
  }

  /// The newest statements of a speaker; an id that was another's leads to the one it is now.
  func speakerFeed(_ id: String) throws -> Answer {
    guard let speaker = archive.speaker(id) else { throw PageError.notFound(.notFoundSpeaker) }
    let page = Address.speaker(speaker.id)
    guard speaker.id == id else { return .redirect(301, page.feed) }
    let statements = try archive.statements(
      StatementQuery(
        filter: StatementFilter(speakerIDs: [id]), order: .reverseChronological,
        limit: UInt64(Feed.size)), bytes: 1 << 20, isCancelled)
    return .response(try feed(of: statements, title: speaker.name, page))
  }

  private func feed(
    of statements: [Statement], title: String, _ page: Address
  ) throws -> HTTPResponse {
    var meetings: [String: Meeting] = [:]
    for statement in statements where meetings[statement.meetingID] == nil {
      meetings[statement.meetingID] = try archive.meeting(statement.meetingID)
    }
    return Feed(
      title: "\(title) – \(texts[.siteName])", address: page.feed, page: page,
      entries: statements.map { statement in
        let meeting = meetings[statement.meetingID]
        let (name, label) = (statement.attribution.name, statement.attribution.label)
        let author = name.isEmpty ? label : name
        let of = meeting.map(self.title) ?? statement.meetingID
        return Feed.Entry(
          id: "statement \(statement.id)", title: author.isEmpty ? of : "\(author): \(of)",
          address: place(of: statement), date: statement.date, author: author,
          language: meeting?.language ?? "",
          paragraphs: statement.paragraphs)
      }
    ).response(texts)
  }
}
