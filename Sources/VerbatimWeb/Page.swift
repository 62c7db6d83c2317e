internal import HTTP1
internal import Synchronization

/// A page without the frame that all have.
struct Page: Sendable {
  var title: String
  /// For those who share its address; empty for the archive's own.
  var description = ""
  /// The entry of the menu it belongs to.
  var section: Section?
  var main: HTML
  var status = 200
  var head: HTML = ""
  var fields: [(name: String, value: String)] = []
  /// The page's own feed; nil where it has none but the archive's.
  var feed: Address?
  /// What comes behind `main`, piece by piece; nil at its end.
  var rest: (@Sendable (_ isCancelled: () -> Bool) throws -> HTML?)?

  enum Section: CaseIterable, Sendable {
    case search, meetings, speakers, places, calendar

    var address: Address {
      switch self {
      case .search: Address("search")
      case .meetings: Address("meetings")
      case .speakers: Address("speakers")
      case .places: Address("places")
      case .calendar: Address("days")
      }
    }

    var text: Texts.Key {
      switch self {
      case .search: .search
      case .meetings: .meetings
      case .speakers: .speakers
      case .places: .places
      case .calendar: .calendar
      }
    }
  }
}

/// What stands around every page.
struct PageFrame {
  let page: Page
  let texts: Texts

  var opening: HTML {
    let site = texts[.siteName]
    let title = page.title.isEmpty ? site : "\(page.title.prefix(200)) – \(site)"
    let description = page.description.isEmpty ? texts[.siteDescription] : page.description
    return """
      <!doctype html>
      <html lang="\(texts.language)">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <meta name="description" content="\(description.prefix(300))">
      <meta property="og:title" content="\(title)">
      <meta property="og:description" content="\(description.prefix(300))">
      <meta property="og:site_name" content="\(site)">
      <link rel="stylesheet" href="\(Asset.style.address)">
      <link rel="icon" href="\(Asset.icon.address)" type="image/svg+xml">
      \(feeds(title))\(page.head)</head>
      <body>
      <a class="skip" href="#content">\(texts[.skip])</a>
      <header class="top">
      <div class="frame">
      <a class="brand" href="/"><img src="\(Asset.icon.address)" alt="" width="26" height="26">\
      \(site)</a>
      <nav aria-label="\(texts[.navigation])">
      <ul>
      \(Page.Section.allCases.map(entry))</ul>
      </nav>
      </div>
      </header>
      <main id="content" class="frame" tabindex="-1">
      \(page.main)
      """
  }

  var closing: HTML {
    """
    </main>
    <footer><div class="frame">\(texts[.footer]) \
    <a href="\(page.feed ?? Address.home.feed)" type="application/atom+xml">\(texts[.feed])</a></div></footer>
    </body>
    </html>

    """
  }

  /// What programs look for that tell of what is new.
  private func feeds(_ title: String) -> HTML {
    let all = (address: Address.home.feed, title: texts[.siteName])
    let own = page.feed.map { [(address: $0, title: title)] } ?? []
    return HTML(
      (own + [all]).map { feed in
        """
        <link rel="alternate" type="application/atom+xml" title="\(feed.title)" \
        href="\(feed.address)">

        """ as HTML
      })
  }

  private func entry(_ section: Page.Section) -> HTML {
    let current: HTML = section == page.section ? " aria-current=\"true\"" : ""
    return "<li><a href=\"\(section.address)\"\(current)>\(texts[section.text])</a></li>\n"
  }
}

/// A page's bytes in order: what opens it, what comes piece by piece, what closes it.
final class Pieces: Sendable {
  private enum State {
    case opening, rest, over
  }

  private let state = Mutex(State.opening)
  private let opening: [UInt8]
  private let rest: @Sendable (() -> Bool) throws -> HTML?
  private let closing: [UInt8]

  init(
    opening: [UInt8], rest: @escaping @Sendable (() -> Bool) throws -> HTML?, closing: [UInt8]
  ) {
    self.opening = opening
    self.rest = rest
    self.closing = closing
  }

  func next(_ isCancelled: () -> Bool) throws -> [UInt8]? {
    switch state.withLock({ $0 }) {
    case .opening:
      state.withLock { $0 = .rest }
      return opening
    case .rest:
      if let part = try rest(isCancelled) { return part.bytes }
      state.withLock { $0 = .over }
      return closing
    case .over: return nil
    }
  }
}
