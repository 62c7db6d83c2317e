internal import Transcripts

/// Years, months and days as counts name them.
enum TimePeriods {
  /// At most so many are told.
  static let most = 10_000

  /// All from one key to another; nil where these are more than ``most``, or no such keys.
  static func keys(
    from first: String, to last: String, by grouping: CountCommand.Grouping
  ) -> [String]? {
    switch grouping {
    case .year:
      guard let first = Int(first), let last = Int(last), first <= last, last - first < most else {
        return nil
      }
      return (first...last).map { padded($0, 4) }
    case .month:
      guard let first = month(first), let last = month(last), first <= last, last - first < most
      else { return nil }
      return (first...last).map { "\(padded($0 / 12, 4))-\(padded($0 % 12 + 1, 2))" }
    case .day:
      guard let first = try? CalendarDate(iso: first).daysSinceEpoch,
        let last = try? CalendarDate(iso: last).daysSinceEpoch, first <= last,
        Int(last) - Int(first) < most
      else { return nil }
      return (first...last).compactMap {
        CalendarDate(daysSinceEpoch: $0).map { "\($0)" }
      }
    case .speaker, .meeting, .place, .kind: return nil
    }
  }

  /// The number of a month, counted from that of the year 0.
  private static func month(_ key: String) -> Int? {
    let parts = key.split(separator: "-").compactMap { Int($0) }
    guard parts.count == 2, (1...12).contains(parts[1]) else { return nil }
    return parts[0] * 12 + parts[1] - 1
  }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = "\(number)"
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
