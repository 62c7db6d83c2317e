import TranscriptReading
import Transcripts

/// What a meeting of an export lacks, as far as its lines tell: it says how many statements it has, and
/// each has its number. One of which statements were chosen (`"part": true`) may lack some.
struct LackingStatements {
  private let open: OpenMeeting
  private let meeting: Meeting
  private let ordered: OpenMeeting.Ordered

  init(_ open: OpenMeeting, _ meeting: Meeting, _ ordered: OpenMeeting.Ordered) {
    self.open = open
    self.meeting = meeting
    self.ordered = ordered
  }

  /// Reports what is lacking: once for a meeting, with the line where it is noticed.
  func tell(_ report: inout ReadingReport) {
    if open.meeting == nil {
      report.warn(
        .incomplete, line: open.firstLine, wording: open.key,
        "no line describes the meeting, as the first line of an export does: its title, its place and "
          + "how many statements it has are not known")
    }
    let (count, stated) = (ordered.statements.count, Int(meeting.statementCount))
    let hole = open.isPart ? nil : firstHole
    guard count < stated || hole != nil else { return }
    let line = hole.map { Int(ordered.lines[$0]) } ?? ordered.lines.last.map { Int($0) }
    if open.isPart {
      return report.info(
        .incomplete, line: line ?? open.firstLine, wording: open.key,
        "\(count) of \(stated) statements: others were left out when it was written")
    }
    let place: String
    if let hole {
      let number = hole == 0 ? 0 : ordered.statements[hole - 1].ordinal + 1
      place = "from number \(number) on, before this line"
    } else {
      place = "behind the last that is there"
    }
    report.warn(
      .incomplete, line: line ?? open.firstLine, wording: open.key,
      (count < stated ? "\(count) of \(stated) statements are there" : "statements are missing")
        + ", and nothing says that it is a part: lines are missing \(place); write the file anew")
  }

  /// The first statement whose number does not follow that of the one before it, by index.
  private var firstHole: Int? {
    let statements = ordered.statements
    guard let first = statements.first, statements.last?.ordinal != 0 else { return nil }
    // Others count from 1.
    if first.ordinal > 1 || first.ordinal == 1 && meeting.statementCount > statements.count {
      return 0
    }
    return statements.indices.dropFirst().first {
      statements[$0].ordinal > statements[$0 - 1].ordinal &+ 1
    }
  }
}
