/// The numbers that transcripts of courts and hearings print before their lines: 1 to 25 on every page,
/// or every fifth of them.
enum LineNumbers {
  /// Fewest lines with words that show it, and the share of them that must have a number, in tenths.
  private static let (fewest, share) = (8, 8)
  /// Every how manieth line has a number, where not each has, and fewest such numbers that show it.
  private static let (step, fewestSteps) = (5, 3)

  /// Where the words of each line begin behind its number; nil when lines have none.
  static func starts(_ bytes: [UInt8], _ lines: [TextDocument.Line]) -> [Int]? {
    if isEveryLineNumbered(bytes, lines) { return everyStart(bytes, lines) }
    return everyFifthStart(bytes, lines)
  }

  /// A number that a line begins with.
  private struct Number {
    var value: Int
    /// Where the words begin.
    var end: Int
    /// Whether two spaces or more stand behind it, or nothing.
    var isApart: Bool
    /// Whether a stop stands behind it.
    var hasStop = false
  }

  private static func isEveryLineNumbered(_ bytes: [UInt8], _ lines: [TextDocument.Line]) -> Bool {
    var (words, numbered, steps) = (0, 0, 0)
    var (last, highest) = (0, 0)
    // Numbers that lists and paragraphs may have, too.
    var (near, stopped) = (0, 0)
    var isRestarted = false
    for line in lines where !line.isBlank {
      words += 1
      guard let number = number(bytes, line) else {
        // Most documents are told by their first lines.
        if words == fewest, numbered * 10 < words * 3 { return false }
        continue
      }
      numbered += 1
      if number.value == last + 1 || number.value == 1 { steps += 1 }
      if number.value == 1, last >= fewest { isRestarted = true }
      if !number.isApart { near += 1 }
      if number.hasStop { stopped += 1 }
      last = number.value
      highest = max(highest, last)
    }
    guard words >= fewest, numbered * 10 >= words * share, steps * 10 >= numbered * 9 else {
      return false
    }
    // "1 words", "2 words": of two who are known by numbers, or lines of a page.
    if near * 2 > numbered, highest < fewest { return false }
    // "1. words" is a list, unless it begins again on each page.
    return stopped * 2 <= numbered || isRestarted
  }

  private static func everyStart(_ bytes: [UInt8], _ lines: [TextDocument.Line]) -> [Int] {
    let numbers = lines.map { $0.isBlank ? nil : number(bytes, $0) }
    var starts = lines.map(\.start)
    // The last number of the margin, and the last that any line began with.
    var (last, seen) = (0, 0)
    // That of the next line that begins with one.
    var following = [Int](repeating: 0, count: lines.count)
    var next = 0
    for index in lines.indices.reversed() {
      following[index] = next
      if let number = numbers[index] { next = number.value }
    }
    for (index, number) in numbers.enumerated() {
      guard let number else { continue }
      let value = number.value
      // A line without its number may begin with one of its words: "1 boat was lost", "100 boats".
      let goesOn =
        value == last + 1 || value == seen + 1 || following[index] == value + 1
        || value == 1 && (last >= fewest || last == 0)
      // One that nothing stands behind is a page's.
      if goesOn || number.end == lines[index].end { starts[index] = number.end }
      seen = value
      if goesOn { last = value }
    }
    return starts
  }

  /// Where words begin when every fifth line has its number in the margin; nil when it is not so.
  private static func everyFifthStart(_ bytes: [UInt8], _ lines: [TextDocument.Line]) -> [Int]? {
    var found: [(line: Int, words: Int, number: Number)] = []
    var words = 0
    for (index, line) in lines.enumerated() where !line.isBlank {
      words += 1
      guard let number = number(bytes, line), number.isApart, !number.hasStop,
        number.value % step == 0, number.end < line.end
      else { continue }
      found.append((index, words, number))
    }
    guard found.count >= fewestSteps, found.count * step * 2 >= words else { return nil }
    var (rises, right) = (0, 0)
    // Those that stand as far from another as their numbers say: others are words, as "100 boats" of a table.
    var members: Set<Int> = []
    for (position, (before, next)) in zip(found, found.dropFirst()).enumerated() {
      guard next.number.value > before.number.value else {
        // The first of a page, which may be its only one.
        if next.number.value == step { members.insert(position + 1) }
        continue
      }
      rises += 1
      if next.number.value == before.number.value + step,
        next.words - before.words == step || next.line - before.line == step
      {
        right += 1
        members.formUnion([position, position + 1])
      }
    }
    guard rises >= fewestSteps - 1, right * 10 >= rises * share else { return nil }
    var starts = lines.map(\.start)
    for (position, one) in found.enumerated() where members.contains(position) {
      starts[one.line] = one.number.end
    }
    return starts
  }

  /// The number that a line begins with, before a space or the line's end.
  private static func number(_ bytes: [UInt8], _ line: TextDocument.Line) -> Number? {
    var index = line.start
    var value = 0
    while index < line.end, index - line.start < 4, (0x30...0x39).contains(bytes[index]) {
      value = value * 10 + Int(bytes[index] - 0x30)
      index += 1
    }
    guard index > line.start, value > 0 else { return nil }
    if index == line.end { return Number(value: value, end: index, isApart: true) }
    let hasStop = bytes[index] == 0x2E
    if hasStop { index += 1 }
    guard index + 1 < line.end, bytes[index] == 0x09 || bytes[index] == 0x20 else { return nil }
    let isApart = bytes[index] == 0x09 || bytes[index + 1] <= 0x20
    while index < line.end, bytes[index] <= 0x20 { index += 1 }
    return Number(value: value, end: index, isApart: isApart, hasStop: hasStop)
  }
}
