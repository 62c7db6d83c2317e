import Archive
import ArchiveProtocol
import HTTP1
import Foundation
import Testing
import Transcripts

@testable import VerbatimWeb

@Suite("Pages")
struct PageTests {
  static let hostile = "<script>alert(1)</script> \"quoted\" 'single' & \u{202E}turned\u{0}"

  static func archive(_ count: Int = 3) throws -> Archive {
    let archive = Archive()
    let statements = (0..<count).map { index in
      Statement(
        id: "one/h\(index)", meetingID: "one", ordinal: UInt32(index), date: "2021-05-14",
        kind: index == 1 ? .question : .speech,
        attribution: Attribution(
          label: "Mayor Ann Hale", speakerID: "ann-hale", name: "Ann Hale", role: "Mayor",
          certainty: .identified),
        paragraphs: ["Number \(index) speaks of the harbour.", "And of <b>roads</b> & ships."],
        marks: index == 0
          ? [Mark(kind: .vocal, paragraph: 1, offset: 0, length: 0, wording: "(Laughter <i>.)")]
          : [])
    }
    try archive.add([
      Transcript(
        meeting: Meeting(
          id: "one", title: "The “first” <meeting>", date: "2021-05-14", place: "Quay & Co",
          lead: ["An introduction."], language: "en",
          source: .init(url: "javascript:alert(1)", fileName: "a\"b.txt")),
        statements: statements, speakers: [Speaker(id: "ann-hale", name: "Ann Hale")]),
      Transcript(
        meeting: Meeting(id: "two", title: "لقاء", date: "2022-01-02", language: "ar"),
        statements: [
          Statement(
            id: "two/a", meetingID: "two", ordinal: 0, date: "2022-01-02",
            attribution: Attribution(label: "<img src=x>"), paragraphs: ["<script>x</script>"])
        ], speakers: []),
    ])
    return archive
  }

  struct Answer {
    let response: HTTPResponse
    let text: String
    var status: Int { response.status }
  }

  static func get(
    _ target: String, _ archive: Archive, language: String = "en"
  ) throws -> Answer {
    let request = HTTPRequest(target: target, fields: [.init("accept-language", language)])
    let response = try Site(archive).respond(request)
    var bytes: [UInt8] = []
    switch response.body {
    case .bytes(let all): bytes = all
    case .pieces(let next): while let piece = try next({ false }) { bytes += piece }
    }
    return Answer(response: response, text: String(decoding: bytes, as: UTF8.self))
  }

  @Test(
    "every address of what is there has a page, which loads nothing from elsewhere",
    arguments: [
      "/", "/search", "/search?q=harbour", "/search?speaker=hale&order=newest", "/meetings",
      "/meetings/one", "/meetings/two", "/speakers", "/speakers?name=ann", "/speakers/ann-hale",
      "/places", "/places/Quay%20%26%20Co", "/days", "/days/2021", "/days/2021-05",
      "/days/2021-05-14",
    ])
  func pages(_ target: String) throws {
    let answer = try Self.get(target, Self.archive())
    #expect(answer.status == 200)
    #expect(answer.text.hasPrefix("<!doctype html>"))
    #expect(answer.text.hasSuffix("</html>\n"))
    for part in ["<h1", "<main id=\"content\"", "class=\"skip\"", "<title>"] {
      #expect(answer.text.contains(part), "\(part)")
    }
    for part in ["http://", "https://", "<script", "style=\"", " onclick", "javascript:alert(1)\""]
    {
      #expect(!answer.text.contains(part), "\(part)")
    }
    let policy = try #require(answer.response.value(of: "content-security-policy"))
    #expect(policy.hasPrefix("default-src 'none'; "))
    #expect(!policy.contains("unsafe"))
    #expect(policy.contains("frame-ancestors 'none'"))
    #expect(answer.response.value(of: "x-content-type-options") == "nosniff")
    #expect(answer.response.value(of: "set-cookie") == nil)
  }

  @Test("elements that open close in their order", arguments: ["/", "/search", "/meetings/one"])
  func nesting(_ target: String) throws {
    let text = try Self.get(target, Self.archive()).text
    let empty: Set = ["meta", "link", "input", "img", "br", "rect", "!doctype"]
    var open: [String] = []
    for part in text.split(separator: "<").dropFirst() {
      let name = String(part.prefix { $0.isLetter || $0.isNumber || $0 == "/" || $0 == "!" })
      if name.hasPrefix("/") {
        #expect(open.popLast() == String(name.dropFirst()), "\(part.prefix(40))")
      } else if !empty.contains(name) {
        open.append(name)
      }
    }
    #expect(open.isEmpty)
  }

  @Test("what others wrote is text, wherever it stands")
  func hostileText() throws {
    let archive = try Self.archive()
    for target in ["/meetings/one", "/meetings/two", "/search?q=script", "/search?q=roads"] {
      let text = try Self.get(target, archive).text
      for part in ["<script>", "<b>", "<i>", "<img src=x", "<meeting>", "a\"b"] {
        #expect(!text.contains(part), "\(target): \(part)")
      }
    }
    let encoded = Address.encoded(Self.hostile.replacing("\u{0}", with: ""))
    for parameter in ["q", "speaker", "from", "to", "place", "order", "kind", "person", "after"] {
      let text = try Self.get("/search?\(parameter)=\(encoded)", archive).text
      #expect(!text.contains("<script>"), "\(parameter)")
      #expect(!text.contains("\u{202E}"), "\(parameter)")
      #expect(!text.contains("\"quoted\""), "\(parameter)")
    }
    for path in ["meetings", "speakers", "places", "days", "statements", "other"] {
      let answer = try Self.get("/\(path)/\(encoded)", archive)
      #expect(answer.status == 404, "\(path)")
      #expect(!answer.text.contains("<script>"), "\(path)")
    }
  }

  @Test("addresses that are none are 400, and those of nothing 404, with pages that help")
  func wrongAddresses() throws {
    let archive = try Self.archive()
    for target in ["/%zz", "/meetings/%ff", "/search?q=%00", "/search?q=%", "/%"] {
      #expect(try Self.get(target, archive).status == 400, "\(target)")
    }
    let many = (0..<10_000).map { "a\($0)=1" }.joined(separator: "&")
    #expect(try Self.get("/search?\(many)", archive).status == 400)
    for target in [
      "/nothing", "/meetings/none", "/meetings/one/transcript.exe", "/speakers/none", "/days/x",
      "/days/2021-13", "/days/1999", "/places/none", "/statements/one/none", "/meetings/one?page=9",
      "/meetings/one?page=x", "/meetings/..%2f..", "//", "//evil.example/", "/statements",
    ] {
      let answer = try Self.get(target, archive)
      #expect(answer.status == 404, "\(target)")
      #expect(answer.text.contains("role=\"search\""), "\(target)")
    }
  }

  @Test("a search that is wrong says so at its place, keeps what was typed, and is 400")
  func searchErrors() throws {
    let archive = try Self.archive()
    let words = try Self.get("/search?q=%22open", archive)
    #expect(words.status == 400)
    #expect(words.text.contains("value=\"&quot;open\""))
    #expect(words.text.contains("id=\"q-error\">"))
    let days = try Self.get("/search?q=%22a&from=yesterday&order=x", archive)
    #expect(days.text.contains("id=\"q-error\""))
    #expect(days.status == 400)
    #expect(days.text.contains("id=\"from-error\""))
    #expect(days.text.contains("id=\"order-error\""))
    #expect(days.text.contains("value=\"yesterday\""))
    #expect(days.text.contains("<details open>"))
  }

  @Test("a hit has what was found in a mark, its surroundings and a link to its place")
  func hits() throws {
    let text = try Self.get("/search?q=harbour+%22number+1%22", Self.archive()).text
    #expect(text.contains("<mark>Number 1</mark>") || text.contains("<mark>Number</mark>"))
    #expect(text.contains("of the <mark>harbour</mark>."))
    #expect(text.contains("href=\"/meetings/one#s-h1\""))
    #expect(text.contains("Mayor Ann Hale: Number 0"))
    #expect(text.contains("Understood as: “harbour” and the phrase “number 1”"))
    #expect(text.contains("1 statement matches"))
  }

  @Test("facets and bars narrow the search by links, and what narrows it can be taken away")
  func narrowing() throws {
    let archive = try Self.archive()
    let text = try Self.get("/search", archive).text
    #expect(text.contains("href=\"/search?person=ann-hale\""))
    #expect(text.contains("href=\"/search?kind=question\""))
    #expect(text.contains("href=\"/search?from=2021-05-01&amp;to=2021-05-31\""))
    #expect(text.contains("aria-label=\"May 2021: 3 statements\""))
    let narrow = try Self.get("/search?kind=question&person=ann-hale", archive).text
    #expect(narrow.contains("1 statement matches"))
    #expect(narrow.contains("aria-label=\"Remove Ann Hale\""))
    #expect(narrow.contains("name=\"person\" value=\"ann-hale\""))
  }

  @Test("a statement has a place of its own, its paragraphs too, and an address that leads there")
  func places() throws {
    let archive = try Self.archive()
    let text = try Self.get("/meetings/one", archive).text
    #expect(text.contains("id=\"s-h2\""))
    #expect(text.contains("<p id=\"s-h2-2\">And of &lt;b&gt;roads&lt;/b&gt; &amp; ships."))
    #expect(text.contains("<p class=\"note\">(Laughter &lt;i&gt;.)</p>"))
    let answer = try Self.get("/statements/one/h2", archive)
    #expect(answer.status == 302)
    #expect(answer.response.value(of: "location") == "/meetings/one#s-h2")
  }

  @Test("a long meeting has pages of 500 statements, each statement on one of them")
  func longMeeting() throws {
    let archive = try Self.archive(1_203)
    var found = 0
    for page in 1...3 {
      let text = try Self.get("/meetings/one?page=\(page)", archive).text
      found += text.components(separatedBy: "class=\"speech").count - 1
      #expect(text.contains("Page \(page) of 3"))
    }
    #expect(found == 1_203)
    let answer = try Self.get("/statements/one/h700", archive)
    #expect(answer.response.value(of: "location") == "/meetings/one?page=2#s-h700")
    #expect(try Self.get("/meetings/one?page=2", archive).text.contains("id=\"s-h700\""))
  }

  @Test("a meeting's language says which way its text runs")
  func direction() throws {
    let archive = try Self.archive()
    #expect(try Self.get("/meetings/two", archive).text.contains("<h1 lang=\"ar\" dir=\"rtl\">"))
    #expect(try Self.get("/meetings/one", archive).text.contains("<h1 lang=\"en\" dir=\"ltr\">"))
    #expect(PageReader.direction(of: "uz-Arab") == "rtl")
    #expect(PageReader.direction(of: "az-Latn") == "ltr")
  }

  @Test("only web addresses of sources are links")
  func sources() throws {
    let text = try Self.get("/meetings/one", Self.archive()).text
    #expect(text.contains("javascript:alert(1)"))
    #expect(!text.contains("href=\"javascript"))
  }

  @Test("a merged speaker's old id leads to the new one for good, a slash too many to the page")
  func redirects() throws {
    let archive = Archive()
    let speaker = Speaker(id: "new", name: "New", otherIDs: ["old"])
    try archive.add([
      Transcript(
        meeting: Meeting(id: "m", date: "2021-01-01"),
        statements: [
          Statement(
            id: "m/a", meetingID: "m", ordinal: 0, date: "2021-01-01",
            attribution: Attribution(
              label: "New", speakerID: "new", name: "New", certainty: .identified),
            paragraphs: ["Yes."])
        ], speakers: [speaker])
    ])
    if archive.snapshot.speaker(id: "old") != nil {
      let answer = try Self.get("/speakers/old", archive)
      #expect(answer.status == 301)
      #expect(answer.response.value(of: "location") == "/speakers/new")
    }
    let answer = try Self.get("/meetings/", archive)
    #expect(answer.status == 301)
    #expect(answer.response.value(of: "location") == "/meetings")
  }

  @Test("a title of ten kilobytes is shown whole in the page and cut in the tab")
  func longTitle() throws {
    let archive = Archive()
    let title = String(repeating: "long title ", count: 1_000)
    try archive.add([
      Transcript(
        meeting: Meeting(id: "m", title: title, date: "2021-01-01"), statements: [], speakers: [])
    ])
    let text = try Self.get("/meetings/m", archive).text
    #expect(text.contains("\(title)</h1>"))
    let tab = try #require(text.firstRange(of: "<title>"))
    #expect(text[tab.upperBound...].prefix { $0 != "<" }.count < 300)
  }

  @Test("files of a meeting come whole in each form, to be kept and not shown")
  func downloads() throws {
    let archive = try Self.archive(600)
    for (form, part) in [
      ("jsonl", "\"id\":\"one/h599\""), ("csv", "one/h599,"), ("md", "one/h599"),
      ("txt", "[one/h599]"),
    ] {
      let answer = try Self.get("/meetings/one/transcript.\(form)", archive)
      #expect(answer.status == 200, "\(form)")
      #expect(answer.text.contains(part), "\(form): \(answer.text.suffix(300))")
      #expect(
        answer.response.value(of: "content-disposition")
          == "attachment; filename=\"one.\(form)\"")
    }
  }

  @Test("styles stay at their addresses for good")
  func assets() throws {
    let answer = try Self.get(Asset.style.address, Archive())
    #expect(answer.status == 200)
    #expect(answer.response.value(of: "content-type") == "text/css; charset=utf-8")
    #expect(answer.response.value(of: "cache-control")?.contains("immutable") == true)
    #expect(try Self.get("/assets/style-0.css", Archive()).status == 404)
  }

  @Test("an empty archive has a start page, and one that is being loaded says so")
  func emptyArchive() throws {
    for target in ["/", "/search", "/meetings", "/speakers", "/places", "/days"] {
      #expect(try Self.get(target, Archive()).status == 200, "\(target)")
    }
    let site = Site(Archive()) { .loading }
    let response = try site.respond(HTTPRequest(target: "/meetings"))
    #expect(response.status == 503)
    #expect(response.value(of: "retry-after") == "5")
  }

  @Test("where only those may read who say who they are, no page shows anything")
  func nobody() throws {
    let site = Site(try Self.archive()) { .nobody }
    for target in ["/", "/search?q=harbour", "/meetings/one", "/meetings/one/transcript.csv", "/x"]
    {
      let response = try site.respond(HTTPRequest(target: target))
      #expect(response.status == 403, "\(target)")
      guard case .bytes(let bytes) = response.body else { continue }
      #expect(!String(decoding: bytes, as: UTF8.self).contains("harbour"))
    }
  }

  @Test(
    "a page that a client has is not sent again, in its language and while the archive is the same")
  func notModified() throws {
    let archive = try Self.archive()
    let page = try Self.get("/meetings/one", archive)
    let tag = try #require(page.response.value(of: "etag"))
    func status(_ tag: String, _ language: String = "en") throws -> Int {
      try Site(archive).respond(
        HTTPRequest(
          target: "/meetings/one",
          fields: [.init("if-none-match", tag), .init("accept-language", language)])
      ).status
    }
    #expect(try status(tag) == 304)
    #expect(try status("\"other\", \(tag)") == 304)
    #expect(try status(tag, "de") == 200)
    #expect(try status("W/\"other\"") == 200)
    try archive.add([
      Transcript(
        meeting: Meeting(id: "three", date: "2023-01-01"), statements: [], speakers: [])
    ])
    #expect(try status(tag) == 200)
    #expect(try Self.get("/nothing", archive).response.value(of: "etag") == nil)
  }

  @Test("a page that nobody waits for any more is not made")
  func cancelled() throws {
    let archive = try Self.archive()
    let error = #expect(throws: QueryError.self) {
      try Site(archive).respond(HTTPRequest(target: "/search?q=number*")) { true }
    }
    #expect(error?.code == .cancelled)
  }
}
