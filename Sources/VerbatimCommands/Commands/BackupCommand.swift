internal import ArgumentParser
internal import Transcripts
internal import VerbatimClient

/// `verbatim backup`
struct BackupCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Take a copy of a running server's archive.",
    discussion: """
      The copy is the archive's file as it is at one moment; writing and reading go on. It appears under its \
      name when all of it is there and on the disk, and not before. verbatim restore puts it back, and \
      verbatimd --archive takes it as it is. Takes the right admin.
      """)

  @Argument(help: "The file to write.", completion: .file())
  var file: String

  @Flag(help: "Replace the file where it is there.")
  var force = false

  @OptionGroup(title: "Connection") var connection: ConnectionOptions

  func run(on console: Console) async throws {
    let client = try connection.client(console.environment)
    defer { client.close() }
    let target = try WholeFile(file, replaces: force)
    defer { target.giveUp() }
    let copy = try await client.backUp(options: connection.callOptions) { try target.write($0) }
    try target.finish()
    try console.output.write(
      "\(file): \(copy.byteCount) bytes, change \(copy.sequence) of the archive \(copy.log)\n")
    try console.output.flush()
  }
}
