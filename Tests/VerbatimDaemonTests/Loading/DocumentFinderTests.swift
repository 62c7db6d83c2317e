import Foundation
import Testing
import TranscriptReading

@testable import VerbatimDaemon

@Suite("Finding documents")
struct DocumentFinderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func found(_ finder: DocumentFinder) -> [String] {
    finder.documents.map { String($0.path.dropFirst(folder.path.count + 1)) }
  }

  @Test("folders are gone through in the order of names' bytes, files before what sorts after them")
  func order() throws {
    for name in ["b.txt", "a/2.txt", "a/1.txt", "C.txt", "a/z/0.txt", "é.txt", "a.txt"] {
      try folder.write(name, "x")
    }
    let finder = try DocumentFinder(paths: [folder.path])
    #expect(
      found(finder) == [
        "C.txt", "a/1.txt", "a/2.txt", "a/z/0.txt", "a.txt", "b.txt", "é.txt",
      ])
    #expect(finder.documents.allSatisfy { $0.byteCount == 1 })
    #expect(finder.problems.isEmpty)
  }

  @Test("paths keep the order they were named in")
  func namedOrder() throws {
    let (b, a) = (try folder.write("b", "x"), try folder.write("a", "x"))
    #expect(found(try DocumentFinder(paths: [b, a])) == ["b", "a"])
    #expect(try DocumentFinder(paths: ["-"]).documents.map(\.path) == ["-"])
    #expect(try DocumentFinder(paths: []).documents.isEmpty)
  }

  @Test("hidden entries are skipped unless named themselves")
  func hidden() throws {
    let hidden = try folder.write(".hidden.txt", "x")
    try folder.write(".git/object", "x")
    try folder.write("seen.txt", "x")
    #expect(found(try DocumentFinder(paths: [folder.path])) == ["seen.txt"])
    #expect(found(try DocumentFinder(paths: [hidden])) == [".hidden.txt"])
  }

  @Test("links are followed, and those that lead round end")
  func links() throws {
    try folder.write("a/one.txt", "x")
    try folder.link("a/up", to: "..")
    try folder.link("again", to: "a")
    try folder.link("linked.txt", to: "a/one.txt")
    let finder = try DocumentFinder(paths: [folder.path, folder.path])
    #expect(found(finder) == ["a/one.txt", "linked.txt"])
    #expect(finder.problems.isEmpty)
  }

  @Test("a file whose name is not UTF-8 is a problem that says so, below a folder and by itself")
  func misnamed() throws {
    let bytes = Array((folder.path + "/s").utf8CString.dropLast()) + [CChar(bitPattern: 0xE9), 0]
    let file = open(bytes, O_CREAT | O_WRONLY, 0o600)
    // Some file systems have no such names.
    guard file >= 0 else { return }
    close(file)
    let finder = try DocumentFinder(paths: [folder.path])
    #expect(finder.documents.isEmpty)
    #expect(finder.problems.count == 1)
    #expect(finder.problems.first?.problem.contains("not UTF-8") == true)
    let error = #expect(throws: DocumentError.self) {
      try DocumentFinder(paths: [bytes.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }]
      )
    }
    #expect(error?.problem.contains("not UTF-8") == true)
  }

  @Test("a link to nothing, or to itself, is a problem of its own")
  func brokenLinks() throws {
    try folder.write("good.txt", "x")
    try folder.link("nowhere", to: "missing")
    try folder.link("self", to: "self")
    let finder = try DocumentFinder(paths: [folder.path])
    #expect(found(finder) == ["good.txt"])
    #expect(finder.problems.map(\.code) == [.notFound, .inputOutput])
    #expect(finder.problems.map { $0.document.hasSuffix("nowhere") } == [true, false])
  }

  @Test("a path that was named and does not exist stops the search")
  func missing() throws {
    let error = #expect(throws: DocumentError.self) {
      try DocumentFinder(paths: [folder.path + "/missing"])
    }
    #expect(error?.code == .notFound)
    #expect(error?.description.contains("/missing: there is no such file or folder") == true)
  }

  // The super-user may read everything.
  @Test("a folder without rights is told, and the others are read", .enabled(if: geteuid() != 0))
  func noRights() throws {
    try folder.write("closed/a.txt", "x")
    try folder.write("open.txt", "x")
    let closed = folder.path + "/closed"
    chmod(closed, 0)
    defer { chmod(closed, 0o700) }
    let finder = try DocumentFinder(paths: [folder.path])
    #expect(found(finder) == ["open.txt"])
    #expect(finder.problems.map(\.code) == [.noPermission])
    let error = #expect(throws: DocumentError.self) { try DocumentFinder(paths: [closed]) }
    #expect(error?.code == .noPermission)
  }
}
