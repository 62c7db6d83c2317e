internal import HTTP1
internal import Transcripts

/// A request for a page and what it may read.
struct PageReader {
  let address: Address
  let texts: Texts
  let archive: ReadableArchive
  let isCancelled: () -> Bool

  enum Answer {
    case page(Page)
    case redirect(Int, Address)
    case response(HTTPResponse)
  }

  /// Finds the page of the address.
  func answer() throws -> Answer {
    var path = address.path
    // Two slashes at the beginning of an address would lead to another host.
    guard !path.dropLast().contains("") else { throw PageError.notFound(.notFoundPage) }
    if path.count > 1, path.last == "" {
      path.removeLast()
      var shorter = address
      shorter.path = path
      return .redirect(301, shorter)
    }
    let rest = Array(path.dropFirst())
    switch (path.first, rest.count) {
    case (nil, _): return .page(try home())
    case ("feed", 0): return .response(try feed())
    case ("search", 0): return .page(try search())
    case ("search", 1) where rest[0] == "feed": return .response(try searchFeed())
    case ("meetings", 0): return .page(try meetings())
    case ("meetings", 1): return try meeting(rest[0])
    case ("meetings", 2): return .response(try download(rest[0], rest[1]))
    case ("statements", 1...2): return try statement(rest.joined(separator: "/"))
    case ("speakers", 0): return .page(try speakers())
    case ("speakers", 1): return try speaker(rest[0])
    case ("speakers", 2) where rest[1] == "feed": return try speakerFeed(rest[0])
    case ("places", 0): return .page(try places())
    case ("places", 1): return .page(try place(rest[0]))
    case ("days", 0): return .page(try years())
    case ("days", 1): return .page(try days(rest[0]))
    default: throw PageError.notFound(.notFoundPage)
    }
  }

  /// The page's number in its address, from 1.
  func pageNumber() throws -> Int {
    guard let text = address.value(of: "page") else { return 1 }
    guard let number = Int(text), (1...10_000_000).contains(number) else {
      throw PageError(status: 404, text: .badPage)
    }
    return number
  }

  // MARK: Parts of several pages

  /// What a meeting is called, as a link.
  func link(_ meeting: Meeting) -> HTML {
    let language = Self.language(meeting.language)
    return """
      <a href="\(Address.meeting(meeting.id))"\(language)>\(title(meeting))</a>
      """
  }

  func title(_ meeting: Meeting) -> String {
    meeting.title.isEmpty ? texts[.noTitle] : meeting.title
  }

  /// A meeting in a list: title, day, place and size.
  func item(_ meeting: Meeting) -> HTML {
    let place: HTML = meeting.place.isEmpty ? "" : " · <bdi>\(meeting.place)</bdi>"
    return """
      <li>\(link(meeting))<br><span class="meta">\(time(meeting.date))\(place) · \
      \(texts.statements(meeting.statementCount))</span></li>

      """
  }

  func time(_ date: CalendarDate) -> HTML {
    "<time datetime=\"\(date)\">\(texts.day(date))</time>"
  }

  func list(_ items: [HTML], class name: String = "plain") -> HTML {
    "<ul class=\"\(name)\">\n\(items)</ul>\n"
  }

  /// Groups of a count with their numbers, as links.
  func counted(_ groups: [(text: String, address: Address?, count: UInt64)]) -> HTML {
    list(
      groups.map { group in
        let text: HTML =
          group.address.map { "<a href=\"\($0)\"><bdi>\(group.text)</bdi></a>" }
          ?? "<bdi>\(group.text)</bdi>"
        return "<li>\(text) <span class=\"number\">\(texts.number(group.count))</span></li>\n"
      }, class: "plain counts")
  }

  /// Attributes that say what language a text is in and which way it runs.
  static func language(_ tag: String) -> HTML {
    guard !tag.isEmpty else { return " dir=\"auto\"" }
    return " lang=\"\(tag)\" dir=\"\(direction(of: tag))\""
  }

  private static let rightToLeft: Set<String> = [
    "ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "ks", "nqo", "ps", "sd", "syr", "ug", "ur",
    "yi",
  ]

  static func direction(of tag: String) -> String {
    let parts = tag.lowercased().split(separator: "-")
    if parts.contains(where: { ["arab", "hebr", "syrc", "thaa", "nkoo", "adlm"].contains($0) }) {
      return "rtl"
    }
    if parts.dropFirst().contains("latn") || parts.dropFirst().contains("cyrl") { return "ltr" }
    return parts.first.map { rightToLeft.contains(String($0)) } == true ? "rtl" : "ltr"
  }
}
