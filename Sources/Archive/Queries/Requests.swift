package import Transcripts

/// Which statements are meant; see `verbatim.v1.StatementFilter`, whose fields these are.
package struct StatementFilter: Hashable, Sendable {
  package var speakerIDs: [String]
  package var speakerNames: [String]
  package var from: CalendarDate?
  package var to: CalendarDate?
  package var meetingIDs: [String]
  package var places: [String]
  package var kinds: [Statement.Kind]

  package init(
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
package enum Order: Hashable, Sendable, CaseIterable {
  /// Oldest first.
  case chronological
  /// Newest first, exactly the reverse.
  case reverseChronological
}

/// A query for statements; see `verbatim.v1.StreamStatementsRequest`.
package struct StatementQuery: Hashable, Sendable {
  package var filter: StatementFilter
  package var order: Order
  /// At most so many; 0 means all.
  package var limit: UInt64
  /// Only those after the statement of this id, if not empty.
  package var afterID: String

  package init(
    filter: StatementFilter = StatementFilter(), order: Order = .chronological, limit: UInt64 = 0,
    afterID: String = ""
  ) {
    self.filter = filter
    self.order = order
    self.limit = limit
    self.afterID = afterID
  }
}

/// A query for meetings; see `verbatim.v1.ListMeetingsRequest`. `from` and `to` bound the (first) day.
package struct MeetingQuery: Hashable, Sendable {
  package var from: CalendarDate?
  package var to: CalendarDate?
  package var places: [String]
  package var title: String
  package var order: Order
  /// At most so many; 0 means all.
  package var limit: UInt64
  /// Only those after the meeting of this id, if not empty.
  package var afterID: String

  package init(
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

/// A query for speakers; see `verbatim.v1.ListSpeakersRequest`.
package struct SpeakerQuery: Hashable, Sendable {
  /// A name as people type it; empty for all.
  package var name: String
  /// Only speakers at this meeting, if not empty.
  package var meetingID: String
  /// At most so many; 0 means all.
  package var limit: UInt64

  package init(name: String = "", meetingID: String = "", limit: UInt64 = 0) {
    self.name = name
    self.meetingID = meetingID
    self.limit = limit
  }
}

/// What statements are counted by.
package enum GroupBy: Hashable, Sendable, CaseIterable {
  case none
  case speaker
  case year
  case month
  case meeting
  case place
}

/// How many statements match.
package struct StatementCounts: Hashable, Sendable {
  package var total: UInt64
  package var groups: [Group]

  package struct Group: Hashable, Sendable {
    package var key: String
    package var display: String
    package var count: UInt64
  }
}
