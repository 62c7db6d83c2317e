/// Which of two numbers of a day is the day: "3/6/2021" is the third of June or the sixth of March.
package enum DayOrder: String, Hashable, Sendable, CaseIterable {
  case dayFirst = "day-first"
  case monthFirst = "month-first"
}
