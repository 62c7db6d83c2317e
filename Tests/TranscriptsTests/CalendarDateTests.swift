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
    #expect(throws: CalendarDateError.self) { try CalendarDate(iso: text) }
  }

  @Test(
    "A text that is no day is refused with what is wrong with it",
    arguments: [
      ("2021-1-1", "write YYYY-MM-DD"), ("2021-02-31", "2021-02 has the days 01 to 28"),
      ("2021-13-01", "months are 01 to 12"), ("0000-01-01", "years are 0001 to 9999"),
    ])
  func reasons(text: String, reason: String) {
    #expect(throws: CalendarDateError(text: text, reason: reason)) { try CalendarDate(iso: text) }
  }

  @Test("A literal is a day, also where a day may be missing")
  func literal() throws {
    let date: CalendarDate? = "2021-12-31"
    #expect(try date == CalendarDate(year: 2021, month: 12, day: 31))
  }

  @Test("A literal that is no day ends the program, and never means an open date")
  func wrongLiteral() async {
    await #expect(processExitsWith: .failure) {
      let date: CalendarDate? = "2021-1-1"
      print(date as Any)
    }
  }

  @Test("Every day from year 1 to 9999 follows the one before it")
  func consecutive() throws {
    var previous = (year: 0, month: 12, day: 31)
    var days = CalendarDate.first.daysSinceEpoch
    while let date = CalendarDate(daysSinceEpoch: days) {
      let now = date.components
      #expect(now > previous)
      #expect(try CalendarDate(year: now.year, month: now.month, day: now.day) == date)
      previous = now
      days += 97
    }
    #expect(CalendarDate.first.description == "0001-01-01")
    #expect(CalendarDate.last.description == "9999-12-31")
  }
}
