import Testing
import Transcripts

@testable import VerbatimCommands

struct ArgumentTests {
  @Test(
    "days, months and years are what people type",
    arguments: [
      ("2023-03-01", "2023-03-01", "2023-03-01"), ("2023-02", "2023-02-01", "2023-02-28"),
      ("2024-02", "2024-02-01", "2024-02-29"), ("2023-12", "2023-12-01", "2023-12-31"),
      ("2023", "2023-01-01", "2023-12-31"), ("0001", "0001-01-01", "0001-12-31"),
      ("9999", "9999-01-01", "9999-12-31"),
    ])
  func dates(text: String, first: String, last: String) throws {
    let date = try DateArgument(text)
    #expect(date.first == CalendarDate(first))
    #expect(date.last == CalendarDate(last))
  }

  @Test(
    "what is no date is refused with what is wrong",
    arguments: [
      ("2023-13", "months are 01 to 12"), ("2023-00", "months are 01 to 12"),
      ("2023-02-30", "2023-02 has the days 01 to 28"), ("2023-2-3", "write YYYY-MM-DD"),
      ("yesterday", "write YYYY-MM-DD"), ("", "write YYYY-MM-DD"),
      ("0000", "years are 0001 to 9999"),
      ("2023-03-01-01", "write YYYY-MM-DD"), ("٢٠٢٣", "write YYYY-MM-DD"),
    ])
  func wrongDates(text: String, reason: String) async {
    let result = await CommandResult.of(["statements", "--from", text])
    #expect(result.status == .usage)
    #expect(result.output == "")
    #expect(result.messages.contains(reason), "\(result.messages)")
    #expect(result.messages.contains("--from"))
  }

  @Test(
    "wrong arguments end with 64 and say what is wrong, before any server is asked",
    arguments: [
      (
        ["statements", "--from", "2024", "--to", "2023"],
        "--from 2024-01-01 is after --to 2023-12-31"
      ),
      (["statements", "--on", "2024", "--to", "2023"], "--on stands for both"),
      (["statements", "--id", "a/b", "--speaker", "x"], "--id names one statement"),
      (["statements", "--format", "xml"], "--format"),
      (["statements", "--limit", "-1"], "--limit takes a whole number from 0, not “-1”"),
      (["count", "--limit", "-1"], "--limit takes a whole number from 0, not “-1”"),
      (["speakers", "--limit", "many"], "--limit takes a whole number from 0, not “many”"),
      (["statements", "--width", "5"], "--width takes 20 to 10000"),
      (["statements", "--timeout", "0"], "--timeout takes more than 0"),
      (["count", "--by", "mood"], "--by"),
      (["statements", "--certificate", "x.pem"], "--certificate needs --key"),
      (["statements", "--key", "x.key"], "--key needs --certificate"),
      (["health", "--insecure-plaintext", "--ca", "x"], "--insecure-plaintext goes without"),
      (["health", "--server", "https://example.org/"], "is no HOST:PORT"),
      (["health", "--server", "example.org:0"], "is no HOST:PORT"),
      (["health", "--server", ""], "is no HOST:PORT"),
      (["parse"], "paths"), (["parse", "x", "--as", "word"], "--as takes one of: kremlin-html"),
      (["no-such-command"], "no-such-command"),
    ])
  func wrongArguments(arguments: [String], reason: String) async {
    let result = await CommandResult.of(arguments)
    #expect(result.status == .usage)
    #expect(result.output == "")
    #expect(result.messages.contains(reason), "\(result.messages)")
  }

  @Test(
    "servers are named by host, port or both",
    arguments: [
      ("archive.example", "archive.example", 7443), ("archive.example:443", "archive.example", 443),
      ("127.0.0.1:1", "127.0.0.1", 1), ("[::1]:65535", "::1", 65_535), ("[::1]", "::1", 7443),
      ("::1", "::1", 7443),
    ])
  func addresses(text: String, host: String, port: Int) throws {
    let address = try ConnectionOptions.address(text)
    #expect(address.host == host)
    #expect(address.port == port)
  }

  @Test("the server is that of the option, else of the environment")
  func environment() async {
    let option = await CommandResult.of(
      ["health", "--server", "bad option"], environment: ["VERBATIM_SERVER": "bad variable"])
    #expect(option.messages.contains("“bad option”"))
    let variable = await CommandResult.of(
      ["health"], environment: ["VERBATIM_SERVER": "bad variable"])
    #expect(variable.messages.contains("“bad variable”"))
  }

  @Test("the program says its version")
  func version() async {
    let result = await CommandResult.of(["--version"])
    #expect(result.status == .success)
    #expect(result.output.first?.isNumber == true)
    #expect(result.output.contains("."))
  }

  @Test("help and completions are data and end with 0")
  func help() async {
    let help = await CommandResult.of(["--help"])
    #expect(help.status == .success)
    #expect(help.messages == "")
    let commands = [
      "meetings", "speakers", "statements", "count", "health", "parse", "load-report",
    ]
    for command in commands {
      #expect(help.output.contains("  \(command) "))
      #expect(await CommandResult.of([command, "--help"]).status == .success)
    }
    for status in VerbatimCommands.ExitStatus.allCases {
      #expect(help.output.contains("  \(status.rawValue) "), "\(status)")
    }
    for shell in ["bash", "zsh", "fish"] {
      let script = await CommandResult.of(["--generate-completion-script", shell])
      #expect(script.status == .success)
      #expect(script.output.contains("statements"))
    }
  }
}
