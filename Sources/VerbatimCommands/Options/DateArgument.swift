internal import ArgumentParser
internal import Transcripts

/// A day, a month or a year, as `2023-03-01`, `2023-03` or `2023`.
struct DateArgument: Hashable, Sendable {
  /// The first day that is meant.
  let first: CalendarDate
  /// The last day that is meant.
  let last: CalendarDate

  /// Reads what people type. Throws `ValidationError` that says what is wrong with it.
  init(_ text: String) throws {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let widths = [4, 2, 2]
    guard (1...3).contains(parts.count),
      zip(parts, widths).allSatisfy({ part, width in
        part.utf8.count == width && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
      })
    else {
      throw ValidationError("“\(text)” is no date: write YYYY-MM-DD, YYYY-MM or YYYY")
    }
    let numbers = parts.map { Int($0)! }
    let year = numbers[0]
    guard year >= 1 else { throw ValidationError("“\(text)” is no date: years begin with 0001") }
    guard numbers.count > 1 else {
      first = CalendarDate(year: year, month: 1, day: 1)!
      last = CalendarDate(year: year, month: 12, day: 31)!
      return
    }
    let month = numbers[1]
    guard let firstOfMonth = CalendarDate(year: year, month: month, day: 1) else {
      throw ValidationError("“\(text)” is no date: there is no month \(parts[1])")
    }
    let days = (28...31).last { CalendarDate(year: year, month: month, day: $0) != nil }!
    guard numbers.count > 2 else {
      first = firstOfMonth
      last = CalendarDate(year: year, month: month, day: days)!
      return
    }
    guard let day = CalendarDate(year: year, month: month, day: numbers[2]) else {
      throw ValidationError("“\(text)” is no date: \(parts[0])-\(parts[1]) has \(days) days")
    }
    first = day
    last = day
  }
}

/// Options that choose days.
struct DateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "First day: YYYY-MM-DD, or YYYY-MM or YYYY for the first day of it.", valueName: "date"),
    transform: DateArgument.init)
  var from: DateArgument?

  @Option(
    help: ArgumentHelp(
      "Last day, inclusive: YYYY-MM-DD, or YYYY-MM or YYYY for the last day of it.",
      valueName: "date"), transform: DateArgument.init)
  var to: DateArgument?

  @Option(
    help: ArgumentHelp("A day, or a month or year as a whole.", valueName: "date"),
    transform: DateArgument.init)
  var on: DateArgument?

  func validate() throws {
    if on != nil, from != nil || to != nil {
      throw ValidationError("--on stands for both --from and --to: use it without them")
    }
    if let firstDay, let lastDay, firstDay > lastDay {
      throw ValidationError("--from \(firstDay) is after --to \(lastDay)")
    }
  }

  var firstDay: CalendarDate? { on?.first ?? from?.first }
  var lastDay: CalendarDate? { on?.last ?? to?.last }
}
