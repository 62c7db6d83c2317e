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

  @Option(
    help: ArgumentHelp(
      """
      What was said: 'budget deficit' (both words), '"budget deficit"' (a phrase), 'tax OR levy', \
      'tax -levy', 'econom*', '"budget deficit"~5' (in any order, at most 5 words among them), \
      'budget NEAR/5 deficit', and parentheses.
      """, valueName: "query"))
  var words: String = ""

  func validate() throws {
    for (option, count) in [
      ("--speaker", speaker.count), ("--speaker-id", speakerID.count), ("--meeting", meeting.count),
      ("--place", place.count),
    ] where count > QueryLimits.valuesPerField {
      throw ValidationError(
        "\(option) may be given \(QueryLimits.valuesPerField) times, not \(count)")
    }
  }

  var filter: StatementFilter {
    StatementFilter(
      speakerIDs: speakerID, speakerNames: speaker, from: dates.firstDay, to: dates.lastDay,
      meetingIDs: meeting, places: place, kinds: kind.map(\.kind), words: words)
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
