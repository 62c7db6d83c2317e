/// An SVG image that is being drawn: a plane of pixels with margins around a plot.
struct Plot {
  /// Whom it is drawn for: one that fills a page, and one that can be read on a phone.
  enum Size: CaseIterable {
    case wide
    case narrow

    var width: Double { self == .wide ? 1000 : 400 }
    var name: String { self == .wide ? "wide" : "narrow" }
    /// Of a letter of the labels, on average; names are bold.
    var letter: Double { 6.4 }
    var boldLetter: Double { 7.2 }
  }

  let size: Size
  let height: Double
  let left: Double
  let right: Double
  /// Where the image begins; what is above is left out.
  var top = 0.0
  private var body: HTML = ""

  init(_ size: Size, height: Double, rightMargin: Double) {
    self.size = size
    self.height = height
    left = 58
    right = size.width - rightMargin
  }

  var width: Double { right - left }

  static func += (plot: inout Plot, html: HTML) { plot.body += html }

  /// The image with a text alternative.
  func svg(title: String, description: String, id: String) -> HTML {
    """
    <svg class="plot \(size.name)" viewBox="0 \(top) \(size.width) \(height - top)" role="img" \
    aria-labelledby="\(id)-t \(id)-d" xmlns="http://www.w3.org/2000/svg">\
    <title id="\(id)-t">\(title)</title><desc id="\(id)-d">\(description)</desc>\(body)</svg>

    """
  }

  /// Letters at a place; the anchor is start, middle or end.
  mutating func label(
    _ text: String, _ x: Double, _ y: Double, anchor: String = "start", class name: String = "tick"
  ) {
    self += #"<text class="\#(name)" x="\#(x)" y="\#(y)" text-anchor="\#(anchor)">\#(text)</text>"#
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, class name: String) {
    self += #"<line class="\#(name)" x1="\#(x1)" y1="\#(y1)" x2="\#(x2)" y2="\#(y2)"/>"#
  }

  mutating func path(_ commands: String, class name: String) {
    guard !commands.isEmpty else { return }
    self += #"<path class="\#(name)" d="\#(commands)"/>"#
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, class name: String
  ) {
    self += """
      <rect class="\(name)" x="\(x)" y="\(y)" width="\(max(0, width))" height="\(max(0, height))"/>
      """
  }

  /// Horizontal lines and figures for a vertical axis between two heights.
  mutating func verticalAxis(
    _ scale: Scale, top: Double, bottom: Double, title: String, format: (Double) -> String
  ) {
    label(title, 4, top - 10, class: "axis")
    var last = Double.infinity
    for tick in scale.ticks {
      let y = bottom - scale.position(tick) * (bottom - top)
      line(left, y, right, y, class: "grid")
      guard last - y >= 13 else { continue }
      label(format(tick), left - 7, y + 4, anchor: "end")
      last = y
    }
    line(left, bottom, right, bottom, class: "base")
  }

  /// Ticks and figures for a horizontal axis below a height; those that would touch are left out.
  mutating func horizontalAxis(
    _ ticks: [(position: Double, text: String)], top: Double, bottom: Double, title: String
  ) {
    var end = -Double.infinity
    for (position, text) in ticks {
      let x = left + position * width
      line(x, top, x, bottom, class: "grid")
      let half = Double(text.count) * size.letter / 2
      guard x - half > end + 6 else { continue }
      label(text, x, bottom + 17, anchor: "middle")
      end = x + half
    }
    label(title, right, bottom + 35, anchor: "end", class: "axis")
  }

  /// Names at the ends of lines, moved apart until none touches another.
  mutating func endLabels(
    _ labels: [(text: String, y: Double, class: String)], top: Double, bottom: Double
  ) {
    let gap = 14.0
    var places = labels.sorted { $0.y < $1.y }
    for index in places.indices.dropFirst() {
      places[index].y = max(places[index].y, places[index - 1].y + gap)
    }
    var limit = bottom
    for index in places.indices.reversed() {
      places[index].y = min(places[index].y, limit)
      limit = places[index].y - gap
    }
    for place in places {
      label(place.text, right + 8, max(place.y, top - gap) + 4, class: "name " + place.class)
    }
  }

  /// A name for the end of a line; what is too long for the margin gives way to what tells lines of
  /// one report apart.
  func endName(_ text: String, _ addition: String = "") -> String {
    let room = Int((size.width - right - 10) / size.boldLetter)
    let parts = [PlainText.line(text, upTo: max(2, room - addition.count - 1)), addition]
    return parts.filter { !$0.isEmpty }.joined(separator: " ")
  }
}

/// The commands of an SVG path.
struct PathCommands {
  private(set) var text = ""
  private var isDown = false

  mutating func point(_ x: Double, _ y: Double) {
    text += (isDown ? "L" : "M") + HTML.coordinate(x) + " " + HTML.coordinate(y)
    isDown = true
  }

  /// The next point begins a line of its own.
  mutating func lift() { isDown = false }

  mutating func close() {
    if isDown { text += "Z" }
    isDown = false
  }
}
