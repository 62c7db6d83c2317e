import People
import Transcripts

/// How the labels of a document's subtitles are set, by which one that is set otherwise is told.
struct CueDress {
  /// Lines that begin with labels in capitals, and with those of two words or more among them.
  private var capitals = 0
  private var fullCapitals = 0
  /// Lines that begin with names of two or more words, and with single words, not in capitals.
  private var full = 0
  private var single = 0
  /// Words of labels of two or more words, folded, in lower case.
  private var words: Set<String> = []
  /// Single words that begin several lines.
  private var singles: [String: Int] = [:]

  mutating func add(_ label: String) {
    let tokens = FoldedText.words(of: LabelAnatomy.splitNotes(label).core)
    if CueLabel.isCapitals(label) {
      capitals += 1
      if tokens.count > 1 { fullCapitals += 1 }
    } else if tokens.count > 1 {
      full += 1
    } else {
      single += 1
      singles[tokens.first ?? "", default: 0] += 1
    }
    if tokens.count > 1 { words.formUnion(tokens) }
  }

  /// Whether labels are in capitals here, so that a word with a small letter and a colon is a sentence's.
  var isCapitals: Bool {
    capitals >= 2 && capitals >= full && (fullCapitals >= 2 || capitals > single)
  }

  /// Whether labels are names of two or more words.
  var isFull: Bool { isCapitals ? fullCapitals >= 2 : full >= 2 && full >= single }

  /// Whether single words are how people are named here: several begin several lines.
  private var isSingle: Bool { singles.count(where: { $0.value >= 2 }) >= 2 }

  /// Whether a label is set so differently from the others that it is none.
  /// - Parameter isKnown: Whether it begins several lines.
  func refuses(_ label: String, _ kind: LabelShape.Kind, isKnown: Bool) -> Bool {
    guard isCapitals, !CueLabel.isCapitals(label), label.contains(where: \.isLowercase) else {
      return false
    }
    return !isKnown || kind != .name && kind != .roleAndName
  }

  /// Why a label that is taken may be none; nil when nothing speaks against it.
  func doubt(
    _ label: String, _ kind: LabelShape.Kind, isKnown: Bool, habits: CueLabel.Habits
  ) -> String? {
    if isCapitals, full < capitals, !CueLabel.isCapitals(label),
      label.contains(where: \.isLowercase)
    {
      return "set otherwise than most labels"
    }
    guard kind == .word else { return nil }
    let word = FoldedText.words(of: LabelAnatomy.splitNotes(label).core)
    guard !word.allSatisfy(words.contains) else { return nil }
    if isFull, !isKnown { return "a single word that stands once, where labels are names of more" }
    if CueLabel.isCapitals(label) || habits.isLabelled || isSingle { return nil }
    return "a single word, and few subtitles begin with names"
  }
}
