import People
import Transcripts

/// What stands before the first colon of a subtitle, however it is written: conferencing programs put
/// whatever somebody is called there, "lara quint: words".
struct CueOpening {
  var label: String
  var words: Substring

  private static let maximumLength = 60
  private static let maximumWords = 8

  init?(_ line: Substring) {
    guard let colon = line.utf8.prefix(Self.maximumLength + 1).firstIndex(of: 0x3A) else {
      return nil
    }
    let rest = line[line.index(after: colon)...]
    label = String(line[..<colon]).trimmingSpace()
    guard rest.first?.isWhitespace == true, label.contains(where: { $0.isLetter || $0.isNumber }),
      !label.contains(where: { "?!…;\"“”".contains($0) })
    else { return nil }
    let count = label.split(whereSeparator: \.isWhitespace).count
    guard (1...Self.maximumWords).contains(count) else { return nil }
    words = rest.drop(while: \.isWhitespace)
  }

  /// Whether it is a telephone's number, a device's or a room's name, or an address: nobody's name.
  static func isNobody(_ label: String) -> Bool {
    let isNumber =
      label.count(where: \.isNumber) >= 4
      && label.allSatisfy { $0.isNumber || $0.isWhitespace || "+()-.*x#".contains($0) }
    if isNumber || label.contains("@") { return true }
    // "Ann Vale (on phone)" is Ann Vale.
    let words = FoldedText.words(of: LabelAnatomy.splitNotes(label).core)
    if words.contains(where: LabelWords.devices.contains) { return true }
    // "Board Room 3", "Conference Room", "Zoom user", "Caller 2"
    guard let room = words.lastIndex(where: rooms.contains) else { return false }
    let behind = words[(room + 1)...]
    return behind.isEmpty
      ? room > 0 && holders.contains(words[room - 1])
      : behind.allSatisfy { $0.utf8.count <= 1 || $0.allSatisfy(\.isNumber) }
  }

  /// Whether it is what somebody chose to be called by rather than a name: "ewilson42".
  static func isHandle(_ label: String) -> Bool {
    LabelAnatomy.splitNotes(label).core.utf8.contains { (0x30...0x39).contains($0) }
  }

  private static let rooms: Set<String> = ["room", "boardroom", "user", "caller", "guest"]
  private static let holders: Set<String> = [
    "conference", "board", "meeting", "zoom", "committee", "council", "video", "press",
  ]
}
