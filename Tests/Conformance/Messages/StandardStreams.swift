#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Messages on standard input and output, the length of each before it, in four bytes.
package enum StandardStreams {
  /// The largest message that is taken.
  private static let largest = 64 << 20

  package struct Broken: Error, CustomStringConvertible {
    package let description: String
  }

  /// The next message; nil at the end. Blocks.
  package static func next() throws -> [UInt8]? {
    guard let head = try read(4, mayEnd: true) else { return nil }
    let count = head.reduce(0) { $0 << 8 | Int($1) }
    guard count <= largest else {
      throw Broken(description: "a message says that it has \(count) bytes")
    }
    return try read(count, mayEnd: false)
  }

  private static func read(_ count: Int, mayEnd: Bool) throws -> [UInt8]? {
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: count)
    while bytes.count < count {
      let got = Self.system(STDIN_FILENO, &room, count - bytes.count)
      guard got > 0 else {
        if bytes.isEmpty, got == 0, mayEnd { return nil }
        throw Broken(description: "standard input ends within a message")
      }
      bytes += room.prefix(got)
    }
    return bytes
  }

  private static func system(
    _ descriptor: CInt, _ room: inout [UInt8], _ count: Int
  ) -> Int {
    room.withUnsafeMutableBytes { buffer in
      #if canImport(Glibc)
        Glibc.read(descriptor, buffer.baseAddress, count)
      #else
        Darwin.read(descriptor, buffer.baseAddress, count)
      #endif
    }
  }

  /// Writes a message; by one thread at a time.
  package static func write(_ message: [UInt8]) {
    let count = UInt32(message.count)
    let all = (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * UInt32($0))) } + message
    var rest = all[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send($0) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// How many of these bytes were written; 0 where nobody reads.
  private static func send(_ bytes: UnsafeRawBufferPointer) -> Int {
    #if canImport(Glibc)
      Glibc.write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
    #else
      Darwin.write(STDOUT_FILENO, bytes.baseAddress, bytes.count)
    #endif
  }
}
