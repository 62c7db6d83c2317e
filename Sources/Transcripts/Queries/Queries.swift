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

  /// A filter; by default one that every statement matches.
  public init(
    speakerIDs: [String] = [], speakerNames: [String] = [], from: CalendarDate? = nil,
    to: CalendarDate? = nil, meetingIDs: [String] = [], places: [String] = [],
    kinds: [Statement.Kind] = []
  ) {
    self.speakerIDs = speakerIDs
    self.speakerNames = speakerNames
    self.from = from
    self.to = to
    self.meetingIDs = meetingIDs
    self.places = places
    self.kinds = kinds
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

  /// A query; by default for everything.
  public init(
    filter: StatementFilter = StatementFilter(), order: Order = .chronological, limit: UInt64 = 0,
    afterID: String = ""
  ) {
    self.filter = filter
    self.order = order
    self.limit = limit
    self.afterID = afterID
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

  /// A query; by default for every meeting.
  public init(
    from: CalendarDate? = nil, to: CalendarDate? = nil, places: [String] = [], title: String = "",
    order: Order = .chronological, limit: UInt64 = 0, afterID: String = ""
  ) {
    self.from = from
    self.to = to
    self.places = places
    self.title = title
    self.order = order
    self.limit = limit
    self.afterID = afterID
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

  /// A query; by default for every speaker.
  public init(name: String = "", meetingID: String = "", limit: UInt64 = 0) {
    self.name = name
    self.meetingID = meetingID
    self.limit = limit
  }
}

/// What statements are counted by.
public enum GroupBy: Hashable, Sendable, CaseIterable {
  /// Only the total.
  case none
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
}

/// How many statements match, exactly. Fields are those of `verbatim.v1.CountStatementsResponse`.
public struct StatementCounts: Hashable, Sendable {
  /// All that match.
  public var total: UInt64
  /// Years, months and meetings in ascending order of their key; speakers and places by descending
  /// count. The counts add up to `total`.
  public var groups: [Group]

  /// Creates counts.
  public init(total: UInt64, groups: [Group] = []) {
    self.total = total
    self.groups = groups
  }

  /// The statements that share a key.
  public struct Group: Hashable, Sendable {
    /// What they share; empty for statements without a speaker or place.
    public var key: String
    /// What to show for the key: a speaker's name, a meeting's title.
    public var display: String
    /// How many.
    public var count: UInt64

    /// Creates a group.
    public init(key: String, display: String, count: UInt64) {
      self.key = key
      self.display = display
      self.count = count
    }
  }
}
