import People
import TranscriptReading
import Transcripts

/// What stands in columns of a table that are left out, so that words which are lost are told: a
/// translation, remarks. Names of places and the like are not.
struct UnreadColumns {
  private struct Column {
    var place: Int
    var head: String
    var size = 0
    var isFilled = false
  }

  private var unread: [Column]
  private var textSize = 0
  private let columns: TableColumns

  /// A column with so many hundredths of the words' bytes holds words, too.
  private static let share = 40

  init(_ columns: TableColumns, heads: [String]) {
    self.columns = columns
    unread = columns.unknown.filter(heads.indices.contains).map {
      Column(place: $0, head: heads[$0].trimmingSpace())
    }
  }

  mutating func add(_ record: [String]) {
    guard !unread.isEmpty else { return }
    textSize += columns.field(.text, of: record).utf8.count
    for index in unread.indices where unread[index].place < record.count {
      let field = record[unread[index].place]
      guard field.contains(where: \.isLetter) else { continue }
      unread[index].size += field.utf8.count
      unread[index].isFilled = true
    }
  }

  /// Warns of those that hold words.
  func tell(_ report: inout ReadingReport) {
    for column in unread where column.isFilled {
      let isOfWords = FoldedText.words(of: column.head).contains(where: Self.heads.contains)
      guard isOfWords || column.size * 100 >= textSize * Self.share else { continue }
      report.warn(
        .unattributed, line: 1, wording: column.head,
        "the words of column \(column.place + 1) are left out: its head does not say that they are said"
      )
    }
  }

  /// What columns are headed that hold words beside the transcript.
  private static let heads: Set<String> = [
    "translation", "translated", "comment", "comments", "remark", "remarks", "note", "notes",
    "answer",
    "reply", "response", "übersetzung", "ubersetzung", "kommentar", "bemerkung", "traduction",
    "commentaire", "traducción", "traduccion", "comentario", "traduzione", "commento", "tradução",
    "traducao", "comentário", "перевод", "комментарий", "переклад", "коментар",
  ]
}
