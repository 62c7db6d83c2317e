internal import RPCClient
internal import Transcripts
internal import VerbatimClient

/// What to say where nothing was found: on words that are typed without their apostrophe and are two with it,
/// which are looked up before they are named, and on languages that write no spaces.
struct NothingFoundAdvice {
  let client: ArchiveClient
  let options: CallOptions
  let console: Console

  /// So many words are looked up.
  private static let most = 8
  /// Time for all of them.
  private static let patience = Duration.seconds(2)

  /// - Throws: Only where the command is cancelled: what it found is known, and advice changes nothing of it.
  func say(on filter: StatementFilter) async throws {
    do {
      try await sayOnApostrophes(filter, until: .now + Self.patience)
    } catch {
      if Task.isCancelled { throw error }
      console.say(
        "other spellings were not looked for: \(CommandFailure(describing: error).message)")
    }
    if filter.words.unicodeScalars.contains(where: Self.isOfDictionary) {
      console.say(
        "Chinese, Japanese, Thai and other texts without spaces are parted into words by a dictionary, in a "
          + "sentence perhaps otherwise than what is typed alone: try a shorter word, or its first two characters with * behind them"
      )
    }
  }

  /// Of words that are found nowhere by themselves each spelling that is found.
  private func sayOnApostrophes(
    _ filter: StatementFilter, until end: ContinuousClock.Instant
  ) async throws {
    func count(_ words: String) async throws -> UInt64 {
      var (filter, options) = (filter, options)
      filter.words = words
      options.timeout = min(options.timeout ?? Self.patience, end - .now)
      return try await client.count(CountQuery(filter: filter), options: options).total
    }
    for (typed, spellings) in Self.spellings(in: filter.words).prefix(Self.most) {
      guard try await count(typed) == 0 else { continue }
      for printed in spellings {
        let count = try await count(printed)
        guard count > 0 else { continue }
        console.say(
          "\(typed) does not find \(printed), which is two words and stands in \(count) "
            + (count == 1 ? "statement" : "statements") + ": look for that if it is meant")
      }
    }
  }

  /// Each word of a query that may be printed with an apostrophe, once, with these spellings.
  static func spellings(in query: String) -> [(typed: String, printed: [String])] {
    var seen: Set<String> = []
    var isLeftOut = false
    return query.split { !$0.isLetter && !"'’ʼ＇-–—−".contains($0) }.compactMap { part in
      defer { isLeftOut = part == "NOT" }
      let word = part.lowercased()
      guard !isLeftOut, seen.insert(word).inserted else { return nil }
      let printed = withApostrophe(word)
      return printed.isEmpty ? nil : (word, printed)
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
    return table
  }()
}
