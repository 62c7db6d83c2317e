internal import RPCClient
internal import Transcripts
internal import VerbatimClient

/// What to say where nothing was found: on words that are typed without their apostrophe and are two with it,
/// which are looked up before they are named, and on languages that write no spaces.
struct NothingFoundAdvice {
  let client: ArchiveClient
  let options: CallOptions
  let console: Console

  /// So many spellings are looked up.
  private static let most = 8

  func say(on filter: StatementFilter) async throws {
    for (typed, printed) in Self.spellings(in: filter.words).prefix(Self.most) {
      var other = filter
      other.words = printed
      let counts = try await client.count(CountQuery(filter: other), options: options)
      guard counts.total > 0 else { continue }
      console.say(
        "\(typed) does not find \(printed), which is two words and stands in \(counts.total) "
          + (counts.total == 1 ? "statement" : "statements") + ": look for that if it is meant")
    }
    if filter.words.unicodeScalars.contains(where: Self.isOfDictionary) {
      console.say(
        "Chinese, Japanese, Thai and other texts without spaces are parted into words by a dictionary, in a "
          + "sentence perhaps otherwise than what is typed alone: try a shorter word, or one with * behind it"
      )
    }
  }

  /// Each word of a query that may be printed with an apostrophe, once, with that spelling.
  static func spellings(in query: String) -> [(typed: String, printed: String)] {
    var seen: Set<String> = []
    return query.split { !$0.isLetter && !"'’ʼ＇-".contains($0) }.flatMap { part in
      let word = part.lowercased()
      guard seen.insert(word).inserted else { return [] as [(typed: String, printed: String)] }
      return withApostrophe(word).map { (word, $0) }
    }
  }

  /// Whether a character is of a script that ICU parts by dictionaries.
  private static func isOfDictionary(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xe00...0xeff, 0x1000...0x109f, 0x1780...0x17ff, 0x3040...0x30ff, 0x3400...0x4dbf,
      0x4e00...0x9fff, 0xf900...0xfaff, 0x20000...0x3ffff:
      true
    default: false
    }
  }

  /// Words as they may be printed, whose parts are words of their own.
  static func withApostrophe(_ word: String) -> [String] {
    if let printed = contractions[word] { return [printed] }
    guard word.count > 3, word.allSatisfy(\.isLetter) else { return [] }
    var printed: [String] = []
    if let first = word.first, "cdjlmnst".contains(first) {
      printed.append("\(first)'\(word.dropFirst())")
    }
    if word.hasPrefix("qu") { printed.append("qu'\(word.dropFirst(2))") }
    if word.hasSuffix("s") { printed.append("\(word.dropLast())'s") }
    return printed
  }

  private static let contractions: [String: String] = {
    var table = [
      "im": "i'm", "ive": "i've", "cest": "c'est", "jai": "j'ai", "daccord": "d'accord",
      "quil": "qu'il", "quils": "qu'ils", "quelles": "qu'elles", "quon": "qu'on",
      "jusquau": "jusqu'au", "lorsquil": "lorsqu'il", "puisquil": "puisqu'il",
    ]
    for pronoun in ["you", "we", "they", "he", "she", "it", "who", "that", "there"] {
      for verb in ["re", "ve", "ll", "d"] { table[pronoun + verb] = "\(pronoun)'\(verb)" }
    }
    // Words of their own.
    for word in ["were", "well", "wed", "hell", "shell", "shed", "here"] { table[word] = nil }
    return table
  }()
}
