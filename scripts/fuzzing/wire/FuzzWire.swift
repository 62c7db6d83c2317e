#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Fuzzing

/// Sends hostile bytes over the layers of a connection: those that libFuzzer makes up when it is built with
/// its runtime (`scripts/fuzz`), else the files named, once each. Without sockets, so that what a crash
/// needs is the input alone.
@main
enum FuzzWire {
  static func main() {
    let format = getenv("VERBATIM_FUZZ_FORMAT").map { String(cString: $0) } ?? ""
    guard tests[format] != nil else {
      print("VERBATIM_FUZZ_FORMAT is none of \(tests.keys.sorted().joined(separator: ", "))")
      exit(64)
    }
    #if FUZZING
      exit(
        Fuzzing.run { bytes, count in
          FuzzWire.test(Array(UnsafeBufferPointer(start: bytes, count: count)))
          return 0
        })
    #else
      for path in CommandLine.arguments.dropFirst() {
        guard let file = fopen(path, "rb") else {
          print("\(path): cannot be read")
          exit(66)
        }
        var bytes: [UInt8] = []
        while case let byte = getc(file), byte != EOF {
          bytes.append(UInt8(truncatingIfNeeded: byte))
        }
        fclose(file)
        test(bytes)
      }
    #endif
  }

  private static let tests: [String: @Sendable ([UInt8]) throws -> Void] = [
    "http2-server": ServerPeer.check, "http2-client": ClientPeer.check,
    "http1": ServerPeer.checkHTTP1, "requests": ServerPeer.checkRequest, "tls": TLSRecords.check,
    "json": JSONMessages.check,
  ]

  private static let chosen = tests[
    getenv("VERBATIM_FUZZ_FORMAT").map { String(cString: $0) } ?? ""]

  private static func test(_ bytes: [UInt8]) {
    do {
      try chosen?(bytes)
    } catch {
      fatalError("\(error)")
    }
  }
}

/// An input as what decides how it is used, and the rest.
struct Choices {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// The next byte; 0 at the end.
  mutating func next() -> Int { Int(rest.popFirst() ?? 0) }
}
