import Foundation
import Testing
import Transcripts

@testable import VerbatimCommands

/// The file by which `verbatim follow` goes on where it ended.
@Suite struct PlaceFileTests {
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("places-\(UInt64.random(in: .min ... .max))")

  private func place(_ sequence: Int) throws -> ChangePlace {
    try #require(ChangePlace("log/\(sequence)"))
  }

  private func withFolder(_ body: () throws -> Void) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body()
  }

  @Test("what was printed last is kept at the end, however soon after the last time that is")
  func end() throws {
    try withFolder {
      let path = folder.appendingPathComponent("place").path
      var file = try PlaceFile(path, patience: .seconds(3_600))
      #expect(file.place == nil)
      try file.keep(place(1))
      var isFlushed = false
      try file.note(place(2)) {}
      #expect(try PlaceFile(path).place == place(1))
      try file.keepNoted { isFlushed = true }
      #expect(isFlushed)
      #expect(try PlaceFile(path).place == place(2))
      // Nothing is to be flushed for what is kept already.
      try file.keepNoted { throw CancellationError() }
    }
  }

  @Test("a link stays a link, and nothing else is left in the folder")
  func link() throws {
    try withFolder {
      let (path, link) = (
        folder.appendingPathComponent("place"), folder.appendingPathComponent("l")
      )
      try Data("log/1\n".utf8).write(to: path)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: path)
      var file = try PlaceFile(link.path)
      try file.keep(place(7))
      #expect(try String(contentsOf: path, encoding: .utf8) == "log/7\n")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["l", "place"])
      try FileManager.default.removeItem(at: path)
      let failure = try #require(throws: CommandFailure.self) { try PlaceFile(link.path) }
      #expect(failure.message.contains("is a link to what is not there"))
    }
  }

  @Test("who may read it stays as it was")
  func mode() throws {
    try withFolder {
      let path = folder.appendingPathComponent("place").path
      var file = try PlaceFile(path)
      try file.keep(place(1))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      try file.keep(place(2))
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect(mode as? Int == 0o600)
    }
  }

  @Test("what holds no place, cannot be read or cannot be written is named with the reason")
  func refused() throws {
    try withFolder {
      let path = folder.appendingPathComponent("place").path
      func message(_ body: () throws -> Void) -> String {
        do {
          try body()
          return "nothing"
        } catch let failure as CommandFailure {
          return failure.message.replacingOccurrences(of: folder.path, with: "F")
        } catch {
          return "\(error)"
        }
      }
      try Data("yesterday".utf8).write(to: URL(fileURLWithPath: path))
      #expect(message { _ = try PlaceFile(path) }.hasPrefix("F/place holds no place"))
      #expect(
        message { _ = try PlaceFile(folder.path) } == "F cannot be read: Is a directory")
      #expect(
        message {
          var file = try PlaceFile(folder.appendingPathComponent("none/place").path)
          try file.keep(place(1))
        } == "F/none/place cannot be written: No such file or directory")
    }
  }
}
