import TranscriptReading

/// How a document sets the labels of its turns.
///
/// Programs and houses differ in few things: whether a label is set off from the words, where the time
/// stands, and what ends it. Every layout is a combination of these; none is a program's own.
///
/// | | |
/// |---|---|
/// | `**Ann Vale:** words` | bold, colon |
/// | `### Ann Vale` | a heading, the line's end |
/// | `Ann Vale – 00:02:46:` | a time behind, colon |
/// | `Ann Vale  0:15` | a time behind, the line's end (Otter, Teams) |
/// | `Ann Vale (00:03):` | a time behind, colon (Rev) |
/// | `[00:00:03] Ann Vale` | a time before, the line's end (Trint, Descript) |
/// | `[Ann Vale] 10:02:11` | brackets, a time behind (Zoom) |
/// | `[Ann Vale] words`, `<annvale> words` | brackets (chats), perhaps a time before |
/// | `Mr. LIND of Maine. words` | a full stop (hearings) |
/// | `ANN VALE.— words` | a stop and a dash (records of sittings) |
/// | `Ann Vale — words` | a dash between spaces |
/// | `- Ann Vale: words` | an entry of a list, colon |
/// | `ANN VALE` above the words | a line of its own |
struct LabelLayout: Hashable {
  /// What sets the label off from the words.
  var emphasis = Emphasis.none
  /// Where a time of the recording stands.
  var time = TimePlace.none
  /// What ends the label.
  var end = End.colon
  /// Whether every line with a label is an entry of a list.
  var isListed = false

  enum Emphasis { case none, bold, italic, underlined, heading, brackets }
  enum TimePlace { case none, before, after }
  enum End { case colon, stop, dash, spacedDash, line, words }

  /// What layouts have in common by which a document's lines are judged together.
  enum Family: CaseIterable, Hashable {
    /// `Name: words`, perhaps with a time beside the name; the labels are judged one by one.
    case plain
    /// Set off from the words.
    case emphasised
    /// With a time that ends the label.
    case timed
    /// In brackets before the words, or behind a stamp of day and time.
    case bracketed
    /// Ended by a stop.
    case stopped
    /// Ended by a dash between spaces.
    case dashed
    /// On a line of its own, with nothing beside it.
    case alone
    /// `Name: words` as an entry of a list, as minutes are taken down.
    case listed
  }

  var family: Family {
    if isListed { return .listed }
    if emphasis != .none, emphasis != .brackets { return .emphasised }
    if emphasis == .brackets, end == .words, time != .after { return .bracketed }
    if end == .stop || end == .dash { return .stopped }
    if end == .spacedDash { return .dashed }
    if end == .line, time == .none, emphasis == .none { return .alone }
    return end == .colon ? .plain : .timed
  }
}

/// A line that begins with what may be a label, in a layout other than `Name: words`.
struct LayoutLine {
  /// The line, from 0.
  var line: Int
  /// The label's bytes, without what sets it off, its time and its end.
  var label: Range<Int>
  /// Where the words begin; the line's end when they are on the next.
  var textStart: Int
  var layout: LabelLayout
  /// The time printed beside it.
  var time: CueTime?
}
