package import CVerbatimProto
package import Transcripts

// The values of enumerations, by the constants that protoc-c made of the schema.

/// What an enumeration of the schema is here.
///
/// A new value is a case of the enumeration and a line of its `encoded`: what a number means is found
/// by what the cases are encoded as.
package protocol SchemaEnumeration: CaseIterable, Sendable {
  associatedtype Encoded: RawRepresentable where Encoded.RawValue == UInt32

  /// The value as a message holds it.
  var encoded: Encoded { get }
  /// The cases by their numbers.
  static var table: EnumerationTable<Self> { get }
}

extension SchemaEnumeration {
  /// The case of a number; nil for one that this version does not know.
  package init?(decoding value: Encoded) {
    guard let found = Self.table[value.rawValue] else { return nil }
    self = found
  }
}

/// The cases of an enumeration by their numbers, which are small.
package struct EnumerationTable<Value: SchemaEnumeration>: Sendable {
  private let values: [Value?]

  init() {
    let last = Value.allCases.reduce(0) { max($0, $1.encoded.rawValue) }
    var values = [Value?](repeating: nil, count: Int(last) + 1)
    for value in Value.allCases { values[Int(value.encoded.rawValue)] = value }
    self.values = values
  }

  subscript(number: UInt32) -> Value? {
    number < UInt32(values.count) ? values[Int(number)] : nil
  }
}

extension Statement.Kind: SchemaEnumeration {
  package static let table = EnumerationTable<Self>()

  package var encoded: Verbatim__V1__Statement__Kind {
    switch self {
    case .unspecified: VERBATIM__V1__STATEMENT__KIND__KIND_UNSPECIFIED
    case .speech: VERBATIM__V1__STATEMENT__KIND__KIND_SPEECH
    case .question: VERBATIM__V1__STATEMENT__KIND__KIND_QUESTION
    case .answer: VERBATIM__V1__STATEMENT__KIND__KIND_ANSWER
    case .interjection: VERBATIM__V1__STATEMENT__KIND__KIND_INTERJECTION
    }
  }
}

extension Attribution.Certainty: SchemaEnumeration {
  package static let table = EnumerationTable<Self>()

  package var encoded: Verbatim__V1__Attribution__Certainty {
    switch self {
    case .unspecified: VERBATIM__V1__ATTRIBUTION__CERTAINTY__CERTAINTY_UNSPECIFIED
    case .identified: VERBATIM__V1__ATTRIBUTION__CERTAINTY__CERTAINTY_IDENTIFIED
    case .roleOnly: VERBATIM__V1__ATTRIBUTION__CERTAINTY__CERTAINTY_ROLE_ONLY
    case .unnamed: VERBATIM__V1__ATTRIBUTION__CERTAINTY__CERTAINTY_UNNAMED
    case .group: VERBATIM__V1__ATTRIBUTION__CERTAINTY__CERTAINTY_GROUP
    case .ambiguous: VERBATIM__V1__ATTRIBUTION__CERTAINTY__CERTAINTY_AMBIGUOUS
    }
  }
}

extension Attribution.Delivery.Mode: SchemaEnumeration {
  package static let table = EnumerationTable<Self>()

  package var encoded: Verbatim__V1__Delivery__Mode {
    switch self {
    case .unspecified: VERBATIM__V1__DELIVERY__MODE__MODE_UNSPECIFIED
    case .direct: VERBATIM__V1__DELIVERY__MODE__MODE_DIRECT
    case .interpreted: VERBATIM__V1__DELIVERY__MODE__MODE_INTERPRETED
    case .retranslated: VERBATIM__V1__DELIVERY__MODE__MODE_RETRANSLATED
    }
  }
}

extension Mark.Kind: SchemaEnumeration {
  package static let table = EnumerationTable<Self>()

  package var encoded: Verbatim__V1__Mark__Kind {
    switch self {
    case .unspecified: VERBATIM__V1__MARK__KIND__KIND_UNSPECIFIED
    case .editorialNote: VERBATIM__V1__MARK__KIND__KIND_EDITORIAL_NOTE
    case .vocal: VERBATIM__V1__MARK__KIND__KIND_VOCAL
    case .kinesic: VERBATIM__V1__MARK__KIND__KIND_KINESIC
    case .incident: VERBATIM__V1__MARK__KIND__KIND_INCIDENT
    case .language: VERBATIM__V1__MARK__KIND__KIND_LANGUAGE
    case .insertion: VERBATIM__V1__MARK__KIND__KIND_INSERTION
    case .elision: VERBATIM__V1__MARK__KIND__KIND_ELISION
    case .pullQuote: VERBATIM__V1__MARK__KIND__KIND_PULL_QUOTE
    case .procedural: VERBATIM__V1__MARK__KIND__KIND_PROCEDURAL
    case .time: VERBATIM__V1__MARK__KIND__KIND_TIME
    }
  }
}

extension Order: SchemaEnumeration {
  package static let table = EnumerationTable<Self>()

  package var encoded: Verbatim__V1__Order {
    switch self {
    case .chronological: VERBATIM__V1__ORDER__ORDER_CHRONOLOGICAL
    case .reverseChronological: VERBATIM__V1__ORDER__ORDER_REVERSE_CHRONOLOGICAL
    }
  }
}

extension GroupBy: SchemaEnumeration {
  package static let table = EnumerationTable<Self>()

  package var encoded: Verbatim__V1__CountStatementsRequest__GroupBy {
    switch self {
    case .speaker: VERBATIM__V1__COUNT_STATEMENTS_REQUEST__GROUP_BY__GROUP_BY_SPEAKER
    case .year: VERBATIM__V1__COUNT_STATEMENTS_REQUEST__GROUP_BY__GROUP_BY_YEAR
    case .month: VERBATIM__V1__COUNT_STATEMENTS_REQUEST__GROUP_BY__GROUP_BY_MONTH
    case .meeting: VERBATIM__V1__COUNT_STATEMENTS_REQUEST__GROUP_BY__GROUP_BY_MEETING
    case .place: VERBATIM__V1__COUNT_STATEMENTS_REQUEST__GROUP_BY__GROUP_BY_PLACE
    case .day: VERBATIM__V1__COUNT_STATEMENTS_REQUEST__GROUP_BY__GROUP_BY_DAY
    case .kind: VERBATIM__V1__COUNT_STATEMENTS_REQUEST__GROUP_BY__GROUP_BY_KIND
    }
  }
}

extension GroupOrder: SchemaEnumeration {
  package static let table = EnumerationTable<Self>()

  package var encoded: Verbatim__V1__CountStatementsRequest__GroupOrder {
    switch self {
    case .automatic: VERBATIM__V1__COUNT_STATEMENTS_REQUEST__GROUP_ORDER__GROUP_ORDER_UNSPECIFIED
    case .key: VERBATIM__V1__COUNT_STATEMENTS_REQUEST__GROUP_ORDER__GROUP_ORDER_KEY
    case .count: VERBATIM__V1__COUNT_STATEMENTS_REQUEST__GROUP_ORDER__GROUP_ORDER_COUNT
    }
  }
}

extension SearchOrder: SchemaEnumeration {
  package static let table = EnumerationTable<Self>()

  package var encoded: Verbatim__V1__SearchStatementsRequest__SearchOrder {
    switch self {
    case .relevance:
      VERBATIM__V1__SEARCH_STATEMENTS_REQUEST__SEARCH_ORDER__SEARCH_ORDER_RELEVANCE
    case .oldest: VERBATIM__V1__SEARCH_STATEMENTS_REQUEST__SEARCH_ORDER__SEARCH_ORDER_OLDEST
    case .newest: VERBATIM__V1__SEARCH_STATEMENTS_REQUEST__SEARCH_ORDER__SEARCH_ORDER_NEWEST
    }
  }
}

extension ArchiveEvent.Kind: SchemaEnumeration {
  package static let table = EnumerationTable<Self>()

  package var encoded: Verbatim__V1__FollowStatementsResponse__Kind {
    switch self {
    case .added: VERBATIM__V1__FOLLOW_STATEMENTS_RESPONSE__KIND__KIND_ADDED
    case .revised: VERBATIM__V1__FOLLOW_STATEMENTS_RESPONSE__KIND__KIND_REVISED
    case .removed: VERBATIM__V1__FOLLOW_STATEMENTS_RESPONSE__KIND__KIND_REMOVED
    case .forgotten: VERBATIM__V1__FOLLOW_STATEMENTS_RESPONSE__KIND__KIND_FORGOTTEN
    case .caughtUp: VERBATIM__V1__FOLLOW_STATEMENTS_RESPONSE__KIND__KIND_CAUGHT_UP
    case .heartbeat: VERBATIM__V1__FOLLOW_STATEMENTS_RESPONSE__KIND__KIND_HEARTBEAT
    case .settled: VERBATIM__V1__FOLLOW_STATEMENTS_RESPONSE__KIND__KIND_SETTLED
    }
  }
}
