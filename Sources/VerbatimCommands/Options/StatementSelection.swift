internal import ArchiveProtocol
internal import ArgumentParser
internal import Transcripts

/// Options that choose statements. Different ones must all match; of one that is repeated any may.
struct StatementSelection: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      A speaker's name as you would type it: any name or alias or whole words of it, whatever the \
      case and accents. May be repeated.
      """, valueName: "name"))
  var speaker: [String] = []

  @Option(help: ArgumentHelp("A speaker's id. May be repeated.", valueName: "id"))
  var speakerID: [String] = []

  @OptionGroup var dates: DateOptions

  @Option(help: ArgumentHelp("A meeting's id. May be repeated.", valueName: "id"))
  var meeting: [String] = []

  @Option(
    help: ArgumentHelp("Words of the place as printed. May be repeated.", valueName: "place"))
  var place: [String] = []

  @Option(help: ArgumentHelp("A kind of statement. May be repeated.", valueName: "kind"))
  var kind: [StatementKindArgument] = []

  @Flag(
    help: """
      Inflected forms of all words, as with ~ before each: of the statement's language, where its \
      forms are known.
      """)
  var inflected = false

  func validate() throws {
    for (option, count) in [
      ("--speaker", speaker.count), ("--speaker-id", speakerID.count), ("--meeting", meeting.count),
      ("--place", place.count),
    ] where count > QueryLimits.valuesPerField {
      throw ValidationError(
        "\(option) may be given \(QueryLimits.valuesPerField) times, not \(count)")
    }
  }

  /// - Parameter words: What is searched for; empty means anything.
  func filter(words: String) -> StatementFilter {
    StatementFilter(
      speakerIDs: speakerID, speakerNames: speaker, from: dates.firstDay, to: dates.lastDay,
      meetingIDs: meeting, places: place, kinds: kind.map(\.kind), words: words,
      matchesInflections: inflected)
  }
}

/// What was said, for commands whose argument it is not.
struct WordsOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      What was said: 'budget deficit' (both words), '"budget deficit"' (a phrase), 'tax OR levy', \
      'tax -levy', 'econom*', '~tax' (its inflected forms, too), '"budget deficit"~5' (in any order, \
      at most 5 words among them), 'budget NEAR/5 deficit', and parentheses.
      """, valueName: "query"))
  var words: String?

  /// What is searched for; empty means anything.
  var query: String { words ?? "" }

  func validate() throws {
    // As a variable of the shell that is not set: all statements are not what was meant.
    if let words, words.allSatisfy(\.isWhitespace) {
      throw ValidationError("--words is empty: leave it out for all statements")
    }
  }

  /// Refuses forms of no words.
  func check(_ selection: StatementSelection) throws {
    if selection.inflected, words == nil {
      throw ValidationError("--inflected goes with --words")
    }
  }
}

/// What was said, for commands whose answer is of those who said it or where.
struct SaidOptions: ParsableArguments {
  @OptionGroup var said: WordsOption

  @Flag(
    help: "Inflected forms of all --words, as with ~ before each, where the language's are known.")
  var inflected = false

  func validate() throws {
    if inflected, said.words == nil { throw ValidationError("--inflected goes with --words") }
  }

  /// What is searched for; empty means anything.
  var words: String { said.query }

  /// Which statements are meant; nil where all are, and what has none.
  var filter: StatementFilter? {
    said.words.map { StatementFilter(words: $0, matchesInflections: inflected) }
  }
}

/// A kind of statement as it is typed and written.
enum StatementKindArgument: String, ExpressibleByArgument, CaseIterable {
  case speech
  case question
  case answer
  case interjection

  var kind: Statement.Kind {
    switch self {
    case .speech: .speech
    case .question: .question
    case .answer: .answer
    case .interjection: .interjection
    }
  }
}

/// Which end of the archive comes first.
enum OrderArgument: String, ExpressibleByArgument, CaseIterable {
  case oldest
  case newest

  var order: Order { self == .oldest ? .chronological : .reverseChronological }
}
