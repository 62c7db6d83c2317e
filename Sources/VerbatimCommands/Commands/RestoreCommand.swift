internal import ArchiveStorage
internal import ArgumentParser

/// `verbatim restore`
struct RestoreCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a copy of an archive where a server has its own.",
    discussion: """
      Looks at all of the copy first, and changes nothing where anything is wrong with it. The server that has \
      the archive is to be ended before. Asks no server.

        verbatim restore monday.backup /var/lib/verbatim/archive
      """)

  @Argument(help: "The copy, as verbatim backup made it.", completion: .file())
  var copy: String

  @Argument(
    help: ArgumentHelp("The file that verbatimd --archive names.", valueName: "archive"),
    completion: .file())
  var archive: String

  @Flag(help: "Replace the archive that is there, with all that it has.")
  var force = false

  func run(on console: Console) async throws {
    let found = try ArchiveRestoring.restore(copy, to: archive, replaces: force)
    try console.output.write(
      "\(archive): \(found.meetings) meetings, \(found.statements) statements, change \(found.sequence) of "
        + "the archive \(found.log)\n")
    try console.output.flush()
  }
}
