import People
package import Transcripts

/// Tells what a bracketed wording is: a note of some kind, or words of the speaker.
package enum NoteWording {
  /// The kind of mark for a wording that stands within a paragraph; nil when it is the speaker's
  /// words, "(Yakutia)" or "(COVID-19)" for instance.
  /// - Parameter wording: As printed, brackets included.
  package static func kind(inline wording: String) -> Mark.Kind? {
    if isElision(wording) { return .elision }
    let opens = wording.first
    let words = FoldedText.words(of: wording)
    if let kind = kind(words) { return kind }
    if DeliveryWording.delivery(wording) != nil { return .language }
    if opens == "[" { return .insertion }
    guard opens == "(", let first = words.first else { return nil }
    if words.count <= 14, addressing.contains(first),
      startsWithCapital(wording) || first == "addressing"
    {
      return .editorialNote
    }
    return isSentenceAbout(wording, words) ? .editorialNote : nil
  }

  /// The kind of mark for a bracketed wording that is a paragraph of its own; nil when it is the
  /// speaker's words, "(I will come to that later.)" for instance.
  package static func kind(separate wording: String) -> Mark.Kind? {
    if isElision(wording) { return .elision }
    let words = FoldedText.words(of: wording)
    if let kind = kind(words) { return kind }
    if DeliveryWording.delivery(wording) != nil { return .language }
    if words.contains("suspended") || words.contains("adjourned") || words.contains("resumed") {
      return .procedural
    }
    // Whoever says "I" or "you" outside a quotation speaks.
    let isQuoting = wording.unicodeScalars.contains {
      switch $0 {
      case "“", "”", "\"", "«", "»": true
      default: false
      }
    }
    return !isQuoting && words.contains(where: persons.contains) ? nil : .editorialNote
  }

  /// `<…>`, `‹…>`, `<… >`, `[...]`, `(…)`: brackets around nothing but dots.
  package static func isElision(_ wording: String) -> Bool {
    guard wording.utf8.count <= 24, !wording.utf8.contains(where: { ($0 | 0x20) &- 0x61 < 26 }),
      let first = wording.first, let last = wording.last,
      "<‹[(«＜〈".contains(first), ">›])»＞〉".contains(last)
    else { return false }
    let inner = wording.dropFirst().dropLast()
    return inner.contains(where: { $0 == "…" || $0 == "." })
      && inner.allSatisfy { $0 == "…" || $0 == "." || $0.isWhitespace || $0 == "\u{200B}" }
  }

  /// Words that a wording of few words names what is heard, seen or happens by.
  private static func kind(_ words: [String]) -> Mark.Kind? {
    guard words.count <= 8 else { return nil }
    for (kind, vocabulary) in vocabularies {
      if let first = words.first, vocabulary.contains(first) { return kind }
      if words.count <= 4, let last = words.last, vocabulary.contains(last),
        !words.contains(where: speech.contains)
      {
        return kind
      }
    }
    return nil
  }

  private static let vocabularies: [(Mark.Kind, Set<String>)] = [
    (
      .vocal,
      [
        "laughter", "laughs", "laugh", "laughing", "applause", "applauds", "applaud", "cheers",
        "cheering", "boos", "booing", "chuckles", "chuckle", "whistles", "whistling", "sings",
        "singing", "shouts", "shouting", "chants", "chanting", "coughs", "sighs", "animation",
        "noise", "ovation", "cries", "crying", "weeps", "sobs", "groans", "murmurs",
      ]
    ),
    (
      .kinesic,
      [
        "nods", "gestures", "gesturing", "smiles", "smiling", "points", "pointing", "shows",
        "showing", "holds", "waves", "stands", "bows", "shrugs", "claps", "rises",
      ]
    ),
    (
      .incident,
      [
        "inaudible", "unintelligible", "indiscernible", "crosstalk", "cross", "interruption",
        "interruptions", "disconnected", "pause", "break", "silence", "microphone", "mic", "video",
        "music", "demonstration", "screening", "disturbance", "bell", "phone", "intermission",
      ]
    ),
  ]

  private static let addressing: Set<String> = [
    "to", "addressing", "answering", "responding", "turning", "commenting", "speaking", "reading",
    "replying", "referring", "on", "continuing", "reads", "asking", "greeting",
  ]

  /// Words of somebody who speaks, which a note about a speaker does not hold.
  private static let speech: Set<String> = [
    "i", "me", "my", "we", "us", "our", "you", "your", "im", "ive", "id", "ill", "lets", "here",
    "this", "dont",
  ]

  /// Words by which a speaker speaks of the speaker or to somebody.
  private static let persons: Set<String> = [
    "i", "me", "my", "we", "us", "you", "your", "im", "ive", "ill",
  ]

  /// "(A fragment of a film is shown on the screen.)": a whole sentence that nobody there says.
  private static func isSentenceAbout(_ wording: String, _ words: [String]) -> Bool {
    let inner = wording.dropFirst().dropLast()
    return words.count >= 3 && inner.last == "." && startsWithCapital(wording)
      && !words.contains(where: speech.contains) && words.contains(where: telling.contains)
  }

  /// Verbs by which notes tell what goes on.
  private static let telling: Set<String> = [
    "is", "are", "was", "were", "begins", "goes", "went", "spoke", "speaks", "talks",
    "talked", "presents", "presented", "shown", "follows", "followed", "plays", "performs",
    "perform", "performed", "continues", "continued", "addresses", "describes", "reported",
    "reports", "read", "enters", "leaves", "left", "gives", "hands", "takes",
  ]

  private static func startsWithCapital(_ wording: String) -> Bool {
    wording.dropFirst().first(where: { !$0.isWhitespace })?.isUppercase ?? false
  }
}

/// What bracketed wordings came to within one document, which has few and repeats them.
package struct NoteKinds {
  private var inline: [String: Mark.Kind?] = [:]
  private var separate: [String: Mark.Kind?] = [:]

  /// Nothing looked at yet.
  package init() {}

  /// How many are kept; a document of nothing but brackets gains nothing from more.
  private static let maximumCount = 1024
  /// Longest wording that is kept, in bytes; longer ones hardly come again.
  private static let maximumWording = 200

  /// ``NoteWording/kind(inline:)``.
  package mutating func kind(inline wording: String) -> Mark.Kind? {
    Self.kind(wording, &inline) { NoteWording.kind(inline: $0) }
  }

  /// ``NoteWording/kind(separate:)``.
  package mutating func kind(separate wording: String) -> Mark.Kind? {
    Self.kind(wording, &separate) { NoteWording.kind(separate: $0) }
  }

  @inline(__always)
  private static func kind(
    _ wording: String, _ kinds: inout [String: Mark.Kind?], judge: (String) -> Mark.Kind?
  ) -> Mark.Kind? {
    guard wording.utf8.count <= maximumWording else { return judge(wording) }
    if let known = kinds[wording] { return known }
    let kind = judge(wording)
    if kinds.count < maximumCount { kinds[wording] = .some(kind) }
    return kind
  }
}
