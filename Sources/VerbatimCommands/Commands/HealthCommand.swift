internal import ArgumentParser
internal import VerbatimClient

/// `verbatim health`
struct HealthCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: "Say whether the server serves (grpc.health.v1).",
    discussion: "Prints SERVING or NOT_SERVING; ends with 0 only when it serves.")

  @Option(
    help: ArgumentHelp(
      "A service's full name; the server as a whole when it is left out.", valueName: "name"))
  var service: String?

  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func run(on console: Console) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    let serves = try await client.isServing(
      service: service ?? "", options: connection.callOptions)
    try console.output.write(serves ? "SERVING\n" : "NOT_SERVING\n")
    if !serves { throw CommandFailure(.unavailable, "the server is reached and does not serve") }
  }
}
