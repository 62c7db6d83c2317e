import ArgumentParser
import VerbatimDaemon

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Serves an archive of transcripts over gRPC and TLS.
@main
struct Verbatimd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verbatimd",
    abstract: "Serves an archive of what was said at official meetings, over gRPC and TLS.",
    discussion: """
      Reads the transcripts named, and serves them from memory as verbatim.v1.Archive together with \
      grpc.health.v1.Health.

      Each setting is a flag, an environment variable or a member of the settings file: \
      --idle-timeout, VERBATIM_IDLE_TIMEOUT, {"idle-timeout": "10m"}. A flag goes before the \
      environment, the environment before the file, the file before the default. The documents \
      are VERBATIM_DOCUMENTS, separated by colons, or "documents"; several addresses to listen on \
      are separated by commas in VERBATIM_LISTEN.

      The addresses listened on are printed to standard output, a line each; everything else goes \
      to standard error.

      Ports are taken before documents are read; clients that connect meanwhile wait. /metrics, / and \
      /healthz are on the admin listener.

      SIGTERM and SIGINT let calls under way finish within the grace period; a second one ends at \
      once. SIGHUP reads certificates, keys and the policy anew.

      --check says what there is to say of the documents and serves nothing.

      Exit codes: 0 stopped by a signal, or a check without a reason not to start; 64 wrong usage; 65 no document could be read, or with \
      --strict not all of them, or one was replaced; 66 a document or folder does not exist; 69 an address cannot be \
      listened on; 70 a mistake in this program; 74 the system failed to read, or to write what was asked for; 77 no right to \
      read; 78 a setting of the environment or the file, a certificate, a key or the policy cannot be used; \
      130 and 143 ended at once by a second SIGINT or SIGTERM.
      """,
    version: Version.program)

  @OptionGroup var arguments: ServerArguments

  static func main() async {
    do {
      let command = try parse()
      try await command.run()
    } catch let end as ExitCode {
      // All was said.
      exit(withError: end)
    } catch {
      guard exitCode(for: error) == .success else { exit(withError: error) }
      // Help or the version: what was asked for.
      do {
        try print([fullMessage(for: error)])
      } catch { exit(withError: error) }
    }
  }

  /// Writes what was asked for, all of it.
  private static func print(_ lines: [String]) throws {
    for line in lines { LineOutput.standardOutput.write(line) }
    LineOutput.standardOutput.waitUntilWritten()
    guard LineOutput.standardOutput.hasFailed else { return }
    LineOutput.standardError.write("verbatimd: standard output cannot be written")
    LineOutput.standardError.waitUntilWritten(.seconds(2))
    throw ExitCode(74)
  }

  func run() async throws {
    let settings: Settings
    do {
      settings = try Settings(
        flags: arguments.texts, environment: ProcessEnvironment.variables,
        isToServe: !arguments.check && !arguments.printSettings)
    } catch let errors as SettingsErrors {
      for line in errors.lines { LineOutput.standardError.write(line) }
      LineOutput.standardError.waitUntilWritten(.seconds(2))
      throw ExitCode(errors.exitStatus.rawValue)
    }
    if arguments.printSettings {
      return try Self.print(settings.listing + [settings.memoryLine])
    }
    guard !arguments.check else {
      // Whoever reads this reads all of it: it is what was asked for.
      let log = LineOutput(descriptor: STDERR_FILENO, capacity: .max)
      let status = DocumentCheck(settings, log: log).run()
      log.waitUntilWritten()
      throw ExitCode(status.rawValue)
    }
    let status = await Daemon(settings).run()
    // A reader that stalls does not keep the process from its end.
    for output in [LineOutput.standardError, .standardOutput] {
      output.waitUntilWritten(.seconds(2))
    }
    throw ExitCode(status.rawValue)
  }
}
