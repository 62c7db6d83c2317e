/// Who made a statement, and how sure the archive is of it.
///
/// Fields are those of `verbatim.v1.Attribution`. Empty means not known.
public struct Attribution: Hashable, Sendable {
  /// The printed label word for word, without its colon; empty when none was printed.
  public var label: String
  /// Id of the speaker, if settled.
  public var speakerID: String
  /// The speaker's name without role: as this label gives it, or fuller where the document does.
  public var name: String
  /// The role the speaker held by this label or an earlier one of the meeting.
  public var role: String
  /// How far the speaker is known.
  public var certainty: Certainty
  /// When ambiguous: ids of the speakers it may have been.
  public var candidateIDs: [String]
  /// How the words reached the audience.
  public var delivery: Delivery?

  /// Creates an attribution.
  public init(
    label: String = "", speakerID: String = "", name: String = "", role: String = "",
    certainty: Certainty = .unspecified, candidateIDs: [String] = [], delivery: Delivery? = nil
  ) {
    self.label = label
    self.speakerID = speakerID
    self.name = name
    self.role = role
    self.certainty = certainty
    self.candidateIDs = candidateIDs
    self.delivery = delivery
  }

  /// How far a speaker is known. Values are those of `verbatim.v1.Attribution.Certainty`.
  public enum Certainty: UInt32, Hashable, Sendable, CaseIterable {
    /// Not said.
    case unspecified = 0
    /// A person who is in the table of speakers.
    case identified = 1
    /// Only a role or office is printed.
    case roleOnly = 2
    /// A voice without name or role; two of them are two people.
    case unnamed = 3
    /// Several voices at once.
    case group = 4
    /// The label fits several people.
    case ambiguous = 5
  }

  /// How words reached the audience and the page.
  public struct Delivery: Hashable, Sendable {
    /// Direct, interpreted or retranslated.
    public var mode: Mode
    /// The language that was spoken, as a BCP 47 tag or as printed.
    public var language: String
    /// The printed wording this was taken from, "(retranslated)".
    public var wording: String

    /// Language and wording are compared as printed, by their bytes.
    public static func == (left: Self, right: Self) -> Bool {
      left.mode == right.mode && left.language.isExactly(right.language)
        && left.wording.isExactly(right.wording)
    }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(mode)
      hasher.combine(ExactText(language))
      hasher.combine(ExactText(wording))
    }

    /// Creates a delivery.
    public init(mode: Mode, language: String = "", wording: String = "") {
      self.mode = mode
      self.language = language
      self.wording = wording
    }

    /// Values are those of `verbatim.v1.Delivery.Mode`.
    public enum Mode: UInt32, Hashable, Sendable, CaseIterable {
      /// Not said.
      case unspecified = 0
      /// Spoken in the language given.
      case direct = 1
      /// Printed as an interpreter gave it.
      case interpreted = 2
      /// Translated into another language and back.
      case retranslated = 3
    }
  }
}
