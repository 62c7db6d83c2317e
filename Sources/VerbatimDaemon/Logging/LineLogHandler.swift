package import Logging

/// Writes a line for each log record.
package struct LineLogHandler: LogHandler {
  private let output: LineOutput
  private let format: LogFormat
  private let now: @Sendable () -> Timestamp
  package var logLevel: Logger.Level
  package var metadata: Logger.Metadata = [:]
  package var metadataProvider: Logger.MetadataProvider?

  /// Creates a handler; `now` is asked for the time of each record.
  package init(
    output: LineOutput, format: LogFormat, level: Logger.Level,
    now: @escaping @Sendable () -> Timestamp = { .now }
  ) {
    self.output = output
    self.format = format
    self.now = now
    logLevel = level
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var fields = metadata
    if let provided = metadataProvider?.get() { fields.merge(provided) { _, last in last } }
    if let given = event.metadata { fields.merge(given) { _, last in last } }
    output.write(
      format.line(
        time: now(), level: event.level, message: event.message.description, metadata: fields))
  }
}
