import People
package import TranscriptReading
import Transcripts

/// What the columns of a table hold, told by their heads.
package struct TableColumns {
  package typealias Column = TableHeads.Column

  private var places: [Column: Int] = [:]
  /// Columns whose heads say what an earlier column holds already, and that one's place.
  private(set) var doubled: [(place: Int, column: Column, first: Int)] = []
  /// Columns whose heads are not known.
  private(set) var unknown: [Int] = []
  /// How many fields a record has.
  let width: Int

  /// - Parameters:
  ///   - heads: The first record.
  ///   - given: What the user says that columns hold, before what their heads say.
  /// - Returns: nil when no column holds words, or one that is given is not there.
  package init?(_ heads: [String], given: TableHeads = TableHeads()) {
    width = heads.count
    let folded = heads.map { FoldedText.fold($0.replacing("_", with: " ")) }
    var taken: Set<Int> = []
    for (column, head) in given.heads {
      guard let index = Self.index(of: head, heads, folded) else { return nil }
      places[column] = index
      taken.insert(index)
    }
    for (index, head) in folded.enumerated() where !taken.contains(index) {
      guard let column = Self.heads[head] else {
        unknown.append(index)
        continue
      }
      if let first = places[column] {
        if given.heads[column] == nil { doubled.append((index, column, first)) }
      } else {
        places[column] = index
      }
    }
    guard places[.text] != nil, places[.speaker] != nil || places[.name] != nil else { return nil }
  }

  /// The column with a head, else that of a number.
  private static func index(of head: String, _ heads: [String], _ folded: [String]) -> Int? {
    if let index = heads.firstIndex(where: { $0.trimmingSpace() == head }) { return index }
    let wanted = FoldedText.fold(head.replacing("_", with: " "))
    if !wanted.isEmpty, let index = folded.firstIndex(of: wanted) { return index }
    return Int(head).flatMap { heads.indices.contains($0 - 1) ? $0 - 1 : nil }
  }

  /// Where a column stands, from 0; nil when there is none.
  package func place(_ column: Column) -> Int? { places[column] }

  /// How many columns are known.
  var count: Int { places.count }

  /// The field of a column; empty when the record has none.
  func field(_ column: Column, of record: [String]) -> String {
    guard let place = places[column], place < record.count else { return "" }
    return record[place].trimmingSpace()
  }

  /// Heads by what they say, folded.
  private static let heads: [String: Column] = {
    let words: [(Column, [String])] = [
      (
        .speaker,
        [
          "speaker", "label", "who", "speaker name", "speakername", "talker", "person",
          "participant",
          "sprecher", "sprecherin", "redner", "rednerin", "orateur", "intervenant", "locuteur",
          "orador", "hablante", "oratore", "parlante", "спикер", "говорящий", "выступающий",
          "оратор",
          "доповідач", "промовець", "speaker label", "author", "from", "user",
        ]
      ),
      (.name, ["name", "full name", "имя", "фио", "nombre", "nom", "nome", "имʼя"]),
      (
        .role,
        [
          "role", "title of speaker", "position", "office", "function", "rolle", "funktion", "rôle",
          "cargo", "ruolo", "роль", "должность", "party", "affiliation",
        ]
      ),
      (
        .text,
        [
          "text", "words", "content", "transcript", "utterance", "speech", "statement", "message",
          "transcription", "paragraph", "sentence", "body", "said", "rede", "texte", "texto",
          "testo",
          "inhalt", "wortlaut", "beitrag", "discours", "текст", "речь", "слова", "discurso",
          "intervention",
          "intervención",
        ]
      ),
      (
        .meeting,
        [
          "meeting", "title", "event", "session", "sitting", "debate", "episode", "sitzung",
          "réunion", "séance", "reunión", "sesión", "riunione", "seduta", "reunião", "sessão",
          "заседание", "засідання", "titel", "titre",
        ]
      ),
      (.meetingID, ["meeting id", "meetingid", "session id", "event id"]),
      (
        .date,
        [
          "date", "day", "datum", "tag", "fecha", "data", "jour", "дата", "день", "meeting date",
          "session date", "sitting date", "date of meeting", "event date",
        ]
      ),
      (.time, ["time", "timestamp", "uhrzeit", "heure", "hora", "ora", "время", "час"]),
      (
        .start,
        ["start", "start time", "begin", "starttime", "from time", "начало", "beginn", "in"]
      ),
      (.end, ["end", "end time", "endtime", "to time", "конец", "ende", "stop", "out"]),
      (.place, ["place", "location", "venue", "ort", "lieu", "lugar", "luogo", "local", "место"]),
      (.url, ["url", "link", "source", "source url", "address"]),
      (.language, ["language", "lang", "sprache", "langue", "idioma", "lingua", "язык"]),
      (.kind, ["kind", "type"]),
      (.section, ["section", "agenda item", "heading", "topic"]),
      (.ordinal, ["ordinal", "seq", "sequence", "order"]),
      (.notes, ["notes"]),
    ]
    var heads: [String: Column] = [:]
    for (column, names) in words {
      for name in names where heads[FoldedText.fold(name)] == nil {
        heads[FoldedText.fold(name)] = column
      }
    }
    return heads
  }()
}
