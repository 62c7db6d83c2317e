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
    do throws(CalendarDateError) {
      switch parts.count {
      case 1:
        first = try CalendarDate(iso: text + "-01-01")
        last = try CalendarDate(iso: text + "-12-31")
      case 2:
        first = try CalendarDate(iso: text + "-01")
        let (year, month, _) = first.components
        let next = try? CalendarDate(
          year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
        last = next.flatMap { CalendarDate(daysSinceEpoch: $0.daysSinceEpoch - 1) } ?? .last
      default:
        first = try CalendarDate(iso: text)
        last = first
      }
    } catch {
      throw ValidationError("“\(text)” is no date: \(error.reason)")
    }
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
