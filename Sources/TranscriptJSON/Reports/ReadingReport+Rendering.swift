import TranscriptReading

extension ReadingReport {
  /// For people: a line for each entry, then a summary.
  package var text: String {
    var text = ""
    for entry in entries {
      text += document
      if let line = entry.line { text += ":\(line)" }
      text += ": \(entry.severity.rawValue): [\(entry.rule.rawValue)] "
      if !entry.wording.isEmpty { text += "“\(entry.wording)”: " }
      text += entry.explanation + "\n"
    }
    text += "\(document): \(format.isEmpty ? "not read" : "read as \(format)"): "
    text += "\(meetingCount) \(meetingCount == 1 ? "meeting" : "meetings"), "
    text += "\(statementCount) \(statementCount == 1 ? "statement" : "statements"), "
    text += "\(warningCount) \(warningCount == 1 ? "warning" : "warnings")"
    if omittedCount > 0 { text += "; \(omittedCount) entries left out" }
    return text + "\n"
  }

  /// For programs: one JSON object, without a line break.
  package var json: String {
    var json = JSONWriter()
    json.object {
      $0.field("document", document)
      $0.field("format", format)
      $0.field("meetings", meetingCount)
      $0.field("statements", statementCount)
      $0.field("warnings", warningCount)
      $0.field("omitted", omittedCount)
      $0.key("entries")
      $0.array(entries) { json, entry in
        json.object {
          if let line = entry.line { $0.field("line", line) }
          $0.field("severity", entry.severity.rawValue)
          $0.field("rule", entry.rule.rawValue)
          $0.field("wording", entry.wording)
          $0.field("explanation", entry.explanation)
        }
      }
    }
    return json.text
  }
}
