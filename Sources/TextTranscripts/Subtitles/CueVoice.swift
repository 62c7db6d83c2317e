import TranscriptReading
import Transcripts

/// Names of voices that stand elsewhere than before a colon: above the times, in brackets, before a bar.
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

  /// A name before the words of a line: `[Ann Vale] words`, `(Ann Vale) words`, `Ann Vale | words`.
  /// Notes of sounds and delivery are none.
  static func framed(_ line: Substring) -> (name: String, words: Substring, isFull: Bool)? {
    guard let first = line.utf8.first else { return nil }
    let head = line.utf8.prefix(maximumSize)
    let close: UInt8
    switch first {
    case 0x5B: close = 0x5D
    case 0x28: close = 0x29
    default: close = 0x7C
    }
    guard let end = head.firstIndex(of: close) else { return nil }
    let isBar = close == 0x7C
    // "Ann Vale | Tarnhaven: words" has a label with a colon.
    if isBar, CueLabel.candidate(line) != nil { return nil }
    let name = String(isBar ? line[..<end] : line[..<end].dropFirst()).trimmingSpace()
    var words = line[line.index(after: end)...]
    if words.first == ":" { words.removeFirst() }
    guard words.first?.isWhitespace == true || !isBar && words.first?.isLetter == true,
      words.contains(where: \.isLetter), !isBar || line[..<end].last == " "
    else { return nil }
    let note = "(" + name + ")"
    guard isBar || NoteWording.kind(inline: note) == nil else { return nil }
    let shape = LabelShape(name) { _ in false }
    switch shape.kind {
    case .name, .roleAndName, .word, .role, .part, .code: break
    default: return nil
    }
    let isFull = shape.kind == .name || shape.kind == .roleAndName
    return (name, words.drop(while: \.isWhitespace), isFull)
  }
}
