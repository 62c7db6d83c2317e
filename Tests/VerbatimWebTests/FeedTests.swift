import Archive
import ArchiveProtocol
import HTTP1
import Markup
import Testing
import Transcripts
import Zip

@testable import VerbatimWeb

@Suite("Feeds")
struct FeedTests {
  /// What a feed says, as a program that reads it would have it.
  private final class Reader: MarkupHandler {
    enum Name: String, CaseIterable {
      case feed, entry, id, title, updated, link, content, author, name, published, div, p
    }

    var texts: [(path: String, text: String)] = []
    var links: [(rel: String, href: String)] = []
    private var path: [String] = []

    func startElement(_ element: MarkupElement) {
      let name =
        Name.allCases.indices.contains(element.name)
        ? Name.allCases[element.name].rawValue : "?"
      path.append(name)
      texts.append((path.joined(separator: "/"), ""))
      if name == "link" {
        links.append((element.attribute("rel") ?? "", element.attribute("href") ?? ""))
      }
    }

    func endElement(_ name: Int, line: Int) { path.removeLast() }

    func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) {
      let path = path.joined(separator: "/")
      guard let index = texts.lastIndex(where: { $0.path == path }) else { return }
      texts[index].text += String(decoding: bytes, as: UTF8.self)
    }

    func all(_ path: String) -> [String] { texts.filter { $0.path == path }.map(\.text) }
  }

  private func read(_ target: String, _ archive: Archive, language: String = "en") throws -> Reader
  {
    let answer = try PageTests.get(target, archive, language: language)
    #expect(answer.status == 200)
    #expect(answer.response.value(of: "Content-Type") == "application/atom+xml; charset=utf-8")
    #expect(answer.response.value(of: "ETag") != nil)
    let reader = Reader()
    let parser = try MarkupParser(
      .xml, vocabulary: MarkupVocabulary(Reader.Name.self), handler: reader)
    try parser.parse(Array(answer.text.utf8))
    try parser.finish()
    return reader
  }

  @Test(
    "the archive, a search and a speaker have feeds, which their pages name",
    arguments: [
      ("/", "/feed", 2), ("/speakers/ann-hale", "/speakers/ann-hale/feed", 3),
      ("/search?q=harbour&order=oldest", "/search/feed?q=harbour", 3),
      ("/search?place=Quay%20%26%20Co", "/search/feed?place=Quay%20%26%20Co", 3),
      ("/search?q=nothing", "/search/feed?q=nothing", 0),
    ])
  func feeds(_ page: String, _ feed: String, _ count: Int) throws {
    let archive = try PageTests.archive()
    let html = try PageTests.get(page, archive).text
    let escaped = feed.split(separator: "&", omittingEmptySubsequences: false).joined(
      separator: "&amp;")
    #expect(html.contains("type=\"application/atom+xml\" title="))
    #expect(html.contains("href=\"\(escaped)\""))
    let reader = try read(feed, archive)
    #expect(reader.all("feed/entry").count == count)
    for part in ["id", "title", "updated", "published"] {
      let texts = reader.all("feed/entry/\(part)")
      #expect(texts.count == count)
      #expect(!texts.contains(""))
    }
    #expect(reader.all("feed/entry/content/div").count == count)
    #expect(reader.all("feed/entry/content/div/p").count >= count)
    #expect(!reader.all("feed/entry/content/div/p").contains(""))
    #expect(reader.all("feed/id").count == 1)
    #expect(reader.all("feed/updated").allSatisfy { $0.hasSuffix("T00:00:00Z") })
    #expect(reader.all("feed/author/name") == ["Verbatim"])
    #expect(reader.links.contains { $0.rel == "self" && $0.href == feed })
    #expect(reader.links.filter { $0.rel == "alternate" }.count == count + 1)
    let ids = reader.all("feed/id") + reader.all("feed/entry/id")
    #expect(Set(ids).count == count + 1)
    #expect(ids.allSatisfy { $0.hasPrefix("urn:uuid:") && $0.utf8.count == 45 })
  }

  @Test("what was said last comes first, whole, and leads to its place")
  func entries() throws {
    let reader = try read("/search/feed?q=harbour", PageTests.archive())
    #expect(
      Array(reader.all("feed/entry/content/div/p").prefix(2))
        == ["Number 2 speaks of the harbour.", "And of <b>roads</b> & ships."])
    #expect(reader.all("feed/entry/author/name").first == "Ann Hale")
    #expect(reader.all("feed/entry/title").first == "Ann Hale: The “first” <meeting>")
    #expect(reader.links.last { $0.rel == "alternate" }?.href.hasPrefix("/meetings/one") == true)
  }

  @Test("an entry is the same in every language, and after every change of the archive")
  func stable() throws {
    let first = try read("/search/feed?q=harbour", PageTests.archive())
    let later = try read("/search/feed?q=harbour", PageTests.archive(4), language: "de")
    #expect(later.all("feed/id") == first.all("feed/id"))
    #expect(Array(later.all("feed/entry/id").dropFirst()) == first.all("feed/entry/id"))
  }

  @Test(
    "words that no XML could hold are written so that one can read it",
    arguments: [PageTests.hostile.replacing("\u{0}", with: "]]>"), "\u{FFFE}\u{FFFF}\u{1}]]>"])
  func hostile(_ text: String) throws {
    let archive = Archive()
    try archive.add([
      Transcript(
        meeting: Meeting(id: "one", title: text, date: "2021-05-14", language: "en"),
        statements: [
          Statement(
            id: "one/a", meetingID: "one", ordinal: 0, date: "2021-05-14",
            attribution: Attribution(label: text), paragraphs: [text])
        ], speakers: [])
    ])
    for feed in ["/feed", "/search/feed"] {
      #expect(try read(feed, archive).all("feed/entry").count == 1)
    }
  }

  @Test("what there is no feed of is not found, and a search that is wrong is told so")
  func missing() throws {
    let archive = try PageTests.archive()
    #expect(try PageTests.get("/speakers/nobody/feed", archive).status == 404)
    #expect(try PageTests.get("/meetings/one/feed", archive).status == 404)
    #expect(try PageTests.get("/search/feed?from=yesterday", archive).status == 400)
    #expect(try PageTests.get("/search/feed?q=%22", archive).status == 400)
  }

  @Test("pages and feeds go compressed to who reads that; what a client holds is not sent again")
  func compressed() throws {
    let site = Site(try PageTests.archive())
    for target in ["/", "/search?q=harbour", "/feed", "/meetings/one", Asset.style.address] {
      let plain = try site.respond(HTTPRequest(target: target))
      let packed = try site.respond(
        HTTPRequest(target: target, fields: [.init("accept-encoding", "gzip, deflate, br")]))
      #expect(packed.value(of: "Content-Encoding") == "gzip")
      #expect(plain.value(of: "Content-Encoding") == nil)
      for response in [plain, packed] {
        #expect(response.value(of: "Vary")?.contains("Accept-Encoding") == true, "\(target)")
      }
      let limits = ZipLimits(size: 1 << 22)
      #expect(try Gzip.unpack(Self.bytes(packed), limits: limits) == Self.bytes(plain))
    }
    let tag = try #require(try site.respond(HTTPRequest(target: "/")).value(of: "ETag"))
    let again = try site.respond(
      HTTPRequest(target: "/feed", fields: [.init("if-none-match", tag)]))
    #expect(again.status == 304)
    #expect(again.value(of: "Vary") == "Accept-Language, Accept-Encoding")
  }

  private static func bytes(_ response: HTTPResponse) throws -> [UInt8] {
    switch response.body {
    case .bytes(let bytes): return bytes
    case .pieces(let next):
      var all: [UInt8] = []
      while let piece = try next({ false }) { all += piece }
      return all
    }
  }
}
