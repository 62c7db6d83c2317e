internal import ArgumentParser
internal import RPC

/// `verbatim`: what was said at official meetings, who said it and when.
struct VerbatimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verbatim",
    abstract: "What was said at official meetings, who said it and when.",
    discussion: """
      Asks a Verbatim server for statements, speakers and meetings, or reads transcripts without one \
      (verbatim parse). Data goes to standard output, messages to standard error.

      The server is the one of --server, else of the environment variable VERBATIM_SERVER, else \
      \(ConnectionOptions.defaultServer). Its certificate must lead to a CA of --ca, else of \
      VERBATIM_CA, else to one that the system trusts.

      Everything a speaker said in a month:
        verbatim statements --speaker "maria silva" --on 2023-03

      Where something was said, the most relevant first:
        verbatim search '"budget deficit" -tax' --from 2020

      Completions for your shell:
        verbatim --generate-completion-script bash|zsh|fish

      \(ExitStatus.explanation)
      """,
    version: ProgramVersion.current,
    subcommands: [
      StatementsCommand.self, SearchCommand.self, SpeakersCommand.self, MeetingsCommand.self,
      CountCommand.self, FollowCommand.self, ImportCommand.self, PutCommand.self,
      DeleteCommand.self, RevisionsCommand.self, DiffCommand.self, MergeCommand.self,
      SplitCommand.self, ApartCommand.self, NameCommand.self, DecisionsCommand.self,
      BackupCommand.self, RestoreCommand.self, TokenCommand.self,
      HealthCommand.self, ParseCommand.self, LoadTestCommand.self, LoadReportCommand.self,
    ])
}
