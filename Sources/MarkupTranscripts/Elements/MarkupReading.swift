import Digests
package import Markup
package import TranscriptReading
import Transcripts

/// What the readers of markup share.
package enum MarkupReading {
  /// What is known of a document's bytes when it has been parsed.
  package struct Source {
    /// Their SHA-256.
    package var digest: [UInt8]
    /// The last of them, up to ``maximumTail``.
    package var tail: [UInt8]
  }

  /// Enough to see the last end tag behind what archives append to pages.
  private static let maximumTail = 4096

  /// Parses a whole document, piece by piece.
  /// - Throws: ``DocumentError``, or what the handler threw.
  package static func parse(
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
      let encoding = try DeclaredEncoding(document, options)
      let wrong = encoding.wrongName
      if let wrong {
        handler.report.warn(
          .oddity, line: 1, wording: wrong, "the document declares \(wrong), and is UTF-8")
      }
      var isFirst = true
      var size = 0
      var tail: [UInt8] = []
      // What was read to tell the encoding comes first.
      var read = encoding.read
      while let chunk = try read ?? document.nextChunk() {
        read = nil
        size += chunk.count
        guard size <= options.maximumDocumentSize else {
          throw document.error(
            .tooLarge, "the document is larger than \(options.maximumDocumentSize) bytes",
            remedy: "split it, or raise the limit for the size of documents")
        }
        digest.update(chunk)
        tail = Array((tail + chunk.suffix(maximumTail)).suffix(maximumTail))
        try parser.parse(isFirst ? encoding.corrected(chunk) : chunk)
        isFirst = false
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
    while let last = label.utf8.last, last == 0x3A || last <= 0x20 || last == 0xA0,
      let character = label.last, character.isWhitespace || character == ":"
    {
      label.removeLast()
    }
    for dash in [".-", ".–", ".—"] where label.hasSuffix(dash) {
      label = label.dropLast(2)
    }
    return String(label)
  }

  /// Text without white space at its ends, and with single spaces within.
  static func trimmed(_ text: String) -> String {
    text.split(whereSeparator: {
      $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" || $0 == "\r\n"
    })
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
      try? CalendarDate(year: year, month: month ?? 12, day: $0)
    }.first
    return (try? CalendarDate(year: year, month: month ?? 1, day: 1), last)
  }

  /// Time of day and offset of an ISO 8601 time or of a printed `H:MM`, `0HH:MM:SS`.
  static func time(_ text: String?) -> (time: String, zone: String) {
    guard var text else { return ("", "") }
    return text.withUTF8 { bytes in
      var rest = bytes[...]
      if let t = rest.firstIndex(of: UInt8(ascii: "T")) { rest = rest[(t + 1)...] }
      var zone = ""
      if rest.last == UInt8(ascii: "Z") {
        zone = "+00:00"
        rest = rest.dropLast()
      } else if let sign = rest.lastIndex(where: {
        $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-")
      }) {
        if rest.endIndex - sign == 6 { zone = String(decoding: rest[sign...], as: UTF8.self) }
        rest = rest[..<sign]
      }
      var numbers: [Int] = []
      var digits = 0
      for byte in rest.prefix(while: { $0 != UInt8(ascii: ".") }) + [UInt8(ascii: ":")] {
        if byte == UInt8(ascii: ":") {
          guard digits > 0 else { return ("", "") }
          digits = 0
        } else if (0x30...0x39).contains(byte), digits < 3 {
          if digits == 0 { numbers.append(0) }
          numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte - 0x30)
          digits += 1
        } else {
          return ("", "")
        }
      }
      guard (2...3).contains(numbers.count), numbers[0] < 24,
        numbers.dropFirst().allSatisfy({ $0 < 60 })
      else { return ("", "") }
      return (numbers.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":"), zone)
    }
  }
}

/// A handler of markup that can ask its parser for names and has a report to write to.
package protocol NamingHandler: MarkupHandler {
  /// The parser, while it parses. It owns the handler, so this is set only meanwhile; it is not weak
  /// because every callback would pay for that.
  var parser: MarkupParser? { get set }
  /// What was read as what.
  var report: ReadingReport { get set }
}

extension DocumentError.Code {
  /// What a parser's error is of a document's.
  package init(_ code: MarkupError.Code) {
    switch code {
    case .malformed, .truncated: self = .malformed
    case .invalidEncoding: self = .invalidEncoding
    case .tooLarge: self = .tooLarge
    case .refused: self = .refused
    case .unusable: self = .inputOutput
    }
  }
}
