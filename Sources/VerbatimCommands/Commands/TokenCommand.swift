internal import AccessPolicy
internal import ArgumentParser

/// `verbatim token`
struct TokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "Make tokens that a server's policy knows.",
    subcommands: [TokenCreateCommand.self])
}

/// `verbatim token create`
struct TokenCreateCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Make a token for a principal of the policy.",
    discussion: """
      The token is printed once, or written to a file that only you may read, and kept nowhere. The line for \
      the policy (verbatimd --policy) holds a digest of it, by which nobody can come in. Asks no server.

        verbatim token create desk --to desk.token >> policy
        verbatim import --token-file desk.token minutes.txt

      With --to the line goes to standard output; without it the token does, and the line to standard error.
      """)

  @Argument(help: ArgumentHelp("The principal, as the policy names it.", valueName: "name"))
  var name: String

  @Option(
    help: ArgumentHelp("Write the token to this file, which must not be there.", valueName: "file"),
    completion: .file())
  var to: String?

  @Option(
    help: ArgumentHelp("The last day on which it is good, of UTC.", valueName: "date"),
    transform: DateArgument.init)
  var until: DateArgument?

  func validate() throws {
    if let problem = Principal.problem(withName: name) { throw ValidationError(problem) }
  }

  func run(on console: Console) async throws {
    let token = AccessToken.random()
    let end = until.map { " until \($0.last)" } ?? ""
    let line = "\(name) token \(token.digest)\(end)"
    if let to {
      try TokenFile.create(to, token.text)
      try console.output.write(line + "\n")
    } else {
      try console.output.write(token.text + "\n")
      console.say("the line for the policy: \(line)")
    }
  }
}
