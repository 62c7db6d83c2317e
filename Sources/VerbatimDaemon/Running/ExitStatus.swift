/// Exit codes of `verbatimd`, those of sysexits(3) where there is one.
package enum ExitStatus: Int32, Hashable, Sendable, Error {
  /// Stopped by a signal after everything under way was finished or its time was over.
  case success = 0
  /// A flag that does not exist, or one with a value that cannot be used (EX_USAGE).
  case usage = 64
  /// No document could be read, or `--strict` and not all of them could (EX_DATAERR).
  case badData = 65
  /// A file or folder that was named does not exist (EX_NOINPUT).
  case noInput = 66
  /// An address cannot be listened on (EX_UNAVAILABLE).
  case cannotListen = 69
  /// A mistake in this program (EX_SOFTWARE).
  case software = 70
  /// Memory came to an end (EX_OSERR).
  case noMemory = 71
  /// The system failed to read a file (EX_IOERR).
  case inputOutput = 74
  /// Another server has the archive's file (EX_TEMPFAIL).
  case archiveInUse = 75
  /// No right to read a file or folder that was named (EX_NOPERM).
  case noPermission = 77
  /// A setting of the environment or the settings file, a certificate, a key or the policy cannot be
  /// used (EX_CONFIG).
  case configuration = 78
  /// Ended at once by a second SIGINT.
  case interruptedTwice = 130
  /// Ended at once by a second SIGTERM.
  case terminatedTwice = 143
}
