import Foundation

/// The program itself, running.
final class DaemonProcess {
  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()

  /// Beside the tests, where the build puts it.
  private static var program: URL {
    URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "verbatimd")
  }

  /// Starts it; the environment holds nothing but `environment`, and no admin listener unless that says
  /// otherwise: servers that run at once would contend for its port.
  /// `log` takes standard error instead of this object; `openFiles` is the most files it may have open,
  /// `addressSpace` the kibibytes of addresses it may use.
  init(
    _ arguments: [String], environment: [String: String] = [:], errors log: FileHandle? = nil,
    openFiles: Int? = nil, addressSpace: Int? = nil
  ) throws {
    let limits = [openFiles.map { "ulimit -n \($0)" }, addressSpace.map { "ulimit -v \($0)" }]
      .compactMap(\.self)
    if !limits.isEmpty {
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments =
        ["-c", "\(limits.joined(separator: " && ")) && exec \"$0\" \"$@\"", Self.program.path]
        + arguments
    } else {
      process.executableURL = Self.program
      process.arguments = arguments
    }
    process.environment = ["VERBATIM_ADMIN_LISTEN": "none"].merging(environment) { $1 }
    process.standardOutput = output
    process.standardError = log ?? errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// The next line of standard output; nil at its end.
  func outputLine() -> String? { Self.line(of: output) }

  /// Reads no more of standard output, as one does who wanted its first line.
  func closeOutput() { try? output.fileHandleForReading.close() }

  /// The next line of standard error; nil at its end.
  func errorLine() -> String? { Self.line(of: errors) }

  /// Reads standard error up to a line that holds a text; nil if there is none.
  func errorLine(with text: String) -> String? {
    while let line = errorLine() { if line.contains(text) { return line } }
    return nil
  }

  /// Waits for its end.
  func end() -> (code: Int32, errors: String) {
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  /// Waits for its end, whoever has its standard error.
  func exitCode() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  private static func line(of pipe: Pipe) -> String? {
    var bytes: [UInt8] = []
    while let byte = try? pipe.fileHandleForReading.read(upToCount: 1)?.first {
      if byte == 0x0A { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}

/// The command line, running beside a server.
final class ClientProcess {
  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()

  init(_ arguments: [String]) throws {
    process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "verbatim")
    process.arguments = arguments
    process.environment = [:]
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// The next bytes of its output; nil at the end.
  func read(upToCount count: Int) throws -> Data? {
    try output.fileHandleForReading.read(upToCount: count)
  }

  /// Waits for its end; what it wrote until then.
  func end() -> (code: Int32, output: Data, errors: String) {
    let rest = output.fileHandleForReading.readDataToEndOfFile()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, rest, text)
  }
}
