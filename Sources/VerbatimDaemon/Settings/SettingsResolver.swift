internal import Transcripts

/// Finds the value of each setting: the flag's, else the environment variable's, else the file's,
/// else the default. Collects what is wrong instead of stopping at it.
struct SettingsResolver {
  /// Environment variables of settings begin with this: `--idle-timeout` is `VERBATIM_IDLE_TIMEOUT`.
  static let environmentPrefix = "VERBATIM_"

  /// Variables of the command line `verbatim`, which may stand in the same environment.
  private static let clientVariables: Set<String> = [
    "VERBATIM_SERVER", "VERBATIM_CA", "VERBATIM_CLIENT_CERTIFICATE", "VERBATIM_CLIENT_KEY",
  ]

  private let flags: [String: [String]]
  private let environment: [String: String]
  private let file: SettingsFile?
  /// The settings looked up, in order, as `--print-settings` lists them.
  private(set) var entries: [SettingEntry] = []
  private(set) var errors: [SettingsError] = []

  init(flags: [String: [String]], environment: [String: String], file: SettingsFile?) {
    self.flags = flags
    self.environment = environment
    self.file = file
  }

  static func environmentName(of name: String) -> String {
    environmentPrefix + name.uppercased().replacing("-", with: "_")
  }

  /// A setting with one value.
  mutating func one<Value>(
    _ name: String, _ kind: SettingKind<Value>, default value: Value
  ) -> Value {
    optional(name, kind, shownDefault: kind.show(value)) ?? value
  }

  /// A setting that need not have a value.
  mutating func optional<Value>(
    _ name: String, _ kind: SettingKind<Value>, shownDefault: String = "(none)"
  ) -> Value? {
    guard let (texts, origin) = given(name, separator: nil) else {
      entries.append(SettingEntry(name: name, value: shownDefault, origin: .byDefault))
      return nil
    }
    guard texts.count == 1, let value = kind.parse(texts[0]) else {
      complain(name, texts, origin, kind.shape)
      return nil
    }
    entries.append(SettingEntry(name: name, value: kind.show(value), origin: origin))
    return value
  }

  /// A setting with any number of values. An environment variable separates them by `separator`.
  mutating func list<Value>(
    _ name: String, _ kind: SettingKind<Value>, default values: [Value], separator: Character
  ) -> [Value] {
    guard let (texts, origin) = given(name, separator: separator) else {
      let shown = values.isEmpty ? "(none)" : values.map(kind.show).joined(separator: " ")
      entries.append(SettingEntry(name: name, value: shown, origin: .byDefault))
      return values
    }
    var result: [Value] = []
    for text in texts {
      if let value = kind.parse(text) {
        result.append(value)
      } else {
        complain(name, [text], origin, kind.shape)
      }
    }
    entries.append(
      SettingEntry(name: name, value: result.map(kind.show).joined(separator: " "), origin: origin))
    return result
  }

  /// Notes a setting that contradicts another, or is missing.
  mutating func complain(_ origin: SettingOrigin, _ problem: String) {
    errors.append(SettingsError(origin: origin, problem: problem))
  }

  /// Where the value of a setting that was looked up came from.
  func origin(of name: String) -> SettingOrigin {
    entries.last { $0.name == name }?.origin ?? .byDefault
  }

  /// Notes members of the file that nothing looked up. Called when everything was.
  mutating func checkForUnknown() {
    guard let file else { return }
    let known = Set(entries.map(\.name))
    // A setting with an error has no entry.
    for name in file.values.keys.sorted() where !known.contains(name) && !failed.contains(name) {
      let hint = Self.nearest(to: name, of: known).map { "; did you mean “\($0)”?" }
      complain(
        .file(file.path),
        "the settings file \(file.path) has “\(name)”, which is no setting"
          + (hint ?? "; `verbatimd --print-settings` lists them"))
    }
  }

  /// Environment variables that look like settings and are none.
  func unknownVariables() -> [(name: String, near: String?)] {
    let known = Set(entries.map { Self.environmentName(of: $0.name) }).union(
      failed.map { Self.environmentName(of: $0) })
    return environment.keys.filter {
      $0.hasPrefix(Self.environmentPrefix) && !known.contains($0)
        && $0 != Self.environmentName(of: Settings.fileSetting)
        && !Self.clientVariables.contains($0)
    }.sorted().map { ($0, Self.nearest(to: $0, of: known)) }
  }

  /// The name that somebody may have meant; nil when none is like it.
  private static func nearest(to name: String, of known: Set<String>) -> String? {
    let letters = Array(name)
    let distances = known.sorted().compactMap { known in
      Spelling.distance(letters, Array(known), atMost: 3).map { (name: known, distance: $0) }
    }
    return distances.min { $0.distance < $1.distance }?.name
  }

  private var failed: Set<String> = []

  private func given(
    _ name: String, separator: Character?
  ) -> (texts: [String], origin: SettingOrigin)? {
    if let texts = flags[name], !texts.isEmpty { return (texts, .flag) }
    let variable = Self.environmentName(of: name)
    // An empty variable is how a unit file or a container says "not set".
    if let text = environment[variable], !text.isEmpty {
      let texts = separator.map { text.split(separator: $0).map(String.init) } ?? [text]
      return (texts, .environment(variable))
    }
    if let file, let texts = file.values[name] { return (texts, .file(file.path)) }
    return nil
  }

  private mutating func complain(
    _ name: String, _ texts: [String], _ origin: SettingOrigin, _ shape: String
  ) {
    failed.insert(name)
    let place =
      switch origin {
      case .flag: "--\(name)"
      case .environment(let variable): variable
      case .file(let path): "\(path): \(name)"
      case .byDefault: name
      }
    complain(
      origin, "\(place): “\(texts.joined(separator: "”, “"))” cannot be used; give \(shape)")
  }
}
