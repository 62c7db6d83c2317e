import Foundation
import Testing

@testable import VerbatimCommands

struct ParseCommandTests {
  /// A page of an invented site.
  static let page = """
    Meeting on the harbour

    March 1, 2023, Town Hall, Porto Novo

    The minister met the engineers of the harbour.

    Minister of Harbours Maria Silva: Good morning.

    How deep is the basin?

    Chief Engineer Ada Okafor: Twelve metres, roughly.

    Maria Silva: Thank you.

    """

  /// A folder that goes away with the test.
  final class Folder {
    let path: String

    init(_ files: [String: String]) throws {
      let url = FileManager.default.temporaryDirectory
        .appendingPathComponent("verbatim-parse-\(UUID().uuidString)")
      path = url.path
      for (name, text) in files {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  @Test("a document comes out as the transcript it is")
  func text() async throws {
    let folder = try Folder(["page.txt": Self.page])
    let result = await CommandResult.of(["parse", folder.path + "/page.txt"])
    #expect(result.status == .success, "\(result.messages)")
    #expect(
      result.output == """
        Meeting on the harbour
        2023-03-01, Town Hall, Porto Novo

        Minister of Harbours Maria Silva: Good morning.

        How deep is the basin?

        Chief Engineer Ada Okafor: Twelve metres, roughly.

        Maria Silva: Thank you.


        """)
  }

  @Test("jsonl read again gives the same bytes")
  func inverse() async throws {
    let folder = try Folder(["page.txt": Self.page])
    let once = await CommandResult.of(["parse", folder.path + "/page.txt", "--format", "jsonl"])
    #expect(once.output.split(separator: "\n").count == 3)
    let copy = try Folder(["export.jsonl": once.output])
    let twice = await CommandResult.of(["parse", copy.path + "/export.jsonl", "--format", "jsonl"])
    #expect(twice.output == once.output)
    #expect(twice.messages == "")
  }

  @Test("score is one line of JSON a document with its source")
  func score() async throws {
    let folder = try Folder(["page.txt": Self.page])
    let path = folder.path + "/page.txt"
    let result = await CommandResult.of(["parse", path, "--format", "score"])
    #expect(
      result.output
        == #"{"source":"\#(path)","title":"Meeting on the harbour","date":"2023-03-01","#
        + #""place":"Town Hall, Porto Novo","statements":["#
        + #"{"label":"Minister of Harbours Maria Silva","#
        + #""paragraphs":["Good morning.","How deep is the basin?"]},"#
        + #"{"label":"Chief Engineer Ada Okafor","paragraphs":["Twelve metres, roughly."]},"#
        + #"{"label":"Maria Silva","paragraphs":["Thank you."]}]}"# + "\n")
  }

  @Test("a report says on standard output what was read as what")
  func reports() async throws {
    let folder = try Folder(["page.txt": Self.page])
    let path = folder.path + "/page.txt"
    let text = await CommandResult.of(["parse", path, "--format", "report"])
    #expect(text.output.contains("\(path):7: info: [label]"), "\(text.output)")
    #expect(
      text.output.hasSuffix("read as page-text: 1 meeting, 3 statements, 0 warnings\n"))
    #expect(text.messages == "")
    let json = await CommandResult.of(["parse", path, "--format", "report-json"])
    #expect(json.output.hasPrefix(#"{"document":"\#(path)","format":"page-text""#))
    #expect(json.output.split(separator: "\n").count == 1)
  }

  @Test("folders are read in order of name; what is no transcript is said and fails only --strict")
  func folders() async throws {
    let other = Self.page.replacing("harbour", with: "lighthouse")
    let folder = try Folder([
      "b/page.txt": Self.page, "a.txt": other, ".hidden": "x", "data.bin": "\u{1}\u{2}\u{3}",
      "empty.txt": "",
    ])
    let result = await CommandResult.of(["parse", folder.path, "--format", "score"])
    #expect(result.status == .success)
    let sources = result.output.split(separator: "\n").map { $0.prefix { $0 != "," } }
    #expect(
      sources == [
        "{\"source\":\"\(folder.path)/a.txt\"", "{\"source\":\"\(folder.path)/b/page.txt\"",
      ])
    #expect(result.messages.contains("passed over: \(folder.path)/data.bin"), "\(result.messages)")
    #expect(result.messages.contains("passed over: \(folder.path)/empty.txt"))
    #expect(!result.messages.contains(".hidden"))
    let strict = await CommandResult.of(["parse", folder.path, "--format", "score", "--strict"])
    #expect(strict.status == .data)
    #expect(strict.messages.contains("--strict: 0 warnings, 2 files of folders not read"))
  }

  @Test("a file that is named must be there and be a transcript; others are read all the same")
  func failures() async throws {
    let folder = try Folder(["page.txt": Self.page, "empty.txt": ""])
    let missing = await CommandResult.of(
      ["parse", folder.path + "/missing.txt", folder.path + "/page.txt"])
    #expect(missing.status == .noInput)
    #expect(missing.messages.contains("missing.txt: there is no such file or folder"))
    #expect(missing.output.contains("Maria Silva: Thank you."))
    let empty = await CommandResult.of(["parse", folder.path + "/empty.txt"])
    #expect(empty.status == .data)
    #expect(empty.messages.contains("empty.txt: the document is empty"))
    let none = try Folder([".hidden": ""])
    let nothing = await CommandResult.of(["parse", none.path])
    #expect(nothing.status == .nothingFound)
  }

  @Test("a folder that may not be opened is named", .enabled(if: geteuid() != 0, "root may all"))
  func forbiddenFolder() async throws {
    let folder = try Folder(["closed/page.txt": Self.page, "page.txt": Self.page])
    chmod(folder.path + "/closed", 0)
    defer { chmod(folder.path + "/closed", 0o700) }
    let result = await CommandResult.of(["parse", folder.path])
    #expect(result.status == .noInput)
    #expect(result.messages.contains("/closed: no right to read it"))
  }

  @Test("links between folders do not go round for ever")
  func circle() async throws {
    let folder = try Folder(["a/page.txt": Self.page])
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/a/up", withDestinationPath: folder.path)
    let result = await CommandResult.of(["parse", folder.path, "--format", "score"])
    #expect(result.status == .success)
    #expect(result.output.split(separator: "\n").count == 1)
  }

  @Test("warnings are said, and fail a strict reading with 65")
  func strict() async throws {
    let line =
      #"{"meeting":"m","date":"2020-01-01","speaker":"Ada Okafor","text":["Hello."],"mood":1}"#
    let folder = try Folder(["x.jsonl": line + "\n"])
    let result = await CommandResult.of(["parse", folder.path + "/x.jsonl"])
    #expect(result.status == .success)
    #expect(result.messages.contains("x.jsonl:1: warning: [unknown-element] “mood”"))
    let strict = await CommandResult.of(["parse", folder.path + "/x.jsonl", "--strict"])
    #expect(strict.status == .data)
    #expect(strict.output == result.output)
  }

  @Test("a merge file settles who is who")
  func merges() async throws {
    let folder = try Folder([
      "page.txt": Self.page, "merges": "merge ada-okafor -> a-okafor  # one person\n",
      "circle": "merge a -> b\nmerge b -> a\n",
    ])
    let page = folder.path + "/page.txt"
    let plain = await CommandResult.of(["parse", page, "--format", "jsonl"])
    #expect(plain.output.contains(#""speakerId":"ada-okafor""#), "\(plain.output)")
    let merged = await CommandResult.of(
      ["parse", page, "--format", "jsonl", "--merge", folder.path + "/merges"])
    #expect(merged.status == .success)
    #expect(merged.output.contains(#""speakerId":"a-okafor""#))
    #expect(!merged.output.contains(#""speakerId":"ada-okafor""#))
    let circle = await CommandResult.of(["parse", page, "--merge", folder.path + "/circle"])
    #expect(circle.status == .data)
    #expect(circle.messages.contains("circle:2: "))
    let missing = await CommandResult.of(["parse", page, "--merge", folder.path + "/none"])
    #expect(missing.status == .noInput)
  }
}
