import Markup
import Transcripts

/// Reads what the header of a TEI document says of its meeting.
struct TEIHeader {
  /// `xml:lang` and `xml:id` of the document.
  var language = ""
  var identifier = ""
  private(set) var day: CalendarDate?
  private(set) var lastDay: CalendarDate?
  private(set) var sourceDay: CalendarDate?
  private(set) var address = ""
  private(set) var licence = ""
  private(set) var kind = ""

  private var titles: [Wording] = []
  private var places: [Wording] = []
  private var path: [TEIElement] = []
  private var capture = Capture()
  private var captured: TEIElement?
  private var wording = Wording(kind: "", language: "", text: "")

  private struct Wording {
    var kind: String
    var language: String
    var text: String
  }

  /// The meeting's own title: the subtitle, since the main title names the corpus.
  var title: String {
    preferred(titles.filter { $0.kind == "sub" })?.text ?? preferred(titles)?.text ?? ""
  }

  /// The place's parts in the order given, each in the document's language where it has it.
  var place: String {
    var kinds: [String] = []
    for place in places where !kinds.contains(place.kind) { kinds.append(place.kind) }
    return kinds.compactMap { kind in preferred(places.filter { $0.kind == kind })?.text }
      .joined(separator: ", ")
  }

  private func preferred(_ wordings: [Wording]) -> Wording? {
    wordings.first { $0.language == language } ?? wordings.first { $0.language.isEmpty }
      ?? wordings.first
  }

  /// Takes the beginning of an element of the header.
  mutating func start(_ element: TEIElement, _ markup: MarkupElement, depth: Int) {
    let parent = path.last
    path.append(element)
    switch (element, parent) {
    case (.title, .titleStmt), (.name, .setting):
      wording = Wording(
        kind: markup.attribute("type") ?? "", language: markup.attribute("lang") ?? "", text: "")
      captured = element
      capture.begin(depth: depth)
    case (.placeName, .setting), (.settlement, .setting), (.country, .setting):
      wording = Wording(
        kind: element.rawValue, language: markup.attribute("lang") ?? "", text: "")
      captured = .name
      capture.begin(depth: depth)
    case (.date, .setting):
      let whole = MarkupReading.days(markup.attribute("when"))
      day = whole.first ?? MarkupReading.days(markup.attribute("from")).first ?? day
      lastDay = MarkupReading.days(markup.attribute("to")).last ?? lastDay
      if kind.isEmpty { kind = Self.kind(markup.attribute("ana")) }
    case (.date, .bibl):
      sourceDay = sourceDay ?? MarkupReading.days(markup.attribute("when")).first
    case (.meeting, _):
      if kind.isEmpty { kind = Self.kind(markup.attribute("ana")) }
    case (.idno, .bibl), (.licence, _):
      captured = element
      capture.begin(depth: depth)
    default: break
    }
  }

  /// Takes text.
  mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if capture.isActive { capture.append(bytes) }
  }

  /// Takes the end of an element.
  mutating func end(depth: Int) {
    path.removeLast()
    guard let text = capture.end(depth: depth), !text.isEmpty else { return }
    switch captured {
    case .title:
      wording.text = text
      titles.append(wording)
    case .name:
      wording.text = text
      places.append(wording)
    case .idno: if address.isEmpty, text.contains("://") { address = text }
    case .licence:
      licence = text.contains("creativecommons.org/licenses/by/4.0") ? "CC-BY-4.0" : text
    default: break
    }
  }

  /// "sitting" of "#parla.lower #parla.sitting"; nothing of a term, which holds many meetings.
  private static func kind(_ analysis: String?) -> String {
    let words = (analysis ?? "").split(separator: " ").compactMap { word -> Substring? in
      for prefix in ["#parla.", "#parla:", "parla:", "parla."] where word.hasPrefix(prefix) {
        return word.dropFirst(prefix.count)
      }
      return nil
    }
    let kinds: Set<Substring> = ["sitting", "session", "meeting", "agenda", "committee"]
    // "#parla.meeting.extraordinary" is of a kind of meeting.
    let heads = words.map { $0.prefix { $0 != "." && $0 != "-" } }
    return heads.first { kinds.contains($0) }.map(String.init) ?? ""
  }
}
