package import CVerbatimProto
import Protobuf
package import Transcripts

// Requests as they come in: text, dates and enumerations are checked here; how many values there are
// and whether a name says anything is checked where queries are planned.

extension StatementFilter {
  /// The filter that a message holds.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__StatementFilter>
  ) throws(QueryError) {
    let message = message.pointee
    self.init(
      speakerIDs: try texts(message.speaker_ids, message.n_speaker_ids, "filter.speaker_ids"),
      speakerNames: try texts(
        message.speaker_names, message.n_speaker_names, "filter.speaker_names"),
      from: try date(message.from, "filter.from"), to: try date(message.to, "filter.to"),
      meetingIDs: try texts(message.meeting_ids, message.n_meeting_ids, "filter.meeting_ids"),
      places: try texts(message.places, message.n_places, "filter.places"))
    try checkCount(message.n_kinds, "filter.kinds")
    for index in 0..<message.n_kinds {
      let value = message.kinds[index].rawValue
      guard let kind = Statement.Kind(rawValue: value) else {
        throw .invalid("filter.kinds", "holds \(value), which is no kind of statement")
      }
      kinds.append(kind)
    }
  }
}

extension StatementQuery {
  /// The query that a message holds.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__StreamStatementsRequest>
  ) throws(QueryError) {
    let message = message.pointee
    self.init(
      filter: try message.filter.map { value throws(QueryError) in
        try StatementFilter(decoding: value)
      } ?? StatementFilter(),
      order: try Order(message.order), limit: message.limit,
      afterID: try text(message.after_id, "after_id"))
  }
}

extension MeetingQuery {
  /// The query that a message holds.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__ListMeetingsRequest>
  ) throws(QueryError) {
    let message = message.pointee
    self.init(
      from: try date(message.from, "from"), to: try date(message.to, "to"),
      places: try texts(message.places, message.n_places, "places"),
      title: try text(message.title, "title"), order: try Order(message.order),
      limit: message.limit, afterID: try text(message.after_id, "after_id"))
  }
}

extension SpeakerQuery {
  /// The query that a message holds.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__ListSpeakersRequest>
  ) throws(QueryError) {
    let message = message.pointee
    self.init(
      name: try text(message.name, "name"), meetingID: try text(message.meeting_id, "meeting_id"),
      limit: message.limit)
  }
}

extension GroupBy {
  /// The grouping that a message asks for.
  package init(_ value: Verbatim__V1__CountStatementsRequest__GroupBy) throws(QueryError) {
    switch value.rawValue {
    case 0: self = .none
    case 1: self = .speaker
    case 2: self = .year
    case 3: self = .month
    case 4: self = .meeting
    case 5: self = .place
    case 6: self = .day
    case 7: self = .kind
    default: throw .invalid("group_by", "is \(value.rawValue), which is no way to group")
    }
  }
}

extension Order {
  fileprivate init(_ value: Verbatim__V1__Order) throws(QueryError) {
    switch value.rawValue {
    case 0, 1: self = .chronological
    case 2: self = .reverseChronological
    default: throw .invalid("order", "is \(value.rawValue), which is no order")
    }
  }
}

private func text(_ bytes: ProtobufCBinaryData, _ field: String) throws(QueryError) -> String {
  do {
    return try String(checking: bytes, field: field)
  } catch {
    throw .invalid(field, String(error.message.dropFirst(field.count + 1)))
  }
}

private func texts(
  _ values: UnsafeMutablePointer<ProtobufCBinaryData>?, _ count: Int, _ field: String
) throws(QueryError) -> [String] {
  try checkCount(count, field)
  var result: [String] = []
  for index in 0..<count { result.append(try text(values![index], field)) }
  return result
}

private func checkCount(_ count: Int, _ field: String) throws(QueryError) {
  guard count <= QueryLimits.valuesPerField else {
    throw .invalid(
      field, "has \(count) values; at most \(QueryLimits.valuesPerField) are allowed")
  }
}

private func date(
  _ bytes: ProtobufCBinaryData, _ field: String
) throws(QueryError) -> CalendarDate? {
  guard bytes.len > 0 else { return nil }
  guard let date = CalendarDate(iso: UnsafeRawBufferPointer(bytes)) else {
    throw .invalid(field, "is not a date written as YYYY-MM-DD, like 2023-08-23")
  }
  return date
}
