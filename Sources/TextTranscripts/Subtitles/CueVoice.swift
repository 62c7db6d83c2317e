import TranscriptReading
import Transcripts

/// Names of voices that stand elsewhere than before a colon: above the times, in brackets, before a
/// bar or a dash, on a line of their own.
enum CueVoice {
  /// Longest name, in bytes.
  private static let maximumSize = 80

  /// The name of a line above the times such as `1 "Ann Vale" (123)`, as conferencing programs print it.
  static func quoted(_ line: String) -> String? {
    guard line.utf8.count <= 2 * maximumSize, line.utf8.contains(0x22) else { return nil }
    let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
    let name = parts.count == 3 ? String(parts[1]).trimmingSpace() : ""
    guard !name.isEmpty, parts[0].allSatisfy({ $0.isNumber || $0.isWhitespace }),
      parts[2].allSatisfy({ $0.isNumber || $0.isWhitespace || "()".contains($0) })
    else { return nil }
    return name
  }

  /// Whether a line is a name of two or more words and nothing else.
  static func isName(_ line: String) -> Bool {
    line.utf8.count <= maximumSize && line.utf8.contains(0x20)
      && line.first?.isLetter == true
      && LabelShape(line.trimmingSpace()) { _ in false }.kind == .name
  }

  /// A name before the words of a line.
  struct Framed {
    var name: String
    var words: Substring
    /// Whether it is a name of two or more words.
    var isFull: Bool
    /// What sets it off.
    var mark: Mark
    /// Whether it is a name by nothing but its coming again: "Ben Question".
    var comesAsName = false

    enum Mark { case bracket, bar, sign, dash }
  }

  /// Whether a line may begin with a name in brackets, before a bar, a sign or a dash.
  static func mayFrame(_ line: String) -> Bool {
    guard let first = line.utf8.first else { return false }
    if first == 0x5B || first == 0x28 { return true }
    var before: UInt8 = 0
    for byte in line.utf8.prefix(maximumSize) {
      switch byte {
      case 0x7C: return true
      case 0x3E where before == 0x3E: return true
      case 0x20 where before == 0x2D: return true
      // The end of a long dash.
      case 0x93 where before == 0x80, 0x94 where before == 0x80: return true
      default: before = byte
      }
    }
    return false
  }

  /// A name before the words of a line: `[Ann Vale] words`, `(Ann Vale) words`, `Ann Vale | words`,
  /// `Ann Vale >> words`, `Ann Vale - words`. Notes of sounds and delivery are none.
  static func framed(_ line: Substring) -> Framed? {
    guard let first = line.utf8.first else { return nil }
    guard first == 0x5B || first == 0x28 else { return barred(line) }
    let close: UInt8 = first == 0x5B ? 0x5D : 0x29
    guard let end = line.utf8.prefix(maximumSize).firstIndex(of: close) else { return nil }
    let name = String(line[..<end].dropFirst()).trimmingSpace()
    var words = line[line.index(after: end)...]
    if words.first == ":" { words.removeFirst() }
    guard words.first?.isWhitespace == true || words.first?.isLetter == true,
      words.contains(where: \.isLetter), NoteWording.kind(inline: "(" + name + ")") == nil
    else { return nil }
    return framed(name.hasSuffix(":") ? String(name.dropLast()) : name, words, .bracket)
  }

  private static func barred(_ line: Substring) -> Framed? {
    let head = line.prefix(maximumSize)
    for index in head.indices {
      let mark: Framed.Mark
      var end = line.index(after: index)
      switch line[index] {
      case "|": mark = .bar
      case ">" where line[end...].first == ">": (mark, end) = (.sign, line.index(after: end))
      case "-", "–", "—": mark = .dash
      case ":": return nil
      default: continue
      }
      let isSpaced = index > line.startIndex && line[line.index(before: index)].isWhitespace
      let words = line[end...]
      guard index > line.startIndex, words.first?.isWhitespace == true, isSpaced || mark == .dash,
        words.contains(where: \.isLetter)
      else {
        if mark == .dash { continue }
        return nil
      }
      // "Ann Vale | Tarnhaven: words" has a label with a colon.
      if mark == .bar, CueLabel.candidate(line) != nil { return nil }
      return framed(String(line[..<index]).trimmingSpace(), words, mark)
    }
    return nil
  }

  private static func framed(_ name: String, _ words: Substring, _ mark: Framed.Mark) -> Framed? {
    let name = withoutDirections(name)
    guard name.first?.isLetter == true || name.first?.isNumber == true else { return nil }
    let shape = LabelShape(name) { _ in false }
    // "[Mark Price] words", "[Ben Question] words"
    let isByPlace = shape.kind == .nameWithWords && shape.isSetAsName && mark != .dash
    let comesAsName = shape.comesAsName && shape.kind == .none && mark != .dash
    switch shape.kind {
    case .name, .roleAndName, .word, .role, .part, .code: break
    default: guard isByPlace || comesAsName else { return nil }
    }
    let isFull = shape.kind == .name || shape.kind == .roleAndName || isByPlace || comesAsName
    return Framed(
      name: name, words: words.drop(while: \.isWhitespace), isFull: isFull, mark: mark,
      comesAsName: comesAsName)
  }

  /// A name without the marks of direction that programs set around it.
  private static func withoutDirections(_ name: String) -> String {
    guard name.utf8.contains(0xE2) else { return name }
    return String(
      String.UnicodeScalarView(
        name.unicodeScalars.filter {
          !(0x200E...0x200F).contains($0.value) && !(0x202A...0x202E).contains($0.value)
            && !(0x2066...0x2069).contains($0.value)
        }))
  }

  /// A name that is all of a subtitle's first line.
  struct Heading {
    var name: String
    /// Whether brackets, dashes or a sign set it off.
    var isMarked: Bool
    var isFull: Bool
  }

  /// The name on a line of its own, "Ann Vale", "[Ann Vale]", "-Ann Vale-", ">> Ann Vale"; those with a
  /// colon are labels.
  static func heading(_ line: String) -> Heading? {
    guard line.utf8.count <= maximumSize, let first = line.utf8.first, line.utf8.last != 0x3A,
      first >= 0x80 || first == 0x5B || first == 0x28 || first == 0x2D || first == 0x3E
        || (0x41...0x5A).contains(first)
    else { return nil }
    var name = line[...]
    name = name.drop { "[(->»–—* ".contains($0) }
    while let last = name.last, "])-–—*: ".contains(last) { name.removeLast() }
    guard let start = name.first, start.isLetter, !start.isLowercase,
      NoteWording.kind(inline: "(" + name + ")") == nil
    else { return nil }
    let isMarked = name.startIndex > line.startIndex || name.endIndex < line.endIndex
    let shape = LabelShape(String(name)) { _ in false }
    switch shape.kind {
    case .name, .roleAndName:
      return Heading(name: String(name), isMarked: isMarked, isFull: true)
    case .word where shape.isSetAsName, .role, .part:
      return Heading(name: String(name), isMarked: isMarked, isFull: false)
    default: return nil
    }
  }
}
