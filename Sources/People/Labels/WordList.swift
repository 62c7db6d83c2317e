/// The words of one language, from a file of `Words`: sections `[name]` of words parted by commas.
package struct WordList: Sendable {
  /// The words of each section as they stand, without white space at their ends.
  package private(set) var sections: [String: [String]] = [:]

  /// Names that sections may have.
  package static let sectionNames: Set<String> = [
    "unnamed", "groups", "roles", "parts", "honorifics", "particles", "sentences", "beginnings",
    "not-names", "address", "frequent", "replying", "turning", "direction-endings", "placing",
    "surnames",
    "first-names", "rare-names", "behind-names", "parties", "address-here", "asking", "asked-by",
    "exchanges", "questions", "group-heads", "group-words", "any-openings", "any-heads", "joining",
    "code-words", "elided", "relations", "voices", "speaking-for", "minutes", "items", "closings",
    "signatures", "short-address", "articles",
    "interjecting", "saying", "styles", "direction-beginnings", "headings", "devices", "he", "she",
    "months",
    "weekdays", "day-words", "day-beginnings", "day-joins", "day-titles", "day-others",
    "head-title", "head-date", "head-time",
    "head-place", "head-people", "head-address", "head-other",
    "following", "written", "handed-in",
  ]

  /// Why a file is no word list: its line, from 1, and what was wrong.
  package struct Fault: Error, Hashable {
    /// The line, from 1.
    package var line: Int
    /// What was wrong.
    package var problem: String
  }

  /// Reads a file.
  package init(_ bytes: [UInt8]) throws(Fault) {
    var section: String?
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let words = line.prefix { $0 != UInt8(ascii: "#") }
        .split(separator: UInt8(ascii: ","))
        .map { Self.trimmed(String(decoding: $0, as: UTF8.self)) }
        .filter { !$0.isEmpty }
      guard let first = words.first else { continue }
      if first.first == "[" {
        let name = String(first.dropFirst().dropLast())
        guard words.count == 1, first.last == "]", Self.sectionNames.contains(name) else {
          throw Fault(line: index + 1, problem: "there is no section “\(first)”")
        }
        guard sections[name] == nil else {
          throw Fault(line: index + 1, problem: "“\(first)” stands twice")
        }
        section = name
        sections[name] = []
      } else if let section {
        sections[section]? += words
      } else {
        throw Fault(line: index + 1, problem: "words stand before the first section")
      }
    }
  }

  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
