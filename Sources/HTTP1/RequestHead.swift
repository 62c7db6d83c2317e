/// The head of a request of HTTP/1.1, read strictly (RFC 9112): what two programs could read in two ways is
/// no request, so that nobody smuggles one past a proxy.
package enum RequestHead {
  /// Why there is no request, and what is answered.
  package struct Refusal: Error, Hashable {
    package var status: Int
    package var limit: HTTPLimit
    package var message: String

    package init(_ status: Int, _ limit: HTTPLimit, _ message: String) {
      self.status = status
      self.limit = limit
      self.message = message
    }

    package static func malformed(_ message: String) -> Refusal {
      Refusal(400, .malformed, message)
    }
  }

  /// Where the head ends of which `bytes` are the beginning: behind the empty line; nil while it has not come.
  /// - Parameter start: Bytes that were looked at before.
  package static func end(of bytes: some RandomAccessCollection<UInt8>, after start: Int) -> Int? {
    var index = bytes.index(bytes.startIndex, offsetBy: max(0, start - 3))
    while let feed = bytes[index...].firstIndex(of: 0x0A) {
      let offset = bytes.distance(from: bytes.startIndex, to: feed)
      if offset >= 3, bytes[bytes.index(feed, offsetBy: -1)] == 0x0D,
        bytes[bytes.index(feed, offsetBy: -2)] == 0x0A,
        bytes[bytes.index(feed, offsetBy: -3)] == 0x0D
      {
        return offset + 1
      }
      index = bytes.index(after: feed)
    }
    return nil
  }

  /// Takes a head apart, the empty line behind it included.
  package static func parse(
    _ head: ArraySlice<UInt8>, _ limits: HTTPLimits
  ) throws(Refusal) -> HTTPRequest {
    var lines: [ArraySlice<UInt8>] = []
    var start = head.startIndex
    for index in head.indices where head[index] == 0x0A {
      guard index > start, head[index - 1] == 0x0D else {
        throw .malformed("a line ends without CR")
      }
      lines.append(head[start..<index - 1])
      start = index + 1
    }
    lines.removeLast()
    guard let first = lines.first else { throw .malformed("there is no request line") }
    var request = try line(first, limits)
    guard lines.count - 1 <= limits.fields else {
      throw Refusal(431, .fields, "there are more than \(limits.fields) fields")
    }
    for line in lines.dropFirst() { request.fields.append(try field(line)) }
    request.body = try body(of: request)
    return request
  }

  private static func line(
    _ line: ArraySlice<UInt8>, _ limits: HTTPLimits
  ) throws(Refusal) -> HTTPRequest {
    guard line.count <= limits.lineSize else {
      throw Refusal(414, .lineSize, "the address is longer than \(limits.lineSize) bytes")
    }
    let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(isTokenByte) else {
      throw .malformed("the first line is no method, address and version with a space between")
    }
    let version = String(decoding: parts[2], as: UTF8.self)
    guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
      if version.hasPrefix("HTTP/") {
        throw Refusal(505, .malformed, "only HTTP/1.1 and HTTP/1.0 are spoken here")
      }
      throw .malformed("the first line names no version of HTTP")
    }
    guard !parts[1].isEmpty, parts[1].allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw .malformed("the address holds bytes that are to be percent-encoded")
    }
    var target = String(decoding: parts[1], as: UTF8.self)
    // Proxies may send the whole address (RFC 9112, section 3.2.2).
    for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
      let rest = target.dropFirst(scheme.count)
      target = rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
    }
    guard target.hasPrefix("/") || target == "*" else {
      throw .malformed("the address does not begin with a slash")
    }
    return HTTPRequest(
      method: String(decoding: parts[0], as: UTF8.self), target: target,
      isOfHTTP10: version == "HTTP/1.0")
  }

  private static func field(_ line: ArraySlice<UInt8>) throws(Refusal) -> HTTPRequest.Field {
    guard let colon = line.firstIndex(of: 0x3A), colon > line.startIndex,
      line[..<colon].allSatisfy(isTokenByte)
    else { throw .malformed("a line of the head is no field") }
    var value = line[(colon + 1)...]
    while let byte = value.first, byte == 0x20 || byte == 0x09 { value.removeFirst() }
    while let byte = value.last, byte == 0x20 || byte == 0x09 { value.removeLast() }
    guard value.allSatisfy({ $0 == 0x09 || $0 >= 0x20 && $0 != 0x7F }) else {
      throw .malformed("a field holds control characters")
    }
    return HTTPRequest.Field(
      String(decoding: line[..<colon], as: UTF8.self).lowercased(),
      String(decoding: value, as: UTF8.self))
  }

  /// What must hold between fields, and what they say of the body.
  private static func body(of request: HTTPRequest) throws(Refusal) -> HTTPRequest.Body {
    let hosts = request.fields.filter { $0.name == "host" }
    guard hosts.count == 1 || hosts.isEmpty && request.isOfHTTP10 else {
      throw .malformed("a request of HTTP/1.1 names one host")
    }
    let lengths = request.fields.filter { $0.name == "content-length" }.map(\.value)
    let encodings = request.fields.filter { $0.name == "transfer-encoding" }
    guard lengths.count <= 1, lengths.isEmpty || encodings.isEmpty else {
      throw .malformed("the length of the body is told twice")
    }
    if let length = lengths.first {
      guard !length.isEmpty, length.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let count = Int(length)
      else { throw .malformed("Content-Length is no number") }
      return count == 0 ? .none : .length(count)
    }
    if let encoding = encodings.first {
      guard encodings.count == 1, encoding.value.lowercased() == "chunked", !request.isOfHTTP10
      else { throw .malformed("Transfer-Encoding is not chunked") }
      return .chunked
    }
    return .none
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
      UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
      UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
