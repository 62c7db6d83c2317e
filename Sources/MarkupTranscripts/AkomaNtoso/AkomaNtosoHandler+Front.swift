import TranscriptReading
import Markup
import Transcripts

/// Cover, preface and preamble: title, days, place and time; what they print is the lead.
extension AkomaNtosoHandler {
  func startFront(_ name: AkomaNtosoElement, _ element: MarkupElement) {
    switch name {
    case .toc: skippedDepth = depth
    case .docTitle: begin(.docTitle)
    case .docDate:
      if let date = MarkupReading.date(element.attribute("date")) { documentDates.append(date) }
    case .date:
      if let date = MarkupReading.date(element.attribute("date")) { sessionDates.append(date) }
    case .recordedTime: record(element)
    case .location, .docLocation: begin(.location)
    case .session: hasSession = true
    case .br, .eol: block.hasPendingSpace = true
    default:
      guard name.isBlock else { return }
      endBlock()
      blockClass = element.attribute("class") ?? ""
      if name == .block { blockName = element.attribute("name") ?? "" }
      if name == .longTitle || name == .shortTitle { blockClass = "title" }
    }
  }

  /// Takes the first time recorded for that of the start, and its day for a day of the meeting.
  private func record(_ element: MarkupElement) {
    let value = element.attribute("time")
    if let date = MarkupReading.date(value) { recordedDates.append(date) }
    if start.time.isEmpty, !element.attribute("type", is: "endEvent") {
      start = MarkupReading.time(value)
    }
  }
}
