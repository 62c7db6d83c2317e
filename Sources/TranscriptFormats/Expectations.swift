import TranscriptReading

/// What each reader looks for, for those whose document none takes.
enum Expectations {
  /// By the reader's format.
  private static let wants: [String: String] = [
    "docx": "a zip file that holds word/document.xml",
    "kremlin-html": "HTML of en.kremlin.ru, with “entry-title” and “read__internal_content”",
    "akoma-ntoso": "XML whose root is <akomaNtoso>",
    "parlamint-tei": "XML whose root is <TEI> or <teiCorpus>",
    "publicwhip": "XML whose root is <publicwhip>",
    "dbtplenarprotokoll": "XML whose root is <dbtplenarprotokoll>",
    "speech-recognition":
      "JSON with “segments”, “results”, “utterances”, “monologues” or “transcription”",
    "jsonl": "a JSON object a line, with “meeting”, “speaker” and “text”",
    "webvtt": "a first line “WEBVTT”",
    "subrip": "“00:00:01,000 --> 00:00:03,000” near the beginning",
    "table": "a first record that names columns for speaker and text",
    "front-matter-markdown": "a head in YAML between two lines “---”",
    "page-text": "a line near the beginning that gives the day, “March 1, 2019, Place, City”",
    "html": "a page of HTML, or a part of one",
    "plain-text":
      "two lines that begin with a label: “Name: …”, “**Name:** …”, “Name 0:12”, “Mr. Name. …”; and "
      + "no documentation, with its lists, tables and code",
  ]

  /// What to do about a document that none takes.
  static let remedy =
    "begin each statement as one of the layouts does (“Name: …”, “**Name:** …”, “[Name] …”, "
    + "“[00:01:12] Name: …”, “Name 0:12” above the words, or a table whose head names speaker and "
    + "text), or name its format"

  /// Says of each reader why it takes a document for none of its own.
  static func report(_ readers: [any DocumentReader], to report: inout ReadingReport) {
    guard report.detail == .everything else { return }
    for reader in readers {
      guard let wanted = wants[reader.format] else { continue }
      report.info(.oddity, wording: reader.format, "declined: it wants \(wanted)")
    }
  }

  /// The same where one reader took the document first and then declined it.
  /// - Parameters:
  ///   - format: That reader's format.
  ///   - problem: Why it declined.
  ///   - isNamed: Whether no other reader was asked, since the format was named.
  static func report(
    _ readers: [any DocumentReader], but format: String, for problem: String, isNamed: Bool,
    to report: inout ReadingReport
  ) {
    guard report.detail == .everything else { return }
    report.info(.oddity, wording: format, "declined: \(problem)")
    if !isNamed { Self.report(readers.filter { $0.format != format }, to: &report) }
  }
}
