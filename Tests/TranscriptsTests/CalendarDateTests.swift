import Testing

@testable import Transcripts

@Suite struct CalendarDateTests {
  @Test(
    "A day keeps its ISO form",
    arguments: ["0001-01-01", "1970-01-01", "2000-02-29", "2023-08-23", "9999-12-31"])
  func roundTrip(text: String) throws {
    #expect(try #require(CalendarDate(text)).description == text)
  }

  @Test(
    "What is not a day of the calendar is refused",
    arguments: [
      "", "2023-02-29", "1900-02-29", "2023-13-01", "2023-00-10", "0000-01-01", "2023-1-01",
      "2023-08-23T10", "２０２３-08-23", "2023/08/23",
    ])
  func refused(text: String) {
    #expect(CalendarDate(text) == nil)
  }

  @Test("Every day from year 1 to 9999 follows the one before it")
  func consecutive() throws {
    var previous = (year: 0, month: 12, day: 31)
    var days = CalendarDate.first.daysSinceEpoch
    while let date = CalendarDate(daysSinceEpoch: days) {
      let now = date.components
      #expect(now > previous)
      #expect(CalendarDate(year: now.year, month: now.month, day: now.day) == date)
      previous = now
      days += 97
    }
    #expect(CalendarDate.first.description == "0001-01-01")
    #expect(CalendarDate.last.description == "9999-12-31")
  }
}
