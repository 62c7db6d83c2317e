#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The start of an element. Its attributes may be looked at during the call only: they are the
/// parser's memory.
package struct MarkupElement {
  /// The code of the element's local name.
  package let name: Int
  /// The line where its start tag ends, from 1.
  package let line: Int

  private let attributes: UnsafePointer<UnsafePointer<UInt8>?>?
  private let count: Int
  private let isXML: Bool

  /// Five pointers an attribute: local name, prefix, namespace, begin and end of the value.
  init(
    name: Int, line: Int, xml attributes: UnsafePointer<UnsafePointer<UInt8>?>?, count: Int
  ) {
    self.name = name
    self.line = line
    self.attributes = attributes
    self.count = attributes == nil ? 0 : count
    isXML = true
  }

  /// Two pointers an attribute: name and value, or null for the value when it has none.
  init(
    name: Int, line: Int, html attributes: UnsafePointer<UnsafePointer<UInt8>?>?, count: Int
  ) {
    self.name = name
    self.line = line
    self.attributes = attributes
    self.count = attributes == nil ? 0 : count
    isXML = false
  }

  /// The value of the attribute with a local name; nil when there is none.
  package func attribute(_ name: StaticString) -> String? {
    bytes(of: name).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether the attribute with a local name is there and has exactly this value.
  package func attribute(_ name: StaticString, is value: StaticString) -> Bool {
    guard let bytes = bytes(of: name) else { return false }
    return Self.equal(bytes, value)
  }

  /// Whether the attribute is a list of words separated by white space that holds `word`.
  package func attribute(_ name: StaticString, contains word: StaticString) -> Bool {
    guard let bytes = bytes(of: name) else { return false }
    var start = 0
    for index in 0...bytes.count {
      guard index == bytes.count || bytes[index] <= 0x20 else { continue }
      if Self.equal(UnsafeBufferPointer(rebasing: bytes[start..<index]), word) { return true }
      start = index + 1
    }
    return false
  }

  /// The bytes of an attribute's value.
  private func bytes(of name: StaticString) -> UnsafeBufferPointer<UInt8>? {
    guard let attributes else { return nil }
    let stride = isXML ? 5 : 2
    for index in 0..<count {
      guard let candidate = attributes[index * stride],
        strcmp(Self.characters(candidate), Self.characters(name.utf8Start)) == 0
      else { continue }
      guard isXML else {
        guard let value = attributes[index * 2 + 1] else {
          return UnsafeBufferPointer(start: candidate, count: 0)
        }
        return UnsafeBufferPointer(start: value, count: strlen(Self.characters(value)))
      }
      guard let begin = attributes[index * 5 + 3], let end = attributes[index * 5 + 4] else {
        return nil
      }
      return UnsafeBufferPointer(start: begin, count: end - begin)
    }
    return nil
  }

  private static func characters(_ bytes: UnsafePointer<UInt8>) -> UnsafePointer<CChar> {
    UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self)
  }

  private static func equal(_ bytes: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    guard bytes.count == word.utf8CodeUnitCount, let base = bytes.baseAddress else {
      return bytes.isEmpty && word.utf8CodeUnitCount == 0
    }
    return memcmp(base, word.utf8Start, bytes.count) == 0
  }
}

/// Takes what a parser finds, in document order. What it throws ends the parsing.
package protocol MarkupHandler: AnyObject {
  /// An element begins.
  func startElement(_ element: MarkupElement) throws
  /// An element ends; `line` is where its end tag is.
  func endElement(_ name: Int, line: Int) throws
  /// Text, or a part of it, in UTF-8; the bytes are the parser's and stay for the call only.
  func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) throws
}
