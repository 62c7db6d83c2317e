/// One official meeting, briefing, sitting or talk, as one document reports it.
///
/// Fields are those of `verbatim.v1.Meeting` (`Proto/verbatim/v1/transcript.proto`). Empty means not known.
public struct Meeting: Hashable, Sendable {
  /// Unique in the archive, 1 to 128 bytes of `[A-Za-z0-9._:~-]`; stable when the document is read again.
  public var id: String
  /// The printed title.
  public var title: String
  /// The (first) day of the meeting.
  public var date: CalendarDate
  /// The last day, when the meeting ran over several.
  public var endDate: CalendarDate?
  /// Local time of the start, `HH:MM` or `HH:MM:SS`.
  public var startTime: String
  /// IANA name or UTC offset of `startTime`.
  public var timeZone: String
  /// The place as printed.
  public var place: String
  /// Paragraphs of the introduction that are nobody's speech.
  public var lead: [String]
  /// BCP 47 language tag of the text.
  public var language: String
  /// What kind of meeting it was in the source's own terms.
  public var kind: String
  /// Where the text came from.
  public var source: Source
  /// Grows by one each time an import changed this meeting; 0 before it is imported.
  public var revision: UInt32
  /// Headings in document order.
  public var sections: [Section]
  /// How many statements the meeting holds in the archive; 0 before it is imported.
  public var statementCount: UInt32

  /// Creates a meeting; everything but its id and date may stay unknown.
  public init(
    id: String, title: String = "", date: CalendarDate, endDate: CalendarDate? = nil,
    startTime: String = "", timeZone: String = "", place: String = "", lead: [String] = [],
    language: String = "", kind: String = "", source: Source = Source(), revision: UInt32 = 0,
    sections: [Section] = [], statementCount: UInt32 = 0
  ) {
    self.id = id
    self.title = title
    self.date = date
    self.endDate = endDate
    self.startTime = startTime
    self.timeZone = timeZone
    self.place = place
    self.lead = lead
    self.language = language
    self.kind = kind
    self.source = source
    self.revision = revision
    self.sections = sections
    self.statementCount = statementCount
  }

  /// Where a meeting's text came from.
  public struct Source: Hashable, Sendable {
    /// The reader that understood the document, "page-text", "jsonl", "akoma-ntoso" and so on.
    public var format: String
    /// Address of the original publication.
    public var url: String
    /// SHA-256 of the document, 32 bytes, or empty.
    public var sha256: [UInt8]
    /// Licence of the text.
    public var licence: String
    /// The file the document was read from, without its folder.
    public var fileName: String

    /// Creates a source; everything may stay unknown.
    public init(
      format: String = "", url: String = "", sha256: [UInt8] = [], licence: String = "",
      fileName: String = ""
    ) {
      self.format = format
      self.url = url
      self.sha256 = sha256
      self.licence = licence
      self.fileName = fileName
    }
  }

  /// A heading within a meeting.
  public struct Section: Hashable, Sendable {
    /// The printed heading.
    public var heading: String
    /// 1 for a top-level heading, 2 for one below it.
    public var level: UInt32

    /// Creates a heading.
    public init(heading: String, level: UInt32 = 1) {
      self.heading = heading
      self.level = level
    }
  }
}
