internal import ArchiveProtocol
internal import Transcripts

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A command of the shell that is run for an event.
struct EventAction {
  private let command: String

  init(_ command: String) { self.command = command }

  /// Runs the command and waits for its end. Throws where it cannot be run, or fails.
  func run(_ event: ArchiveEvent, _ environment: [String: String]) throws {
    // A socket, since writing to one that nobody reads can be told apart from a signal.
    var ends: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
      throw failure("cannot be given its input", errno)
    }
    defer { close(ends[0]) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let child: pid_t
    do {
      defer { close(ends[1]) }
      child = try spawn(event, environment, input: ends[1])
    }
    var line = event.jsonLine[...]
    while !line.isEmpty {
      let count = line.withUnsafeBytes {
        send(ends[0], $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      // A command need not read what it is given.
      guard count > 0 else { break }
      line = line.dropFirst(count)
    }
    shutdown(ends[0], Int32(SHUT_WR))
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw failure("cannot be waited for", errno) }
    }
    let signal = status & 0x7f
    guard signal == 0 else {
      throw CommandFailure(
        .software, "\(name) was ended by signal \(signal), for \(event.place)")
    }
    let code = (status >> 8) & 0xff
    guard code == 0 else {
      throw CommandFailure(
        .software, "\(name) ended with the exit code \(code), for \(event.place)")
    }
  }

  private var name: String { "the command of --exec" }

  private func failure(_ what: String, _ code: Int32) -> CommandFailure {
    CommandFailure(.software, "\(name) \(what): \(String(cString: strerror(code)))")
  }

  private func spawn(
    _ event: ArchiveEvent, _ environment: [String: String], input: Int32
  ) throws -> pid_t {
    var environment = environment
    environment["VERBATIM_KIND"] = event.kind.word
    environment["VERBATIM_STATEMENT"] = event.statement?.id ?? event.statementID
    environment["VERBATIM_MEETING"] = event.statement?.meetingID ?? event.meetingID
    environment["VERBATIM_PLACE"] = "\(event.place)"
    var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
    var arguments = ["/bin/sh", "-c", command].map { (text: String) in strdup(text) } + [nil]
    defer { for text in variables + arguments { free(text) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // This program ignores it, which the command is not to inherit.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var child: pid_t = 0
    let result = posix_spawn(&child, "/bin/sh", &actions, &attributes, &arguments, &variables)
    guard result == 0 else { throw failure("cannot be run", result) }
    return child
  }
}

extension ArchiveEvent.Kind {
  /// As a command's environment names it.
  fileprivate var word: String {
    switch self {
    case .added: "added"
    case .revised: "revised"
    case .removed: "removed"
    case .forgotten: "forgotten"
    case .caughtUp: "caught-up"
    case .heartbeat: "heartbeat"
    case .settled: "settled"
    }
  }
}
