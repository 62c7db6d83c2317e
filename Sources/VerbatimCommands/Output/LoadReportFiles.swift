internal import LoadReports

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The files that a load test's report goes to, opened before the run: a path that cannot be written
/// is told at once and not after minutes.
struct LoadReportFiles {
  private var descriptors: [String: Int32] = [:]
  private let earlier: [LoadReport]

  init(_ options: LoadOutputOptions) throws {
    for path in [options.json, options.csv, options.hgrm, options.html].compactMap(\.self)
    where path != "-" {
      // Not cut off yet: a run that fails leaves the last one's report.
      let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else {
        throw CommandFailure(
          .inputOutput, "\(path) cannot be written: \(String(cString: strerror(errno)))")
      }
      descriptors[path] = descriptor
    }
    earlier = try options.overlay.map(Self.read)
  }

  private static func read(_ path: String) throws -> LoadReport {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(.noInput, "\(path) cannot be opened")
    }
    do {
      return try JSONDecoder().decode(LoadReport.self, from: data)
    } catch {
      throw CommandFailure(.data, "\(path) is no report of a load test: \(error)")
    }
  }

  func write(_ report: LoadReport, options: LoadOutputOptions, to console: Console) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = Array(try encoder.encode(report)) + [0x0A]
    try put(json, options.json ?? "-", console)
  }

  private func put(_ bytes: [UInt8], _ path: String?, _ console: Console) throws {
    guard let path else { return }
    guard let descriptor = descriptors[path] else { return try console.output.write(bytes) }
    guard ftruncate(descriptor, 0) == 0 || errno == EINVAL else {
      throw CommandFailure(
        .inputOutput, "\(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    let output = TextOutput(descriptor: descriptor)
    try output.write(bytes)
    try output.flush()
    close(descriptor)
  }
}

extension LoadOutputOptions {
  func open() throws -> LoadReportFiles { try LoadReportFiles(self) }
}
