internal import ArgumentParser
internal import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The program `verbatim`.
package enum Program {
  /// Runs the command that the process was started with, and ends the process.
  package static func main() async -> Never {
    // A reader that goes away shows as an error of the write.
    signal(SIGPIPE, SIG_IGN)
    if let failure = ArgumentAdvice.notText(rawArguments) {
      Console.standard.say(failure.message)
      exit(failure.status.rawValue)
    }
    let work = Task { await run(Array(CommandLine.arguments.dropFirst()), on: .standard) }
    let signalled = Mutex<ExitStatus?>(nil)
    let interruption = Interruption { status in
      signalled.withLock { $0 = status }
      work.cancel()
    }
    let status = await work.value
    withExtendedLifetime(interruption) {}
    exit((signalled.withLock { $0 } ?? status).rawValue)
  }

  /// The arguments as the process was started with them: Swift's own have what is not UTF-8 repaired.
  private static var rawArguments: [[UInt8]] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      CommandLine.unsafeArgv[index].map { pointer in
        pointer.withMemoryRebound(to: UInt8.self, capacity: strlen(pointer)) {
          Array(UnsafeBufferPointer(start: $0, count: strlen(pointer)))
        }
      }
    }
  }

  /// Runs the command that `arguments` name, the program's own name left out.
  package static func run(_ arguments: [String], on console: Console) async -> ExitStatus {
    if let failure = ArgumentAdvice.unknownCommand(arguments) {
      console.say(failure.message)
      return failure.status
    }
    do {
      var command = try VerbatimCommand.parseAsRoot(arguments)
      if let command = command as? any ConsoleCommand {
        try await command.run(on: console)
      } else {
        try command.run()
      }
      try console.output.flush()
      return .success
    } catch {
      return end(with: error, arguments, console)
    }
  }

  private static func end(
    with error: any Error, _ arguments: [String], _ console: Console
  ) -> ExitStatus {
    let failure = CommandFailure(describing: error)
    guard failure.status == .software else {
      do {
        if !(error is OutputClosed) { try console.output.flush() }
      } catch {
        if failure.status == .success { return CommandFailure(describing: error).status }
      }
      console.say(failure.message)
      return failure.status
    }
    // Help, completions and errors of the arguments.
    let text = VerbatimCommand.fullMessage(for: error) + "\n"
    switch VerbatimCommand.exitCode(for: error) {
    case .success:
      do {
        try console.output.write(text)
        try console.output.flush()
        return .success
      } catch {
        return CommandFailure(describing: error).status
      }
    case .validationFailure:
      try? console.messages.write(text)
      if let line = ArgumentAdvice.onDashes(arguments) { console.say(line) }
      try? console.messages.flush()
      return .usage
    default:
      console.say(failure.message)
      return .software
    }
  }
}

/// A command that writes to a console.
protocol ConsoleCommand: ParsableCommand {
  /// Does what the command is for.
  func run(on console: Console) async throws
}
