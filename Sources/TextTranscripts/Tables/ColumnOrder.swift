import TranscriptReading

/// In which order days such as 3/6/2021 are written in a column, as those tell it that can be but one.
struct ColumnOrder {
  /// The order; nil where no day tells it, or days tell both.
  private(set) var found: DayOrder?
  /// Whether days tell both orders.
  private(set) var isMixed = false
  /// Whether the report says it.
  var isTold = false

  init(_ days: [String]) {
    for day in days {
      let numbers = day.split(whereSeparator: { !$0.isNumber }).prefix(3)
      guard numbers.count == 3, numbers[0].count <= 2, numbers[1].count <= 2,
        let first = Int(numbers[0]), let second = Int(numbers[1])
      else { continue }
      let order: DayOrder
      switch (first, second) {
      case (13...31, 1...12): order = .dayFirst
      case (1...12, 13...31): order = .monthFirst
      default: continue
      }
      if let found, found != order {
        isMixed = true
      } else {
        found = order
      }
    }
    if isMixed { found = nil }
  }
}
