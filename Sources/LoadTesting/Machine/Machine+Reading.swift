#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import FoundationEssentials
package import LoadReports

extension LoadReport.Machine {
  /// The machine that this process runs on.
  package static var current: LoadReport.Machine {
    var name = utsname()
    uname(&name)
    func text<Field>(_ field: Field) -> String {
      withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    let information = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let model = information?.split(separator: "\n").first { $0.hasPrefix("model name") }
    let processor = model?.split(separator: ":").last.map {
      String($0.drop { $0 == " " })
    }
    return LoadReport.Machine(
      cores: ProcessInfo.processInfo.activeProcessorCount,
      processor: processor ?? text(name.machine),
      system: "\(text(name.sysname)) \(text(name.release))")
  }
}
