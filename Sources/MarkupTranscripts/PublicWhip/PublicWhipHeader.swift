import TranscriptReading
import Markup
import Transcripts

/// What the ids and attributes of a publicwhip file say of the sitting: the first that say it count.
struct PublicWhipHeader {
  private(set) var date: CalendarDate?
  /// The kind of sitting as ids write it: "debate", "lords", "ni".
  private(set) var kind = ""
  private(set) var sourceKey = ""
  private(set) var startTime = ""
  private(set) var address = ""

  /// What the sitting is called. The files do not say; their kind does, and TheyWorkForYou, which
  /// publishes them, calls the kinds so. A kind that it does not have is its own name.
  var title: String { Self.titles[kind] ?? kind }

  private static let titles = [
    "debate": "House of Commons debates", "lords": "House of Lords debates",
    "westminhall": "Westminster Hall debates", "wrans": "Written answers",
    "wms": "Written ministerial statements", "lordswrans": "House of Lords written answers",
    "lordswms": "House of Lords written ministerial statements",
    "standing": "Public Bill Committee", "pmqs": "Prime Minister’s Questions",
    "ni": "Northern Ireland Assembly debates", "sp": "Scottish Parliament debates",
    "spor": "Scottish Parliament debates", "spwa": "Scottish Parliament written answers",
    "senedd": "Senedd debates", "london-mayors-questions": "Questions to the Mayor of London",
  ]

  /// Takes what an element says.
  /// - Returns: Its id, when that is of another day than the first.
  mutating func take(_ element: MarkupElement) -> String? {
    if startTime.isEmpty { startTime = MarkupReading.time(element.attribute("time")).time }
    if address.isEmpty, let url = element.attribute("url") {
      address = String(url.prefix { $0 != "#" })
    }
    guard let id = element.attribute("id") ?? element.attribute("newgid"),
      let day = CalendarDate.first(in: id)
    else { return nil }
    guard date == nil else { return day == date ? nil : id }
    date = day
    let parts = id.split(separator: "/")
    if parts.count >= 2 { kind = String(parts[parts.count - 2]) }
    sourceKey = parts.dropFirst().joined(separator: "-").prefix { $0 != "." }.description
    return nil
  }

  /// Takes the time of a `stamp`.
  mutating func takeTime(_ element: MarkupElement) {
    if startTime.isEmpty { startTime = MarkupReading.time(element.attribute("time")).time }
  }
}
