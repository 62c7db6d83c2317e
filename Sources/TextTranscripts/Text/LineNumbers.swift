/// The numbers that transcripts of courts print before their lines: 1 to 25 on every page.
enum LineNumbers {
  /// Fewest lines with words that show it, and the share of them that must have a number, in tenths.
  private static let (fewest, share) = (8, 8)

  /// Where the words of each line begin behind its number; nil when lines have none.
  static func starts(_ bytes: [UInt8], _ lines: [TextDocument.Line]) -> [Int]? {
    var (words, numbered, steps) = (0, 0, 0)
    var last = 0
    for line in lines where !line.isBlank {
      words += 1
      guard let (number, _) = number(bytes, line) else {
        // Most documents are told by their first lines.
        if words == fewest, numbered * 10 < words * 3 { return nil }
        continue
      }
      numbered += 1
      if number == last + 1 || number == 1 { steps += 1 }
      last = number
    }
    guard words >= fewest, numbered * 10 >= words * share, steps * 10 >= numbered * 9 else {
      return nil
    }
    return lines.map { line in
      line.isBlank ? line.start : number(bytes, line).map(\.end) ?? line.start
    }
  }

  /// The number that a line begins with, before two spaces or the line's end.
  private static func number(
    _ bytes: [UInt8], _ line: TextDocument.Line
  ) -> (number: Int, end: Int)? {
    var index = line.start
    var value = 0
    while index < line.end, index - line.start < 2, (0x30...0x39).contains(bytes[index]) {
      value = value * 10 + Int(bytes[index] - 0x30)
      index += 1
    }
    guard index > line.start, value > 0 else { return nil }
    if index == line.end { return (value, index) }
    guard index + 1 < line.end,
      bytes[index] == 0x09 || bytes[index] == 0x20 && bytes[index + 1] == 0x20
    else { return nil }
    while index < line.end, bytes[index] <= 0x20 { index += 1 }
    return (value, index)
  }
}
