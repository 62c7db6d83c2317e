#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The environment of this process.
package enum ProcessEnvironment {
  /// Its variables by name.
  package static var variables: [String: String] { ProcessInfo.processInfo.environment }
}
