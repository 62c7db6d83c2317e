import Foundation
import People
import Testing
import Transcripts

/// The words of languages, as files.
@Suite struct WordListTests {
  @Test(
    "Every file is read, and has the words that a language needs",
    arguments: LabelWords.files.map(\.language))
  func files(language: String) throws {
    let file = try #require(LabelWords.files.first { $0.language == language })
    let list = try WordList(file.bytes)
    for section in ["unnamed", "groups", "roles", "honorifics", "address", "frequent"] {
      #expect(list.sections[section]?.isEmpty == false, "\(language) has no [\(section)]")
    }
    for (section, words) in list.sections {
      let folded = words.map { section == "sentences" ? $0 : FoldedText.fold($0) }
      #expect(!folded.contains(""), "\(language) [\(section)]")
    }
    let frequent = list.sections["frequent"] ?? []
    #expect(frequent == frequent.map { $0.lowercased() })
  }

  @Test("Every file of the folder is among the languages")
  func folder() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/People/Labels/Words").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(files == LabelWords.files.map { $0.language + ".words" }.sorted())
  }

  @Test(
    "What is no word list says where",
    arguments: [
      ("word\n", 1), ("[roles]\na\n[roels]\n", 3), ("[roles]\n[roles]\n", 2),
      ("# x\n\n[roles\n", 3), ("[roles], a", 1),
    ])
  func faults(text: String, line: Int) {
    #expect(throws: WordList.Fault.self) { try WordList(Array(text.utf8)) }
    do { _ = try WordList(Array(text.utf8)) } catch { #expect(error.line == line) }
  }

  @Test("Comments, blank lines and commas at lines’ ends mean nothing")
  func reading() throws {
    let list = try WordList(Array("# a\n[roles] # b\n king, queen,\n\n prince # c, d\n".utf8))
    #expect(list.sections == ["roles": ["king", "queen", "prince"]])
  }
}
