import ArchiveProtocol
import Transcripts

/// What statements are counted by, checked.
struct Groupings: Sendable {
  /// In the order asked for.
  let list: [GroupBy]

  init(_ query: CountQuery) throws(QueryError) {
    let list = query.groupings
    self.list = list
    if list.count > CountQuery.maximumGroupings {
      throw .invalid(
        "then_by",
        "has \(list.count - 1) groupings; at most \(CountQuery.maximumGroupings - 1) go with group_by"
      )
    }
    for (index, grouping) in list.enumerated() where list[..<index].contains(grouping) {
      throw .invalid("then_by", "has a grouping twice: \(grouping)")
    }
    countsSpeakers = list.contains(.speaker)
    countsKinds = list.contains(.kind)
    countsMeetings = list.contains(.meeting)
    countsPlaces = list.contains(.place)
    finestDate = [GroupBy.day, .month, .year].first { list.contains($0) }
  }

  let countsSpeakers: Bool
  let countsKinds: Bool
  let countsMeetings: Bool
  let countsPlaces: Bool
  /// The finest of the groupings by time; nil without one. The others follow from it.
  let finestDate: GroupBy?

  var isEmpty: Bool { list.isEmpty }
  /// Whether anything is counted by that all rows of a run share.
  var countsRuns: Bool { countsMeetings || countsPlaces || finestDate != nil }
  /// Whether anything is counted by in which rows of a run differ.
  var countsRows: Bool { countsSpeakers || countsKinds }
}
