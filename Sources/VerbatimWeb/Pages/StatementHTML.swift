internal import TranscriptOutput
internal import Transcripts

/// A statement as a page shows it: who speaks, the words as printed, what is no speech set apart, and a link
/// to each of its places.
struct StatementHTML: Sendable {
  let texts: Texts
  /// Of the meeting.
  let language: String

  /// The name of a statement's place in its meeting: what its id adds to the meeting's, which stays when others
  /// are put in before it.
  static func anchor(_ statement: Statement) -> String {
    let id = statement.id
    guard id.hasPrefix(statement.meetingID + "/") else { return "s\(statement.ordinal)" }
    return "s-" + id.dropFirst(statement.meetingID.count + 1)
  }

  func html(_ statement: Statement) -> HTML {
    let anchor = Self.anchor(statement)
    let printed = PrintedStatement(statement)
    let kind: HTML =
      switch statement.kind {
      case .question: " question"
      case .interjection: " interjection"
      default: ""
      }
    let role: HTML =
      statement.attribution.role.isEmpty
        || printed.label.localizedContains(statement.attribution.role)
      ? "" : "<span class=\"role\">\(statement.attribution.role)</span>\n"
    let delivery: HTML =
      printed.delivery.isEmpty ? "" : "<span class=\"note\">\(printed.delivery)</span>\n"
    let time: HTML =
      statement.timing.map { $0.start.isEmpty ? "" : "<span class=\"role\">\($0.start)</span>\n" }
      ?? ""
    var paragraphs: HTML = ""
    for (parts, number) in zip(printed.paragraphs, printed.numbers) {
      paragraphs += paragraph(parts, number, anchor)
    }
    return """
      <article class="speech\(kind)" id="\(anchor)">
      <div class="who"><h3>\(speaker(statement))</h3>
      \(role)\(delivery)\(time)\
      <a class="here" href="#\(anchor)" aria-label="\(texts[.linkToStatement])">#</a></div>
      \(paragraphs)</article>

      """
  }

  private func paragraph(
    _ parts: [PrintedStatement.Part], _ number: Int?, _ anchor: String
  ) -> HTML {
    var text: HTML = ""
    for part in parts {
      switch part {
      case .words(let words): text += "\(words)"
      case .note(let note):
        text += number == nil ? "\(note)" : "<span class=\"note\">\(note)</span>"
      }
    }
    guard let number else { return "<p class=\"note\">\(text)</p>\n" }
    let name = "\(anchor)-\(number + 1)"
    return """
      <p id="\(name)">\(text)<a class="here" href="#\(name)" \
      aria-label="\(texts[.linkToParagraph])">¶</a></p>

      """
  }

  /// The printed label, a link where it stands for somebody who is known.
  func speaker(_ statement: Statement) -> HTML {
    let attribution = statement.attribution
    let label = attribution.label.isEmpty ? attribution.name : attribution.label
    guard !label.isEmpty else { return "<span class=\"soft\">\(texts[.noSpeakerPrinted])</span>" }
    guard !attribution.speakerID.isEmpty else { return "<bdi>\(label)</bdi>" }
    return "<a href=\"\(Address.speaker(attribution.speakerID))\"><bdi>\(label)</bdi></a>"
  }
}

extension String {
  /// Whether another text stands in it, whatever the case.
  fileprivate func localizedContains(_ other: String) -> Bool {
    lowercased().contains(other.lowercased())
  }
}
