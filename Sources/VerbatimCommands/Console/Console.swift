#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
internal import FoundationEssentials
internal import TranscriptOutput

/// What a command talks to: data goes to the output, messages go beside it.
package struct Console: Sendable {
  /// Standard output: data only.
  package var output: TextOutput
  /// Standard error: messages only.
  package var messages: TextOutput
  /// Environment variables.
  package var environment: [String: String]
  /// Columns of the terminal that the output goes to; nil when it goes elsewhere.
  package var width: Int?

  package init(
    output: TextOutput, messages: TextOutput, environment: [String: String], width: Int? = nil
  ) {
    self.output = output
    self.messages = messages
    self.environment = environment
    self.width = width
  }

  /// The console of this process.
  package static var standard: Console {
    let output = TextOutput(descriptor: STDOUT_FILENO)
    let environment = ProcessInfo.processInfo.environment
    return Console(
      output: output, messages: TextOutput(descriptor: STDERR_FILENO), environment: environment,
      width: output.isTerminal ? terminalWidth(environment) : nil)
  }

  /// Says something beside the data; each line is begun with the program's name or indented.
  func say(_ message: String) {
    guard !message.isEmpty else { return }
    // When nobody takes messages there is nobody to tell.
    try? output.flush()
    var lines = message.split(separator: "\n", omittingEmptySubsequences: false)
      .map { VisibleText.visible(String($0)) }
    lines[0] = "verbatim: " + lines[0]
    try? messages.write(lines.joined(separator: "\n  ") + "\n")
    try? messages.flush()
  }

  /// The width of a terminal that does not say.
  private static let usualWidth = 80
  /// Narrower ones break every word.
  private static let minimumWidth = 20

  private static func terminalWidth(_ environment: [String: String]) -> Int {
    var size = winsize()
    var width = 0
    if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 { width = Int(size.ws_col) }
    if width == 0 { width = environment["COLUMNS"].flatMap { Int($0) } ?? usualWidth }
    return max(minimumWidth, width)
  }
}
