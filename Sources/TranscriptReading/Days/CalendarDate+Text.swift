package import Transcripts

extension CalendarDate {
  /// The first `YYYY-MM-DD` in a text.
  package static func first(in text: String) -> CalendarDate? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10 else { return nil }
    for start in 0...(bytes.count - 10)
    where bytes[start + 4] == UInt8(ascii: "-") && bytes[start + 7] == UInt8(ascii: "-") {
      if let date = CalendarDate(String(decoding: bytes[start..<(start + 10)], as: UTF8.self)) {
        return date
      }
    }
    return nil
  }

  /// The day that a file's name gives: `2019-03-01 talk.txt`, `GMT20240312-100000.txt`,
  /// `2024_03_12`, `2024.03.12`, `council-12mar2024`, `Board March 12, 2024`, `13-03-2024`; years 1800
  /// to 2199. A name that gives two such days in words gives none.
  package static func inFileName(_ name: String) -> CalendarDate? {
    first(in: name) ?? numbered(name) ?? worded(name)
  }

  private static func worded(_ name: String) -> CalendarDate? {
    guard name.utf8.count <= 300 else { return nil }
    // "12mar2024" is three words.
    var text = ""
    var before: Character?
    for character in name {
      if let last = before,
        last.isNumber && character.isLetter || last.isLetter && character.isNumber
      {
        text.append(" ")
      }
      text.append("_-".contains(character) ? " " : character)
      before = character
    }
    var found: CalendarDate?
    func take(_ date: CalendarDate) -> Bool {
      defer { found = date }
      return found == nil || found == date
    }
    for start in text.indices
    where start == text.startIndex || text[text.index(before: start)] == " " {
      var scanner = DateScanner(text[start...])
      if let (month, day) = scanner.takeDay(), let month, let year = scanner.takeYear(),
        (1800..<2200).contains(year), !scanner.isInNumber,
        let date = try? CalendarDate(year: year, month: month, day: day)
      {
        guard take(date) else { return nil }
      }
    }
    for start in name.indices
    where name[start].isNumber
      && (start == name.startIndex || !name[name.index(before: start)].isNumber)
    {
      var scanner = DateScanner(name[start...])
      if let date = scanner.takeNumbers(), !scanner.isDotted, !scanner.isInNumber {
        guard take(date) else { return nil }
      }
    }
    return found
  }

  private static func numbered(_ name: String) -> CalendarDate? {
    let bytes = Array(name.utf8)
    func isDigit(_ index: Int) -> Bool {
      bytes.indices.contains(index) && (0x30...0x39).contains(bytes[index])
    }
    func number(_ start: Int, _ count: Int) -> Int? {
      var value = 0
      for index in start..<start + count {
        guard isDigit(index) else { return nil }
        value = value * 10 + Int(bytes[index] - 0x30)
      }
      return value
    }
    for start in bytes.indices where isDigit(start) && !isDigit(start - 1) {
      guard let year = number(start, 4), (1800..<2200).contains(year) else { continue }
      var place = start + 4
      let separator = bytes.indices.contains(place) && !isDigit(place) ? bytes[place] : 0
      guard separator == 0 || "-_.".utf8.contains(separator) else { continue }
      if separator != 0 { place += 1 }
      guard let month = number(place, 2) else { continue }
      place += 2
      if separator != 0 {
        guard bytes.indices.contains(place), bytes[place] == separator else { continue }
        place += 1
      }
      guard let day = number(place, 2), !isDigit(place + 2),
        let date = try? CalendarDate(year: year, month: month, day: day)
      else { continue }
      return date
    }
    return nil
  }
}
