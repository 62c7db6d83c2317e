import Foundation
import TranscriptFormats
import TranscriptReading

/// What reading a file costs.
struct Measurement: CustomStringConvertible {
  private let name: String
  private let byteCount: Int
  private let report: ReadingReport
  private let seconds: Double
  private let peak: Int?

  init(of file: String, rounds: Int) throws {
    name = URL(fileURLWithPath: file).lastPathComponent
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    byteCount = attributes[.size] as? Int ?? 0
    var best = Double.infinity
    var last = ReadingReport(detail: .none)
    // The first round shows the memory: later ones find what it left.
    Self.forgetPeak()
    let before = Self.memory("VmRSS:")
    var highest: Int?
    for round in 0..<max(1, rounds) {
      last = ReadingReport(detail: .none)
      let start = Self.processorTime()
      try DocumentFormats.read(path: file, report: &last) { _ in }
      best = min(best, Self.processorTime() - start)
      if round == 0 { highest = Self.memory("VmHWM:") }
    }
    seconds = best
    report = last
    peak = highest.flatMap { highest in before.map { highest - $0 } }
  }

  var description: String {
    let size = String(format: "%.1f MB", Double(byteCount) / 1e6)
    let cost = String(format: "%.3f CPU s, %.0f MB/s", seconds, Double(byteCount) / seconds / 1e6)
    let memory = peak.map { String(format: "%.0f MB of memory", Double($0) / 1e6) } ?? ""
    return "\(report.format): \(name), \(size), \(report.statementCount) statements, \(cost), "
      + (memory.isEmpty ? "memory not known" : memory)
  }

  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Makes the kernel count the highest resident size anew (proc(5), clear_refs).
  private static func forgetPeak() {
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
    try? file.write(contentsOf: Data("5".utf8))
    try? file.close()
  }

  /// A size of this process in bytes (proc(5), status); nil where there is no such file.
  private static func memory(_ key: String) -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix(key) }),
      let size = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    return size * 1024
  }
}
