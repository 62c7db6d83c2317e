internal import ArgumentParser
internal import Transcripts

/// What to say of arguments that the parser cannot take.
enum ArgumentAdvice {
  /// The failure of a first argument that names no command; nil where it names one, or is an option.
  static func unknownCommand(_ arguments: [String]) -> CommandFailure? {
    guard let first = arguments.first, !first.hasPrefix("-"), first != "help" else { return nil }
    let names = VerbatimCommand.configuration.subcommands.compactMap {
      $0.configuration.commandName
    }
    guard !names.contains(first) else { return nil }
    let near = Spelling.nearest(to: first.lowercased(), among: names)
    let meant =
      near.isEmpty ? "" : ", but " + near.map { "`verbatim \($0)`" }.joined(separator: ", ")
    return CommandFailure(
      .usage, "there is no command “\(first)”\(meant): `verbatim --help` lists all")
  }

  /// The failure of an argument that is not UTF-8, which would be asked for otherwise than it is typed.
  static func notText(_ arguments: [[UInt8]]) -> CommandFailure? {
    for (index, argument) in arguments.enumerated() {
      guard String(validating: argument, as: UTF8.self) == nil else { continue }
      let shown = String(decoding: argument, as: UTF8.self)
      let valid = shown.prefix { $0 != "\u{FFFD}" }
      let byte = argument.dropFirst(valid.utf8.count).first.map { String($0, radix: 16) } ?? ""
      return CommandFailure(
        .usage,
        "argument \(index + 1), “\(shown)”, is not UTF-8: byte 0x\(byte) behind \(valid.count) characters; "
          + "set the terminal and the shell to UTF-8, and name the folder of a file with such a name"
      )
    }
    return nil
  }

  /// How words with a dash before them are given, where a word of the arguments looks like one.
  static func onDashes(_ arguments: [String]) -> String? {
    guard let command = arguments.first,
      ["search", "statements", "count", "meetings", "speakers"]
        .contains(command)
    else { return nil }
    let isWord = { (argument: String) in
      argument.first == "-" && argument.count > 2
        && argument.dropFirst().first.map { $0.isLetter || "\"“„«(".contains($0) } == true
    }
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    guard let index = arguments[..<end].firstIndex(where: isWord) else { return nil }
    let word = arguments[index]
    if command == "search" {
      return
        "words with a dash before them stand in one pair of quotes with the others, or behind --: "
        + "verbatim search 'budget \(word)', verbatim search -- '\(word)'"
    }
    return "words with a dash before them are given behind =: --words='\(word)'"
  }
}
