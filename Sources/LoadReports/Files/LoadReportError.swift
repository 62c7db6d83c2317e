/// Why a file is no load-test report that can be read.
package struct LoadReportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Where it is wrong, such as “steps[3].latency.buckets”; empty for the file as a whole.
  package var path: String
  /// What is wrong there.
  package var message: String

  package var description: String { path.isEmpty ? message : "\(path): \(message)" }

  init(path: String = "", _ message: String) {
    self.path = path
    self.message = message
  }
}
