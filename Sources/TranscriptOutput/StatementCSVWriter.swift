package import Transcripts

/// A record a statement. Columns keep their places: new ones come behind.
package struct StatementCSVWriter: StatementWriter {
  private static let columns = [
    "id", "meeting_id", "title", "place", "date", "ordinal", "kind", "speaker_id", "label", "name",
    "role", "text", "notes", "url", "language", "certainty", "candidate_ids", "delivery",
    "delivery_language", "start", "end", "first_line", "last_line", "section",
    "shown_name",
  ]

  private let isExact: Bool
  /// The one name of each speaker, by their ids.
  private var names: [ExactText: String] = [:]

  /// A writer of a table of its own.
  /// - Parameter isExact: See `CSV`.
  package init(isExact: Bool = false) { self.isExact = isExact }

  package mutating func begin(speakers: [Speaker], silent: [Speaker]) {
    for speaker in speakers { names[text: speaker.id] = ShownName.text(speaker.name) }
  }

  package func opening() -> [UInt8] { CSV.record(Self.columns) }

  package mutating func write(
    _ statement: Statement, in meeting: Meeting, isFirst: Bool,
    to output: inout [UInt8]
  ) {
    let attribution = statement.attribution
    let paragraphs = statement.paragraphs
    let text = paragraphs.count == 1 ? paragraphs[0] : paragraphs.joined(separator: "\n\n")
    let notes =
      statement.marks.isEmpty ? "" : statement.marks.map(\.wording).joined(separator: "\n")
    let delivery = attribution.delivery
    let timing = statement.timing ?? Statement.Timing()
    let lines = statement.lines.map { (String($0.lowerBound), String($0.upperBound)) } ?? ("", "")
    let candidates = attribution.candidateIDs.joined(separator: " ")
    let section = Self.section(of: statement, meeting)
    let fields: [String] = [
      statement.id, statement.meetingID, meeting.title, meeting.place, statement.date.description,
      String(statement.ordinal), statement.kind.word, attribution.speakerID, attribution.label,
      ShownName.text(attribution.name), attribution.role, text, notes, meeting.source.url,
      meeting.language, attribution.certainty.word, candidates, delivery?.mode.word ?? "",
      delivery?.language ?? "", timing.start, timing.end, lines.0, lines.1, section,
      names[text: attribution.speakerID] ?? "",
    ]
    CSV.write(fields, isExact: isExact, to: &output)
  }

  private static func section(of statement: Statement, _ meeting: Meeting) -> String {
    guard let index = statement.section.map({ Int($0) }), meeting.sections.indices.contains(index)
    else { return "" }
    return meeting.sections[index].heading
  }
}

/// Names as they are shown and searched for in tables; the wording of the page stays in the label.
package enum ShownName {
  /// The name with ordinary spaces for no-break ones (U+00A0, U+202F, U+2007).
  package static func text(_ name: String) -> String {
    guard name.utf8.contains(where: { $0 >= 0x80 }) else { return name }
    var scalars = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      switch scalar.value {
      case 0xA0, 0x2007, 0x202F: scalars.append(" ")
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }
}

extension Statement.Kind {
  /// The kind as it is typed and written; empty when it is not known.
  package var word: String {
    switch self {
    case .unspecified: ""
    case .speech: "speech"
    case .question: "question"
    case .answer: "answer"
    case .interjection: "interjection"
    }
  }
}

extension Attribution.Certainty {
  fileprivate var word: String {
    switch self {
    case .unspecified: ""
    case .identified: "identified"
    case .roleOnly: "role-only"
    case .unnamed: "unnamed"
    case .group: "group"
    case .ambiguous: "ambiguous"
    }
  }
}

extension Attribution.Delivery.Mode {
  fileprivate var word: String {
    switch self {
    case .unspecified: ""
    case .direct: "direct"
    case .interpreted: "interpreted"
    case .retranslated: "retranslated"
    }
  }
}
