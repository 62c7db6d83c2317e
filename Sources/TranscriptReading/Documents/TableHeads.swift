import Transcripts

/// Which columns of a table hold what, where their heads do not say it in words that are known.
package struct TableHeads: Hashable, Sendable, CustomStringConvertible {
  /// What a column may hold.
  package enum Column: String, CaseIterable, Sendable {
    case speaker, name, role, text, meeting
    case meetingID = "meeting-id"
    case date, time, start, end, place, url, language, kind, section, ordinal, notes
  }

  /// The heads by what their columns hold; a number is the column's place, from 1.
  package private(set) var heads: [Column: String] = [:]

  /// Nothing is given.
  package init() {}

  /// Reads `speaker=Wer,text=Was,date=Tag`.
  /// - Throws: ``Fault`` for what is no column, stands twice, or has no head.
  package init(_ text: String) throws(Fault) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { String($0.drop(while: \.isWhitespace)) }
      guard sides.count == 2, !sides[1].isEmpty else {
        throw Fault(problem: "“\(part)” is not COLUMN=HEAD")
      }
      guard let column = Column(rawValue: sides[0]) else {
        let known = Column.allCases.map(\.rawValue).joined(separator: ", ")
        throw Fault(problem: "“\(sides[0])” is none of: \(known)")
      }
      guard heads[column] == nil else { throw Fault(problem: "“\(sides[0])” stands twice") }
      heads[column] = sides[1]
    }
  }

  package var isEmpty: Bool { heads.isEmpty }

  /// As it is written.
  package var description: String {
    Column.allCases.compactMap { column in heads[column].map { "\(column.rawValue)=\($0)" } }
      .joined(separator: ",")
  }

  /// Why a text says of no columns what they hold.
  package struct Fault: Error, Hashable, CustomStringConvertible {
    /// What was wrong.
    package var problem: String

    package var description: String { problem }
  }
}
