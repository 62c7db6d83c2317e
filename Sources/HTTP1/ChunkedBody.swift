/// A body that comes in chunks (RFC 9112, section 7.1), read strictly.
///
/// States: length (of the next chunk), data, end (of a chunk), trailers (which mean nothing here and are passed
/// over), done.
package struct ChunkedBody {
  /// Bytes of a line that says how long a chunk is, its extensions among them; and of all trailers.
  private static let lineLimit = 256
  private static let trailerLimit = 4 << 10
  /// Hexadecimal digits of a length.
  private static let digits = 15

  private enum State {
    case length
    case data(Int)
    case end
    case trailers
    case done
  }

  private var state = State.length
  private var line: [UInt8] = []
  private var trailerBytes = 0

  package init() {}

  package var isComplete: Bool { if case .done = state { true } else { false } }

  /// Takes bytes up to the end of the body, and adds what they carry to `data`. How many that were.
  package mutating func take(
    _ bytes: ArraySlice<UInt8>, to data: inout [UInt8]
  ) throws(RequestHead.Refusal) -> Int {
    var index = bytes.startIndex
    while index < bytes.endIndex, !isComplete {
      switch state {
      case .data(let left):
        let count = min(left, bytes.endIndex - index)
        data += bytes[index..<(index + count)]
        index += count
        state = count == left ? .end : .data(left - count)
      case .length, .end, .trailers:
        let byte = bytes[index]
        index += 1
        if byte == 0x0A {
          try endLine()
        } else {
          line.append(byte)
          guard line.count <= Self.lineLimit else {
            throw .malformed("a line of a chunked body is longer than \(Self.lineLimit) bytes")
          }
        }
      case .done: break
      }
    }
    return index - bytes.startIndex
  }

  private mutating func endLine() throws(RequestHead.Refusal) {
    guard line.last == 0x0D, !line.dropLast().contains(0x0D) else {
      throw .malformed("a line of a chunked body ends without CR")
    }
    line.removeLast()
    defer { line.removeAll(keepingCapacity: true) }
    switch state {
    case .length:
      let count = try Self.length(line)
      state = count == 0 ? .trailers : .data(count)
    case .end:
      guard line.isEmpty else { throw .malformed("a chunk is longer than it says") }
      state = .length
    case .trailers:
      trailerBytes += line.count + 2
      guard trailerBytes <= Self.trailerLimit else {
        throw .malformed("the trailers are larger than \(Self.trailerLimit) bytes")
      }
      if line.isEmpty { state = .done }
    case .data, .done: break
    }
  }

  /// The length that a line states; extensions mean nothing here.
  private static func length(_ line: [UInt8]) throws(RequestHead.Refusal) -> Int {
    let end = line.firstIndex { $0 == UInt8(ascii: ";") } ?? line.count
    let text = String(decoding: line[..<end], as: UTF8.self)
    guard (1...digits).contains(text.utf8.count), text.allSatisfy(\.isHexDigit),
      text.allSatisfy(\.isASCII),
      line[end...].allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }),
      let count = Int(text, radix: 16)
    else { throw .malformed("a chunk does not say how long it is") }
    return count
  }
}
