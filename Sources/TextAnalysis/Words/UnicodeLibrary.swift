internal import CICU

/// The library that knows characters and words.
package enum UnicodeLibrary {
  /// The version that is loaded: words of another may be others.
  package static var version: String {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4) { bytes in
      verbatim_icu_version(bytes.baseAddress!)
      return bytes.map(String.init).joined(separator: ".")
    }
  }
}
