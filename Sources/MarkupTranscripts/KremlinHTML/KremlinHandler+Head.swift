import TranscriptReading
import Markup
import Transcripts

/// The head of a page: title, day, time, place, address and licence.
extension KremlinHandler {
  /// An element outside the text of the page.
  func head(_ element: MarkupElement, _ name: PageElement?) throws {
    switch name {
    case .html:
      meeting.language = element.attribute("lang") ?? meeting.language
    case .h1 where element.attribute("class", contains: "entry-title") && !hasTitle:
      hasTitle = true
      begin(.title)
    case .time where element.attribute("class", contains: "read__published") && date == nil:
      date = MarkupReading.date(element.attribute("datetime"))
    case .article where element.attribute("class", contains: "hentry"):
      sourceKey = element.attribute("id").map { String($0.drop { !$0.isNumber }) } ?? ""
    case .a where element.attribute("rel", is: "license"):
      let address = element.attribute("href") ?? ""
      meeting.source.licence = address.contains("/by/4.0") ? "CC-BY-4.0" : address
    case .div:
      if element.attribute("class", contains: "read"), let address = element.attribute("data-href")
      {
        meeting.source.url = String(
          address.hasSuffix("/print") ? address.dropLast("/print".count) : address[...])
      } else if element.attribute("class", contains: "read__lead") {
        leadDepth = depth
      } else if element.attribute("class", contains: "read__time"), meeting.startTime.isEmpty {
        begin(.time)
      } else if element.attribute("class", contains: "read__place"), meeting.place.isEmpty {
        begin(.place)
      } else if element.attribute("class", contains: "read__internal_content"), !hasContent {
        hasContent = true
        contentDepth = depth
      }
    case .br where leadDepth > 0: try endParagraph(line: element.line)
    default: break
    }
  }

  func begin(_ field: Field) {
    self.field = field
    capture.begin(depth: depth)
  }

  func finishField(_ text: String, line: Int) {
    switch field {
    case .title:
      meeting.title = text
      report.info(.header, line: line, wording: text, "the title")
    case .time:
      meeting.startTime = MarkupReading.time(text).time
    case .place:
      meeting.place = text
      report.info(.header, line: line, wording: text, "the place")
    case .heading:
      guard !text.isEmpty else { break }
      // Before the first label headings part news, which are all lead.
      if turns.isOpen { turns.addMark(.procedural, text) } else { lead.append(text) }
      report.info(.header, line: line, wording: text, "a heading within the text")
    case .caption:
      turns.addMark(.editorialNote, text)
      report.info(.mark, line: line, wording: text, "the caption of a picture")
    case nil: break
    }
    field = nil
  }
}
