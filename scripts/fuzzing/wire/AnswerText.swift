import Fuzzing

/// Answers of HTTP/1.1 one after the other, taken apart as a client would.
struct AnswerText {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// Ends the process where these are no answers. The last may not be whole.
  func check() {
    var text = self
    while !text.rest.isEmpty, text.next() {}
  }

  private static let emptyLine = Array("\r\n\r\n".utf8)

  /// Passes over an answer; false where the rest is the beginning of one.
  private mutating func next() -> Bool {
    Fuzzing.require(
      Array("HTTP/1.1 ".utf8).starts(with: rest.prefix(9)), "what is answered is no answer")
    guard let end = rest.indices.first(where: { rest[$0...].starts(with: Self.emptyLine) }) else {
      return false
    }
    let lines = String(decoding: rest[..<end], as: UTF8.self).components("\r\n")
    rest = rest[(end + 4)...]
    let status = Int(lines[0].dropFirst(9).prefix(3)) ?? 0
    Fuzzing.require((100...599).contains(status), "an answer has no status")
    var fields: [String: String] = [:]
    for line in lines.dropFirst() {
      let colon = line.firstIndex(of: ":")
      Fuzzing.require(colon != nil, "a line of a head is no field")
      guard let colon else { return false }
      let name = line[..<colon].lowercased()
      Fuzzing.require(!line.contains { $0 == "\r" || $0 == "\n" }, "a field ends within")
      fields[name] = String(line[line.index(after: colon)...].drop { $0 == " " })
    }
    guard status >= 200, status != 204, status != 304 else { return true }
    if fields["transfer-encoding"] == "chunked" { return passChunks() }
    guard let length = fields["content-length"].flatMap({ Int($0) }) else {
      rest = []
      return false
    }
    // An answer to HEAD says how long it would be; what follows is the next.
    guard !rest.prefix(9).elementsEqual(Array("HTTP/1.1 ".utf8)) else { return true }
    guard rest.count >= length else {
      rest = []
      return false
    }
    rest = rest.dropFirst(length)
    return true
  }

  private mutating func passChunks() -> Bool {
    while let feed = rest.firstIndex(of: 0x0A) {
      let line = String(decoding: rest[..<(feed - 1)], as: UTF8.self)
      guard let length = Int(line, radix: 16), !line.hasPrefix("-"), !line.hasPrefix("+") else {
        fatalError("a chunk does not say how long it is: \(line)")
      }
      guard rest.endIndex - feed - 1 >= length + 2 else { break }
      let end = feed + 1 + length
      Fuzzing.require(rest[end..<(end + 2)].elementsEqual([0x0D, 0x0A]), "a chunk does not end")
      rest = rest[(end + 2)...]
      if length == 0 { return true }
    }
    rest = []
    return false
  }
}

extension String {
  fileprivate func components(_ separator: String) -> [Substring] {
    var parts: [Substring] = []
    var rest = self[...]
    while let range = rest.firstRange(of: separator) {
      parts.append(rest[..<range.lowerBound])
      rest = rest[range.upperBound...]
    }
    return parts + [rest]
  }
}
