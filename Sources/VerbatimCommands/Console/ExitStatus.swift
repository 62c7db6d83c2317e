/// What a command ended with. Numbers above 63 are those of BSD's `sysexits.h`.
package enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Something was found, or the command did what it was for.
  case success = 0
  /// Nothing matched: no statement, speaker or meeting. The answer is complete.
  case nothingFound = 1
  /// A load test missed its objective or could not decide it, or more of its calls failed than it allows.
  case objectiveMissed = 2
  /// What a load test found is not to be relied on: it is not valid, or the server stalled.
  case doubtful = 3
  /// An answer broke off and cannot go on: what was written is not all of it.
  case incomplete = 4
  /// The arguments are wrong, or the server refused one of them.
  case usage = 64
  /// A document cannot be read as a transcript, or reading it gave warnings and `--strict` is on.
  case data = 65
  /// A file or folder cannot be opened.
  case noInput = 66
  /// The server cannot be reached, is not trusted, does not serve, or a limit was reached.
  case unavailable = 69
  /// An error of this program.
  case software = 70
  /// Writing the output failed.
  case inputOutput = 74
  /// The time limit passed before the answer was complete.
  case deadline = 75
  /// The server answered with what is not its protocol, or failed.
  case protocolError = 76
  /// The server does not let this client do that.
  case notPermitted = 77
  /// Interrupted by SIGINT.
  case interrupted = 130
  /// Ended by SIGTERM.
  case terminated = 143

  /// The table of `verbatim --help`.
  static let explanation = """
    Exit codes:
      0    found or done
      1    nothing matched; the answer is complete
      2    a load test missed its objective or could not decide it, or too many of its calls failed
      3    a load test is not valid, or the server stalled in it
      4    the answer broke off and cannot go on, since the archive changed: it is not complete
      64   wrong arguments
      65   a document cannot be read as a transcript, or has warnings with --strict
      66   a file or folder cannot be opened
      69   the server cannot be reached, is not trusted, does not serve, or a limit was reached
      70   an error of this program
      74   the output cannot be written
      75   the time limit passed
      76   the server failed or broke the protocol
      77   the server does not permit it
      130  interrupted
      143  terminated
    """
}
