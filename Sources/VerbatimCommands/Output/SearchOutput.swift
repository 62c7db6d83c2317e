internal import ArchiveProtocol
internal import Protobuf
internal import TranscriptOutput
internal import Transcripts

/// Writes hits in every format.
struct SearchOutput {
  private let format: SearchFormat
  /// Whether statements are shown whole, with those around them.
  private let isWhole: Bool
  /// Whether all that a statement is cited by is shown.
  private let cites: Bool
  /// Whether hits have scores.
  private let isRanked: Bool
  private let cells: CellOptions
  private let display: DisplayOptions
  private let console: Console
  private var concordance: Concordance
  private var isBegun = false

  init(
    format: SearchFormat, sort: ConcordanceOrder?, isWhole: Bool, isRanked: Bool, cites: Bool,
    cells: CellOptions, display: DisplayOptions, console: Console
  ) {
    self.format = format
    self.isWhole = isWhole
    self.isRanked = isRanked
    self.cites = cites
    self.cells = cells
    self.display = display
    self.console = console
    // A table's sides do not follow from the terminal that it is seen on.
    let width = format == .kwic ? display.columns(console) : display.width ?? Self.tableWidth
    concordance = Concordance(width: width, sort: sort)
  }

  /// Columns of which a table of keywords has the sides: 100 each.
  private static let tableWidth = 244

  private static let columns = [
    "score", "id", "meeting_id", "title", "place", "date", "speaker_id", "label", "name", "snippet",
    "places", "url", "ordinal", "kind", "role", "shown_name", "text",
  ]
  private static let keywordColumns = [
    "left", "keyword", "right", "id", "meeting_id", "title", "place", "date", "speaker_id", "label",
    "shown_name", "role", "kind", "paragraph", "url",
  ]

  mutating func begin() throws {
    switch format {
    case .csv: try write(CSV.record(Self.columns))
    case .kwicCSV: try write(CSV.record(Self.keywordColumns))
    case .text, .kwic, .kwicJSONL, .jsonl, .markdown: break
    }
  }

  /// - Parameter name: The one name of the speaker; empty where none is settled.
  mutating func write(_ hit: SearchHit, of meeting: Meeting, name: String) throws {
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
    case .kwic, .kwicCSV, .kwicJSONL:
      let shown = name.isEmpty ? ShownName.text(Self.label(hit.statement)) : name
      for line in concordance.take(hit, meeting, name: shown) { try write(line) }
    case .jsonl: try write(Self.json(hit, meeting, name: name))
    case .csv: try write(record(of: hit, meeting, name: name))
    case .markdown: try write(Self.markdown(hit, meeting))
    }
  }

  mutating func end() throws {
    for line in concordance.finish() { try write(line) }
  }

  /// Writes counts of all that match, behind the hits; with text, kwic, markdown and jsonl.
  func write(_ facets: [StatementCounts], by groupings: [CountCommand.Grouping]) throws {
    guard !facets.isEmpty else { return }
    if format == .jsonl { return try write(Self.json(facets, by: groupings)) }
    var output = OutputOptions()
    output.format = format == .markdown ? .markdown : .text
    output.cells = cells
    output.display = display
    for (grouping, counts) in zip(groupings, facets) {
      let more = counts.groupCount - min(counts.groupCount, UInt64(counts.groups.count))
      let rest = more == 0 ? "" : ", the largest \(counts.groups.count) of \(counts.groupCount)"
      try write(Array("\nBy \(grouping.rawValue)\(rest):\n\n".utf8))
      try CountAnswer(groupings: [grouping], output: output, console: console).write(counts)
    }
  }

  private func write(_ line: Concordance.Line) throws {
    switch format {
    case .kwicCSV: try write(record(of: line))
    case .kwicJSONL: try write(json(line))
    default:
      try write(
        concordance.printed(line, isColoured: display.isColoured(console), cites: cites))
    }
  }

  private func write(_ bytes: [UInt8]) throws {
    guard console.output.isTerminal else { return try console.output.write(bytes) }
    switch format {
    case .text, .kwic: try console.output.write(bytes)  // Made visible where it was put together.
    case .jsonl, .kwicJSONL: try console.output.write(VisibleText.visible(json: bytes))
    case .csv, .kwicCSV, .markdown: try console.output.write(VisibleText.visible(data: bytes))
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
    line.append("  " + (cites ? Citation.text(of: hit.statement) : hit.statement.id), .note)
    end()
    if cites, !meeting.source.url.isEmpty {
      line.append(meeting.source.url, .note)
      end()
    }
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

  /// A hit as the service has it, and behind that what it is cited by.
  private static func json(_ hit: SearchHit, _ meeting: Meeting, name: String) throws -> [UInt8] {
    let arena = MessageArena()
    var json = JSONPrinter()
    json.beginObject()
    json.members(of: UnsafePointer(try hit.encode(into: arena)), JSONPlans.searchHit)
    write(meeting, name, to: &json)
    json.endObject()
    json.endLine()
    return json.bytes
  }

  private static func write(_ meeting: Meeting, _ name: String, to json: inout JSONPrinter) {
    json.key("title")
    json.string(meeting.title)
    json.key("place")
    json.string(meeting.place)
    json.key("url")
    json.string(meeting.source.url)
    json.key("shownName")
    json.string(name)
  }

  private static func json(
    _ facets: [StatementCounts], by groupings: [CountCommand.Grouping]
  ) -> [UInt8] {
    let arena = MessageArena()
    var json = JSONPrinter()
    json.beginObject()
    json.key("facets")
    json.beginArray()
    for (grouping, counts) in zip(groupings, facets) {
      json.beginObject()
      json.key("by")
      json.string(grouping.rawValue)
      json.members(of: UnsafePointer(counts.encode(into: arena)), JSONPlans.counts)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    json.endLine()
    return json.bytes
  }

  private func json(_ line: Concordance.Line) -> [UInt8] {
    let (sides, statement) = (concordance.sides(of: line), line.source.statement)
    var json = JSONPrinter()
    json.beginObject()
    for (key, value) in [
      ("left", sides.left), ("keyword", line.match), ("right", sides.right), ("id", statement.id),
      ("meetingId", statement.meetingID), ("date", "\(statement.date)"),
      ("speakerId", statement.attribution.speakerID), ("label", statement.attribution.label),
      ("role", statement.attribution.role), ("kind", statement.kind.word),
    ] as [(StaticString, String)] {
      json.key(key)
      json.string(value)
    }
    json.key("paragraph")
    json.number(Int(line.paragraph))
    Self.write(line.source.meeting, line.source.name, to: &json)
    json.endObject()
    json.endLine()
    return json.bytes
  }

  private func record(of line: Concordance.Line) -> [UInt8] {
    let (sides, meeting) = (concordance.sides(of: line), line.source.meeting)
    let (statement, attribution) = (
      line.source.statement, line.source.statement.attribution
    )
    return CSV.record(
      [
        sides.left, line.match, sides.right, statement.id, statement.meetingID, meeting.title,
        meeting.place, "\(statement.date)", attribution.speakerID, attribution.label,
        line.source.name, attribution.role, statement.kind.word, "\(line.paragraph)",
        meeting.source.url,
      ], isExact: cells.exactCells)
  }

  private func record(of hit: SearchHit, _ meeting: Meeting, name: String) -> [UInt8] {
    let (statement, attribution) = (hit.statement, hit.statement.attribution)
    let snippet =
      (hit.snippet.start > 0 ? "… " : "") + hit.snippet.text + (hit.snippet.isCut ? " …" : "")
    return CSV.record(
      [
        isRanked ? "\(hit.score)" : "", statement.id, meeting.id, meeting.title, meeting.place,
        "\(statement.date)", attribution.speakerID, attribution.label,
        ShownName.text(attribution.name), snippet, "\(hit.highlightCount)", meeting.source.url,
        "\(statement.ordinal)", statement.kind.word, attribution.role, name,
        statement.paragraphs.joined(separator: "\n\n"),
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
