internal import ArchiveProtocol
internal import Protobuf
internal import TranscriptOutput
internal import Transcripts

/// Writes hits in every format.
struct SearchOutput {
  private let format: SearchFormat
  /// Whether statements are shown whole, with those around them.
  private let isWhole: Bool
  private let cells: CellOptions
  private let display: DisplayOptions
  private let console: Console
  private var concordance: Concordance
  private var isBegun = false

  init(
    format: SearchFormat, sort: ConcordanceOrder?, isWhole: Bool, cells: CellOptions,
    display: DisplayOptions, console: Console
  ) {
    self.format = format
    self.isWhole = isWhole
    self.cells = cells
    self.display = display
    self.console = console
    concordance = Concordance(
      width: display.columns(console), isColoured: display.isColoured(console), sort: sort)
  }

  private static let columns = [
    "score", "id", "meeting_id", "title", "place", "date", "speaker_id", "label", "name", "snippet",
    "places", "url",
  ]

  mutating func begin() throws {
    switch format {
    case .csv: try write(CSV.record(Self.columns))
    case .text, .kwic, .jsonl, .markdown: break
    }
  }

  mutating func write(_ hit: SearchHit, of meeting: Meeting) throws {
    if hit.highlightCount > hit.highlights.count, format != .csv {
      console.say(
        "\(hit.statement.id) has \(hit.highlightCount) places, of which the server gives the first "
          + "\(hit.highlights.count)")
    }
    if hit.isContextCut {
      console.say(
        "\(hit.statement.id): the statements around it are more than one answer takes; see "
          + "`verbatim statements --meeting \(meeting.id)`")
    }
    switch format {
    case .text: try write(text(of: hit, meeting))
    case .kwic:
      for line in concordance.take(hit) { try write(line) }
    case .jsonl: try write(Self.json(hit))
    case .csv: try write(record(of: hit, meeting))
    case .markdown: try write(Self.markdown(hit, meeting))
    }
  }

  mutating func end() throws {
    for line in concordance.finish() { try write(line) }
  }

  private func write(_ bytes: [UInt8]) throws {
    guard console.output.isTerminal else { return try console.output.write(bytes) }
    switch format {
    case .text, .kwic: try console.output.write(bytes)  // Made visible where it was put together.
    case .jsonl: try console.output.write(VisibleText.visible(json: bytes))
    case .csv, .markdown: try console.output.write(VisibleText.visible(data: bytes))
    }
  }

  // MARK: Formats

  private mutating func text(of hit: SearchHit, _ meeting: Meeting) -> [UInt8] {
    var bytes: [UInt8] = isBegun ? [0x0A] : []
    isBegun = true
    var line = StyledText()
    func end() {
      line.write(
        width: display.columns(console), isColoured: display.isColoured(console),
        to: &bytes)
      line.removeAll()
    }
    line.append(meeting.title.isEmpty ? meeting.id : meeting.title, .heading)
    end()
    line.append("\(hit.statement.date)")
    if !meeting.place.isEmpty { line.append(", " + meeting.place) }
    line.append("  " + hit.statement.id, .note)
    end()
    guard isWhole else {
      line.append(Self.label(hit.statement) + ": ", .label)
      Self.append(hit.snippet, to: &line)
      end()
      return bytes
    }
    // Whole statements, a paragraph a line.
    let shown =
      hit.before.map { ($0, []) } + [(hit.statement, hit.highlights)] + hit.after.map { ($0, []) }
    for (statement, highlights) in shown {
      line.append(Self.label(statement) + ": ", .label)
      if statement.paragraphs.isEmpty { end() }
      for (index, paragraph) in statement.paragraphs.enumerated() {
        let ranges = highlights.filter { $0.paragraph == index }.map(\.range)
        Self.append(paragraph, ranges, to: &line)
        end()
      }
    }
    return bytes
  }

  private static func label(_ statement: Statement) -> String {
    let attribution = statement.attribution
    let label = attribution.label.isEmpty ? attribution.name : attribution.label
    return label.isEmpty ? "[no speaker printed]" : label
  }

  private static func append(_ snippet: SearchHit.Snippet, to line: inout StyledText) {
    if snippet.start > 0 { line.append("… ", .note) }
    append(snippet.text, snippet.highlights, to: &line)
    if snippet.isCut { line.append(" …", .note) }
  }

  private static func append(_ text: String, _ ranges: [Range<Int>], to line: inout StyledText) {
    let bytes = Array(text.utf8)
    var start = 0
    for range in ranges where range.lowerBound >= start && range.upperBound <= bytes.count {
      line.append(String(decoding: bytes[start..<range.lowerBound], as: UTF8.self))
      line.append(String(decoding: bytes[range], as: UTF8.self), .match)
      start = range.upperBound
    }
    line.append(String(decoding: bytes[start...], as: UTF8.self))
  }

  private static func json(_ hit: SearchHit) throws -> [UInt8] {
    let arena = MessageArena()
    var json = JSONPrinter()
    json.message(UnsafePointer(try hit.encode(into: arena)), JSONPlans.searchHit)
    json.endLine()
    return json.bytes
  }

  private func record(of hit: SearchHit, _ meeting: Meeting) -> [UInt8] {
    let statement = hit.statement
    return CSV.record(
      [
        "\(hit.score)", statement.id, meeting.id, meeting.title, meeting.place,
        "\(statement.date)", statement.attribution.speakerID, statement.attribution.label,
        statement.attribution.name, hit.snippet.text, "\(hit.highlightCount)", meeting.source.url,
      ], isExact: cells.exactCells)
  }

  private static func markdown(_ hit: SearchHit, _ meeting: Meeting) -> [UInt8] {
    let title = Markdown.escaped(meeting.title.isEmpty ? meeting.id : meeting.title)
    var text = "- **\(Markdown.escaped(label(hit.statement)))**, \(hit.statement.date), \(title): "
    if hit.snippet.start > 0 { text += "… " }
    let bytes = Array(hit.snippet.text.utf8)
    var start = 0
    for range in hit.snippet.highlights where range.lowerBound >= start {
      text += escaped(bytes[start..<range.lowerBound])
      text += "**" + escaped(bytes[range]) + "**"
      start = range.upperBound
    }
    text += escaped(bytes[start...])
    if hit.snippet.isCut { text += " …" }
    return Array((text + " (\(Markdown.escaped(hit.statement.id)))\n").utf8)
  }

  /// A part of a line, whose spaces in front stay.
  private static func escaped(_ bytes: ArraySlice<UInt8>) -> String {
    (bytes.first == UInt8(ascii: " ") ? " " : "")
      + Markdown.escaped(String(decoding: bytes, as: UTF8.self))
  }
}
