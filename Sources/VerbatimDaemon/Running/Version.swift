internal import HTTP2
internal import RPC
internal import TLS
internal import TextAnalysis

#if canImport(Glibc)
  import Glibc
#endif

/// What this program is made of.
package enum Version {
  /// The program's own version.
  package static let program = ProgramVersion.current

  /// What tells this program from others as far as what they make of an archive goes: its version, its file
  /// and its Unicode. Another build may make something else of it.
  static var identity: String {
    var parts = [program, "icu \(UnicodeLibrary.version)"]
    #if os(Linux)
      var status = stat()
      if stat("/proc/self/exe", &status) == 0 {
        let time = status.st_mtim
        parts.append("\(status.st_size) \(time.tv_sec).\(time.tv_nsec)")
      }
    #endif
    return parts.joined(separator: " ")
  }

  /// The libraries that matter for security, as they are loaded now.
  static var libraries: [(name: String, version: String)] {
    [("openssl", OpenSSLLibrary.version), ("nghttp2", Nghttp2Library.version)]
  }
}
