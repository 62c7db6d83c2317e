/// Which statements are meant. Fields that are set must all match; a list matches when any of its
/// values does; an empty filter matches every statement. Each list takes at most 1,000 values.
///
/// Fields are those of `verbatim.v1.StatementFilter`.
public struct StatementFilter: Hashable, Sendable {
  /// Ids as the list of speakers gives them.
  public var speakerIDs: [String]
  /// Names as people type them: any name or alias, or whole words of it in any order, whatever the
  /// case, accents and punctuation. A name that fits several people means all of them.
  public var speakerNames: [String]
  /// First day, inclusive; nil means open.
  public var from: CalendarDate?
  /// Last day, inclusive; nil means open.
  public var to: CalendarDate?
  /// Meeting ids.
  public var meetingIDs: [String]
  /// Places as people type them: "moscow" matches "The Kremlin, Moscow".
  public var places: [String]
  /// Kinds of statement.
  public var kinds: [Statement.Kind]
  /// Ids of statements.
  public var statementIDs: [String]
  /// What was said, as people type it: `budget deficit` (both), `"budget deficit"`, `tax OR levy`,
  /// `-tax`, `econom*`, `~tax` (its inflected forms, too), `"budget deficit"~5`,
  /// `budget NEAR/5 deficit`, parentheses. Empty for anything.
  public var words: String
  /// Whether inflected forms of all words are meant, too, as with `~` before each. Words of statements
  /// in a language whose forms are not known, or whose language is not known, stand for themselves.
  public var matchesInflections: Bool

  /// A filter; by default one that every statement matches.
  public init(
    speakerIDs: [String] = [], speakerNames: [String] = [], from: CalendarDate? = nil,
    to: CalendarDate? = nil, meetingIDs: [String] = [], places: [String] = [],
    kinds: [Statement.Kind] = [], statementIDs: [String] = [], words: String = "",
    matchesInflections: Bool = false
  ) {
    self.words = words
    self.matchesInflections = matchesInflections
    self.speakerIDs = speakerIDs
    self.speakerNames = speakerNames
    self.from = from
    self.to = to
    self.meetingIDs = meetingIDs
    self.places = places
    self.kinds = kinds
    self.statementIDs = statementIDs
  }
}

/// The order of an answer.
public enum Order: Hashable, Sendable, CaseIterable {
  /// Oldest first: by date, then meeting id, then position in the meeting.
  case chronological
  /// Newest first: exactly the reverse.
  case reverseChronological
}

/// A query for statements. Fields are those of `verbatim.v1.StreamStatementsRequest`.
public struct StatementQuery: Hashable, Sendable {
  /// Which statements.
  public var filter: StatementFilter
  /// In which order.
  public var order: Order
  /// At most so many; 0 means all.
  public var limit: UInt64
  /// Only those after the statement of this id in the chosen order, if not empty.
  public var afterID: String
  /// Only from the archive of this fingerprint, if not empty.
  public var archive: String
  /// Of this revision of the one meeting that the filter names; 0 for what is served.
  public var revision: UInt32

  /// A query; by default for everything.
  public init(
    filter: StatementFilter = StatementFilter(), order: Order = .chronological, limit: UInt64 = 0,
    afterID: String = "", archive: String = "", revision: UInt32 = 0
  ) {
    self.revision = revision
    self.filter = filter
    self.order = order
    self.limit = limit
    self.afterID = afterID
    self.archive = archive
  }
}

/// A query for meetings. Fields are those of `verbatim.v1.ListMeetingsRequest`.
public struct MeetingQuery: Hashable, Sendable {
  /// The first day a meeting may begin on; nil means open.
  public var from: CalendarDate?
  /// The last day a meeting may begin on; nil means open.
  public var to: CalendarDate?
  /// Places as people type them.
  public var places: [String]
  /// Words that stand together in the title, as people type them; empty for any.
  public var title: String
  /// In which order.
  public var order: Order
  /// At most so many; 0 means all.
  public var limit: UInt64
  /// Only those after the meeting of this id in the chosen order, if not empty.
  public var afterID: String
  /// Ids of meetings; empty for any.
  public var ids: [String]
  /// Only meetings at which a statement was made that matches; nil for all, those without a statement
  /// among them.
  public var statements: StatementFilter?
  /// Only from the archive of this fingerprint, if not empty.
  public var archive: String

  /// A query; by default for every meeting.
  public init(
    from: CalendarDate? = nil, to: CalendarDate? = nil, places: [String] = [], title: String = "",
    order: Order = .chronological, limit: UInt64 = 0, afterID: String = "", ids: [String] = [],
    statements: StatementFilter? = nil, archive: String = ""
  ) {
    self.from = from
    self.to = to
    self.places = places
    self.title = title
    self.order = order
    self.limit = limit
    self.afterID = afterID
    self.ids = ids
    self.statements = statements
    self.archive = archive
  }
}

/// A query for speakers. Fields are those of `verbatim.v1.ListSpeakersRequest`.
public struct SpeakerQuery: Hashable, Sendable {
  /// A name as people type it; empty for all.
  public var name: String
  /// Only speakers at this meeting, if not empty.
  public var meetingID: String
  /// At most so many; 0 means all.
  public var limit: UInt64
  /// Only those after the speaker of this id, if not empty.
  public var afterID: String
  /// Ids of speakers; empty for any.
  public var ids: [String]
  /// Only speakers of a statement that matches; nil for all.
  public var statements: StatementFilter?
  /// Only from the archive of this fingerprint, if not empty.
  public var archive: String

  /// A query; by default for every speaker.
  public init(
    name: String = "", meetingID: String = "", limit: UInt64 = 0, afterID: String = "",
    ids: [String] = [], statements: StatementFilter? = nil, archive: String = ""
  ) {
    self.name = name
    self.meetingID = meetingID
    self.limit = limit
    self.afterID = afterID
    self.ids = ids
    self.statements = statements
    self.archive = archive
  }
}

/// A query for counts. Fields are those of `verbatim.v1.CountStatementsRequest`.
public struct CountQuery: Hashable, Sendable {
  /// Groupings of one count.
  public static let maximumGroupings = 4
  /// Groups of one answer.
  public static let maximumGroups: UInt32 = 10_000

  /// Which statements.
  public var filter: StatementFilter
  /// What to count by, the first grouping first; empty for the total alone. At most 4, none twice.
  public var groupings: [GroupBy]
  /// The order of the groups.
  public var order: GroupOrder
  /// At most so many groups; 0 means as many as an answer takes, 10,000.
  public var limit: UInt32
  /// Where the page before this one ended, if not empty; only in the order of keys.
  public var pageToken: String
  /// Whether occurrences of the filter's words, and all words spoken, are counted too.
  public var measuresWords: Bool

  /// A query; by default for how many statements there are.
  public init(
    filter: StatementFilter = StatementFilter(), groupings: [GroupBy] = [],
    order: GroupOrder = .automatic, limit: UInt32 = 0, pageToken: String = "",
    measuresWords: Bool = false
  ) {
    self.measuresWords = measuresWords
    self.filter = filter
    self.groupings = groupings
    self.order = order
    self.limit = limit
    self.pageToken = pageToken
  }

  /// The order of the groups; what `automatic` comes to for these groupings.
  package var settledOrder: GroupOrder {
    guard order == .automatic else { return order }
    switch groupings {
    case [.year], [.month], [.day], [.meeting]: return .key
    default: return .count
    }
  }
}

/// The order of groups.
public enum GroupOrder: Hashable, Sendable, CaseIterable {
  /// By key for a single grouping by year, month, day or meeting; by count for all others.
  case automatic
  /// Ascending, bytewise, by the first key, then the further ones. Pages are in this order.
  case key
  /// Descending by count, then by keys: the largest groups.
  case count
}

/// What statements are counted by.
public enum GroupBy: Hashable, Sendable, CaseIterable {
  /// By speaker id.
  case speaker
  /// By year, "2023".
  case year
  /// By month, "2023-08".
  case month
  /// By meeting id.
  case meeting
  /// By place as printed.
  case place
  /// By day, "2023-08-23".
  case day
  /// By kind of statement: "speech", "question", "answer", "interjection"; others under the empty key.
  case kind
}

/// How many statements match, exactly. Fields are those of `verbatim.v1.CountStatementsResponse`.
public struct StatementCounts: Hashable, Sendable {
  /// All that match.
  public var total: UInt64
  /// In the order asked for; empty groups are left out. With all of them given, the counts add up to
  /// `total`.
  public var groups: [Group]
  /// How many groups there are in all, given or not.
  public var groupCount: UInt64
  /// What to ask on with, in the order of keys; empty when no group is left.
  public var nextPageToken: String
  /// How often what was asked for occurs in them, if that was asked for.
  public var occurrences: UInt64
  /// Words of all statements that match but for the words asked for, if that was asked for.
  public var words: UInt64
  /// Where inflected forms were asked for: statements of the archive in which words were looked up as they
  /// are typed, since their language's forms, or their language, are not known.
  public var withoutStems: UInt64

  /// Creates counts.
  public init(
    total: UInt64, groups: [Group] = [], groupCount: UInt64 = 0, nextPageToken: String = "",
    occurrences: UInt64 = 0, words: UInt64 = 0, withoutStems: UInt64 = 0
  ) {
    self.withoutStems = withoutStems
    self.occurrences = occurrences
    self.words = words
    self.total = total
    self.groups = groups
    self.groupCount = groupCount
    self.nextPageToken = nextPageToken
  }

  /// What statements have in common by one grouping.
  public struct Key: Hashable, Sendable {
    /// What they share; empty for statements without a speaker, place or kind.
    public var key: String
    /// What to show for the key: a speaker's name, a meeting's title.
    public var display: String

    /// Creates a key.
    public init(key: String, display: String) {
      self.key = key
      self.display = display
    }
  }

  /// The statements that share their keys.
  public struct Group: Hashable, Sendable {
    /// What they share by the first grouping; empty for statements without a speaker, place or kind.
    public var key: String
    /// What to show for the key: a speaker's name, a meeting's title.
    public var display: String
    /// How many.
    public var count: UInt64
    /// What they share by the further groupings, in their order.
    public var further: [Key]
    /// How often what was asked for occurs in them, if that was asked for.
    public var occurrences: UInt64
    /// Words of the group's statements, those without what was asked for among them, if that was asked
    /// for.
    public var words: UInt64

    /// Creates a group.
    public init(
      key: String, display: String, count: UInt64, further: [Key] = [], occurrences: UInt64 = 0,
      words: UInt64 = 0
    ) {
      self.occurrences = occurrences
      self.words = words
      self.key = key
      self.display = display
      self.count = count
      self.further = further
    }
  }
}
