import Markup
import Transcripts

/// What the readers of markup share.
enum MarkupReading {
  /// What is known of a document's bytes when it has been parsed.
  struct Source {
    /// Their SHA-256.
    var digest: [UInt8]
    /// The last of them, up to ``maximumTail``.
    var tail: [UInt8]
  }

  /// Enough to see the last end tag behind what archives append to pages.
  private static let maximumTail = 4096

  /// Parses a whole document, piece by piece.
  /// - Throws: ``DocumentError``, or what the handler threw.
  static func parse(
    _ document: Document, as language: MarkupParser.Language, vocabulary: MarkupVocabulary,
    options: ReadingOptions, handler: some NamingHandler
  ) throws -> Source {
    var limits = MarkupLimits()
    limits.depth = options.maximumDepth
    do {
      let parser = try MarkupParser(
        language, vocabulary: vocabulary, limits: limits, handler: handler)
      handler.parser = parser
      defer { handler.parser = nil }
      let digest = RunningDigest()
      var size = 0
      var tail: [UInt8] = []
      while let chunk = try document.nextChunk() {
        size += chunk.count
        guard size <= options.maximumDocumentSize else {
          throw document.error(
            .tooLarge, "the document is larger than \(options.maximumDocumentSize) bytes",
            remedy: "split it, or raise the limit for the size of documents")
        }
        digest.update(chunk)
        tail = Array((tail + chunk.suffix(maximumTail)).suffix(maximumTail))
        try parser.parse(chunk)
      }
      guard size > 0 else {
        throw document.error(.empty, "the document is empty", remedy: "get it again")
      }
      try parser.finish()
      for warning in parser.warnings {
        handler.report.warn(.oddity, line: warning.line, warning.message)
      }
      return Source(digest: digest.finish(), tail: tail)
    } catch let error as MarkupError {
      throw document.error(
        DocumentError.Code(error.code), line: max(1, error.line), error.problem,
        remedy: error.remedy)
    }
  }

  /// A speaker's label without the sign that ends it: ":", ".-", ".–".
  static func label(_ text: String) -> String {
    var label = Substring(text)
    while let last = label.last, last.isWhitespace || last == ":" { label = label.dropLast() }
    for dash in [".-", ".–", ".—"] where label.hasSuffix(dash) {
      label = label.dropLast(2)
    }
    return String(label)
  }

  /// Text without white space at its ends, and with single spaces within.
  static func trimmed(_ text: String) -> String {
    text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" || $0 == "\r\n" })
      .joined(separator: " ")
  }

  /// A day that begins with `YYYY-MM-DD`.
  static func date(_ text: String?) -> CalendarDate? {
    text.flatMap { CalendarDate($0.prefix(10)) }
  }

  /// The first and last day that a date, a month or a year names.
  static func days(_ text: String?) -> (first: CalendarDate?, last: CalendarDate?) {
    guard let text else { return (nil, nil) }
    if let day = date(text) { return (day, day) }
    let parts = text.split(separator: "-")
    guard let year = parts.first.flatMap({ Int($0) }) else { return (nil, nil) }
    let month = parts.dropFirst().first.flatMap { Int($0) }
    let last = (28...31).reversed().lazy.compactMap {
      CalendarDate(year: year, month: month ?? 12, day: $0)
    }.first
    return (CalendarDate(year: year, month: month ?? 1, day: 1), last)
  }

  /// Time of day and offset of an ISO 8601 time or of a printed `H:MM`, `0HH:MM:SS`.
  static func time(_ text: String?) -> (time: String, zone: String) {
    guard var rest = text.map({ Substring($0) }) else { return ("", "") }
    if let t = rest.firstIndex(of: "T") { rest = rest[rest.index(after: t)...] }
    var zone = ""
    if rest.hasSuffix("Z") {
      zone = "+00:00"
      rest = rest.dropLast()
    } else if let sign = rest.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      zone = String(rest[sign...])
      rest = rest[..<sign]
    }
    let parts = rest.prefix { $0 != "." }.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { return ("", "") }
    let numbers = parts.compactMap { part in part.count <= 3 ? UInt8(part) : nil }
    guard numbers.count == parts.count, numbers[0] < 24, numbers.dropFirst().allSatisfy({ $0 < 60 })
    else { return ("", "") }
    let isZone = zone.utf8.count == 6
    return (
      numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":"), isZone ? zone : ""
    )
  }
}

/// A handler of markup that can ask its parser for names and has a report to write to.
protocol NamingHandler: MarkupHandler {
  /// The parser, while it parses.
  var parser: MarkupParser? { get set }
  /// What was read as what.
  var report: ReadingReport { get set }
}

extension DocumentError.Code {
  init(_ code: MarkupError.Code) {
    switch code {
    case .malformed, .truncated: self = .malformed
    case .invalidEncoding: self = .invalidEncoding
    case .tooLarge: self = .tooLarge
    case .refused: self = .refused
    case .unusable: self = .inputOutput
    }
  }
}
