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

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
