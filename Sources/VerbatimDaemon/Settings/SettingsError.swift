internal import Logging

/// Where the value of a setting came from. Earlier cases go before later ones.
package enum SettingOrigin: Hashable, Sendable, CustomStringConvertible {
  /// The command line.
  case flag
  /// An environment variable, by name.
  case environment(String)
  /// The settings file, by path.
  case file(String)
  /// Nobody gave one.
  case byDefault

  /// "flag", "VERBATIM_LISTEN", "file settings.json", "default".
  package var description: String {
    switch self {
    case .flag: "flag"
    case .environment(let name): name
    case .file(let path): "file \(path)"
    case .byDefault: "default"
    }
  }
}

/// A setting that cannot be used.
package struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where the value came from.
  package var origin: SettingOrigin
  /// What was wrong, and what to do.
  package var problem: String

  /// The problem.
  package var description: String { problem }

  /// 64 when the command line is at fault, else 78.
  package var exitStatus: ExitStatus {
    switch origin {
    case .flag, .byDefault: .usage
    case .environment, .file: .configuration
    }
  }
}

/// Everything that is wrong with the settings, so that all of it can be mended at once.
package struct SettingsErrors: Error, Sendable, CustomStringConvertible {
  /// One or more.
  package var errors: [SettingsError]
  /// How the log would have been written.
  package var logFormat = LogFormat.text

  /// A line each.
  package var description: String { errors.map(\.description).joined(separator: "\n") }
  /// A line for each, as the log would have it.
  package var lines: [String] {
    errors.map { error in
      switch logFormat {
      case .text: "verbatimd: \(error)"
      case .json:
        logFormat.line(
          time: .now, level: .critical, message: "cannot start", metadata: ["reason": "\(error)"])
      }
    }
  }
  /// That of the first.
  package var exitStatus: ExitStatus { errors.first?.exitStatus ?? .usage }
}
