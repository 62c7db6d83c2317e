import Foundation
import Testing

@testable import VerbatimDaemon

/// What happens where memory comes to an end.
@Suite struct MemoryReserveTests {
  @Test("memory is short where the control group allows little more than is in use")
  func group() throws {
    let reserve = MemoryReserve(groupLimit: 800 << 20)
    #expect(reserve.shortage(of: 48 << 20, resident: 700 << 20) == nil)
    let shortage = try #require(reserve.shortage(of: 48 << 20, resident: 760 << 20))
    #expect(shortage.contains("760 MiB are in use of the 800 MiB"))
    #expect(MemoryReserve(groupLimit: nil).shortage(of: 48 << 20, resident: 760 << 20) == nil)
  }

  @Test("the least limit of a control group and those around it counts")
  func limits() throws {
    let folder = try TemporaryFolder()
    let inner = URL(filePath: folder.path).appending(path: "system.slice/verbatimd.service")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    func write(_ text: String, _ url: URL) throws { try Data(text.utf8).write(to: url) }
    let groups = URL(filePath: folder.path).appending(path: "cgroup")
    try write("0::/system.slice/verbatimd.service\n", groups)
    func limit() -> Int? { MemoryReserve.groupLimit(of: groups.path, in: folder.path) }
    #expect(limit() == nil)
    try write("max\n", inner.appending(path: "memory.max"))
    #expect(limit() == nil)
    try write("900000000\n", URL(filePath: folder.path).appending(path: "system.slice/memory.max"))
    #expect(limit() == 900_000_000)
    try write("800000000\n", inner.appending(path: "memory.max"))
    #expect(limit() == 800_000_000)
  }

  @Test("documents that take more than there is end the program with a reason")
  func process() throws {
    let folder = try TemporaryFolder()
    let file = URL(filePath: folder.path).appending(path: "large.jsonl")
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    let handle = try FileHandle(forWritingTo: file)
    let random = try #require(FileHandle(forReadingAtPath: "/dev/urandom"))
    for number in 0..<80 {
      // Words that no two have in common, and that nothing makes shorter.
      let bytes = try #require(try random.read(upToCount: 1 << 20))
      let text = bytes.base64EncodedString().replacing("/", with: " ").replacing("+", with: " ")
      try handle.write(
        contentsOf: Data(
          """
          {"id":"m\(number)/a","meetingId":"m\(number)","date":"2031-03-01","kind":"KIND_SPEECH",\
          "attribution":{"label":"Ada Quill","name":"Ada Quill"},"paragraphs":["\(text)"]}

          """.utf8))
    }
    try handle.close()
    let program = try DaemonProcess(["--check", file.path], addressSpace: 400_000)
    let (code, errors) = program.end()
    #expect(code == ExitStatus.noMemory.rawValue, "\(errors.suffix(2000))")
    #expect(errors.contains("memory comes to an end"), "\(errors.suffix(2000))")
  }
}
