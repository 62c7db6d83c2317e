/// Something a document prints that is not the speaker's words.
///
/// Fields are those of `verbatim.v1.Mark`. Marks are neither searched nor counted.
public struct Mark: Hashable, Sendable {
  /// What it is.
  public var kind: Kind
  /// Index of the paragraph it stands in or before; the number of paragraphs when after the last.
  public var paragraph: UInt32
  /// Where in that paragraph it stands, in bytes of UTF-8.
  public var offset: UInt32
  /// How many bytes of the paragraph are its wording; 0 when the paragraph does not hold it.
  public var length: UInt32
  /// The printed wording, brackets included.
  public var wording: String

  /// Creates a mark.
  public init(
    kind: Kind, paragraph: UInt32, offset: UInt32 = 0, length: UInt32 = 0, wording: String
  ) {
    self.kind = kind
    self.paragraph = paragraph
    self.offset = offset
    self.length = length
    self.wording = wording
  }

  /// What a mark is. Values are those of `verbatim.v1.Mark.Kind`, which gives examples.
  public enum Kind: UInt32, Hashable, Sendable, CaseIterable {
    /// Not known, or of a kind this version does not know.
    case unspecified = 0
    /// A remark of the editors.
    case editorialNote = 1
    /// Something heard: laughter, applause.
    case vocal = 2
    /// Something seen.
    case kinesic = 3
    /// Something that happened.
    case incident = 4
    /// A change of language or delivery.
    case language = 5
    /// Words the editors put in.
    case insertion = 6
    /// Words left out.
    case elision = 7
    /// A sentence of the text repeated as decoration.
    case pullQuote = 8
    /// Procedural text.
    case procedural = 9
    /// A time of day.
    case time = 10
  }
}
