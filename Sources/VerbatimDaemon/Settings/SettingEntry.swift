internal import RPCServer

/// A setting with its effective value.
package struct SettingEntry: Hashable, Sendable {
  /// The name, as flags and the settings file write it.
  package var name: String
  /// The value as text.
  package var value: String
  /// Where it came from.
  package var origin: SettingOrigin
}

extension Settings {
  /// Every setting, its value and where that came from, a line each, in columns.
  package var listing: [String] {
    let names = entries.map(\.name.count).max() ?? 0
    let values = min(40, entries.map(\.value.count).max() ?? 0)
    return entries.map {
      Self.padded($0.name, names) + "  " + Self.padded($0.value, values) + "  \($0.origin)"
    }
  }

  /// What the limits among them come to, in a line.
  package var memoryLine: String {
    let bound = server.memoryBound
    func text(_ count: Int) -> String {
      count >= 1 << 30
        ? "\((Double(count) / Double(1 << 30) * 10).rounded() / 10) GiB"
        : "\((count + (1 << 20) - 1) >> 20) MiB"
    }
    return
      "# memory that clients can take, all limits reached: \(text(bound.total)) beside the archive "
      + "(maximum-connections \(text(bound.connections)), maximum-open-calls \(text(bound.calls)), "
      + "request-memory \(text(bound.requests)), response-memory \(text(bound.responses)))"
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
