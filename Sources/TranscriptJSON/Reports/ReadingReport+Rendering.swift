import ArchiveProtocol
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
    var json = JSONPrinter()
    json.beginObject()
    json.member("document", document)
    json.member("format", format)
    json.member("meetings", meetingCount)
    json.member("statements", statementCount)
    json.member("warnings", warningCount)
    json.member("omitted", omittedCount)
    json.key("entries")
    json.beginArray()
    for entry in entries {
      json.beginObject()
      if let line = entry.line { json.member("line", line) }
      json.member("severity", entry.severity.rawValue)
      json.member("rule", entry.rule.rawValue)
      json.member("wording", entry.wording)
      json.member("explanation", entry.explanation)
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return String(decoding: json.bytes, as: UTF8.self)
  }
}

extension JSONPrinter {
  mutating func member(_ key: StaticString, _ value: String) {
    self.key(key)
    string(value)
  }

  mutating func member(_ key: StaticString, _ value: Int) {
    self.key(key)
    number(value)
  }
}
