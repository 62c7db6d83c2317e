internal import Logging

extension Logger {
  /// The log of the server program, a record a line.
  static func daemon(_ settings: Settings, _ output: LineOutput) -> Logger {
    let format = settings.logFormat
    output.describeLoss { count in
      format.line(
        time: .now, level: .warning,
        message: "records are missing here: the reader of the log stalled, and nobody waits for it",
        metadata: ["records": .stringConvertible(count)])
    }
    return Logger(label: "verbatimd") { _ in
      LineLogHandler(output: output, format: format, level: settings.logLevel)
    }
  }
}
