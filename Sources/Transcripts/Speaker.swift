/// A person who spoke.
///
/// Fields are those of `verbatim.v1.Speaker`. Empty means not known.
public struct Speaker: Hashable, Sendable {
  /// Unique in the archive, 1 to 128 bytes of `[a-z0-9._~-]`.
  public var id: String
  /// The name to show.
  public var name: String
  /// Every name the person was printed under, the canonical one included.
  public var names: [Dated]
  /// Roles as printed, with the days they were printed on.
  public var roles: [Dated]
  /// Identifiers given by sources.
  public var identifiers: [Identifier]
  /// Id of the speaker this one was merged into; empty when it was not.
  public var mergedInto: String
  /// Statements in the archive attributed to this speaker.
  public var statementCount: UInt64
  /// Day of the first of those statements.
  public var firstDate: CalendarDate?
  /// Day of the last of those statements.
  public var lastDate: CalendarDate?
  /// Other ids that find this speaker, those of speakers who were merged into this one among them; in
  /// order, at most 1,000.
  public var otherIDs: [String]

  /// Creates a speaker.
  public init(
    id: String, name: String, names: [Dated] = [], roles: [Dated] = [],
    identifiers: [Identifier] = [], mergedInto: String = "", statementCount: UInt64 = 0,
    firstDate: CalendarDate? = nil, lastDate: CalendarDate? = nil, otherIDs: [String] = []
  ) {
    self.id = id
    self.name = name
    self.names = names
    self.roles = roles
    self.identifiers = identifiers
    self.mergedInto = mergedInto
    self.statementCount = statementCount
    self.firstDate = firstDate
    self.lastDate = lastDate
    self.otherIDs = otherIDs
  }

  /// A name or role as printed, with the first and last day it was seen on or held.
  public struct Dated: Hashable, Sendable {
    /// The printed wording.
    public var wording: String
    /// First day, if known.
    public var from: CalendarDate?
    /// Last day, if known.
    public var to: CalendarDate?

    /// Wordings are compared as printed, by their bytes.
    public static func == (left: Self, right: Self) -> Bool {
      left.from == right.from && left.to == right.to && left.wording.isExactly(right.wording)
    }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(ExactText(wording))
      hasher.combine(from)
      hasher.combine(to)
    }

    /// Creates a dated wording.
    public init(_ wording: String, from: CalendarDate? = nil, to: CalendarDate? = nil) {
      self.wording = wording
      self.from = from
      self.to = to
    }
  }

  /// An identifier some source gives a person.
  public struct Identifier: Hashable, Sendable {
    /// Whose identifier it is: "kremlin", "parlamint", "wikidata"; "verbatim" for the speaker's id
    /// where a merge file has settled who the speaker is.
    public var scheme: String
    /// The identifier.
    public var value: String

    /// The scheme of ids that a merge file has settled.
    package static let settledScheme = "verbatim"

    /// Whether the value can be a speaker's id: 1 to 128 bytes of `[a-z0-9._~-]`.
    package var isSpeakerID: Bool {
      (1...128).contains(value.utf8.count)
        && value.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "-"):
            true
          default: false
          }
        }
    }

    /// Both are compared by their bytes.
    public static func == (left: Self, right: Self) -> Bool {
      left.value.isExactly(right.value) && left.scheme.isExactly(right.scheme)
    }

    /// Hashes what is compared.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(ExactText(scheme))
      hasher.combine(ExactText(value))
    }

    /// Creates an identifier.
    public init(scheme: String, value: String) {
      self.scheme = scheme
      self.value = value
    }
  }
}
