import Markup
import TranscriptReading
import Transcripts

/// Takes the elements of a TEI document and gives each to the part that reads it.
final class TEIHandler: NamingHandler {
  var parser: MarkupParser?
  var report: ReadingReport
  var unknown = UnknownElements()
  private(set) var header = TEIHeader()
  var people = TEIPeople()
  private(set) var body: TEIBody
  /// Names of the files that the document includes.
  private(set) var includes: [(name: String, line: Int)] = []
  private(set) var root: TEIElement?
  private(set) var hasText = false
  /// The language of the transcript that a list is read for.
  var preferredLanguage = ""

  private var depth = 0
  private var region = Region.none
  private var regionDepth = 0
  private var listDepth = 0
  private var lastLine = 1

  private enum Region { case none, header, body }

  init(_ document: Document, options: ReadingOptions, report: ReadingReport) {
    self.report = report
    body = TEIBody(document, options: options)
  }

  static let vocabulary = MarkupVocabulary(TEIElement.self)

  func startElement(_ markup: MarkupElement) throws {
    depth += 1
    lastLine = markup.line
    guard markup.name < TEIElement.all.count else {
      return unknown.note(parser?.name(of: markup.name) ?? "", line: markup.line)
    }
    let element = TEIElement.all[markup.name]
    if depth == 1 { startRoot(element, markup) }
    switch element {
    case .include:
      includes.append((markup.attribute("href") ?? "", markup.line))
      return
    case .listPerson, .listOrg, .person, .org:
      if listDepth == 0, !(region == .body && element == .org) { listDepth = depth }
    default: break
    }
    if listDepth > 0 {
      people.start(element, markup, depth: depth)
      return
    }
    switch region {
    case .none:
      if element == .teiHeader {
        region = .header
        regionDepth = depth
      } else if element == .text {
        hasText = true
        region = .body
        regionDepth = depth
        body.language = header.language
      }
    case .header: header.start(element, markup, depth: depth)
    case .body: try body.start(element, markup, depth: depth, report: &report)
    }
  }

  func endElement(_ code: Int, line: Int) throws {
    lastLine = line
    defer { depth -= 1 }
    let element = code < TEIElement.all.count ? TEIElement.all[code] : nil
    if listDepth > 0 {
      people.end(element, depth: depth)
      if depth == listDepth { listDepth = 0 }
      return
    }
    if regionDepth == depth {
      region = .none
      regionDepth = 0
    }
    switch region {
    case .header:
      if element != nil, element != .include { header.end(depth: depth) }
    case .body: body.end(element, depth: depth, line: line, report: &report)
    case .none: break
    }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) throws {
    if listDepth > 0 { return people.text(bytes) }
    switch region {
    case .header: header.text(bytes)
    case .body: try body.text(bytes, line: line)
    case .none: break
    }
  }

  func finishTurns(lead: inout [String]) -> [Turn] {
    body.finish(line: lastLine, lead: &lead, report: &report)
  }

  private func startRoot(_ element: TEIElement, _ markup: MarkupElement) {
    root = element
    header.language = markup.attribute("lang") ?? ""
    header.identifier = markup.attribute("id") ?? ""
    people.language = preferredLanguage.isEmpty ? header.language : preferredLanguage
  }
}
