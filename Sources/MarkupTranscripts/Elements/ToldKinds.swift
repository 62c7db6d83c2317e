import TranscriptReading
import Transcripts

/// What short notes are by their wording, which tells "(Applause)" better than its element does.
struct ToldKinds {
  /// A note that tells what was heard or seen is short, in bytes.
  private static let longestPlainNote = 60
  /// Notes repeat; this many different ones are remembered.
  private static let mostKnown = 1024

  private var known: [String: Mark.Kind?] = [:]

  /// The kind of mark that a note's wording tells; nil when it tells none.
  mutating func kind(of text: String) -> Mark.Kind? {
    guard text.utf8.count <= Self.longestPlainNote else { return nil }
    if let known = known[text] { return known }
    let kind = SeparateParagraph.markKind(of: text) ?? NoteWording.kind(inline: "(\(text))")
    let told = kind == .vocal || kind == .kinesic || kind == .language ? kind : nil
    if known.count < Self.mostKnown { known[text] = .some(told) }
    return told
  }
}
