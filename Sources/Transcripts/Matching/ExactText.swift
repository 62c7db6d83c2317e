#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A text that is compared by its bytes: as a key of what is kept word for word.
///
/// `String` takes spellings for one that differ only in how accents are coded ("é" as one scalar or as
/// two), and a table by them would put one in the other's place. The order is that of the bytes, too.
package struct ExactText: Hashable, Comparable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: Self, right: Self) -> Bool { left.text.isExactly(right.text) }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xFF as UInt8)
  }

  package static func < (left: Self, right: Self) -> Bool { left.text.precedesExactly(right.text) }
}

extension String {
  /// Whether both have the same bytes.
  package func isExactly(_ other: String) -> Bool {
    var (left, right) = (self, other)
    return left.withUTF8 { left in
      right.withUTF8 { right in
        left.count == right.count
          && (left.count == 0 || memcmp(left.baseAddress!, right.baseAddress!, left.count) == 0)
      }
    }
  }

  /// Whether it comes first by bytes.
  package func precedesExactly(_ other: String) -> Bool {
    var (left, right) = (self, other)
    return left.withUTF8 { left in
      right.withUTF8 { right in
        let shared = min(left.count, right.count)
        let order = shared == 0 ? 0 : memcmp(left.baseAddress!, right.baseAddress!, shared)
        return order != 0 ? order < 0 : left.count < right.count
      }
    }
  }
}

extension Dictionary where Key == ExactText {
  package subscript(text text: String) -> Value? {
    get { self[ExactText(text)] }
    _modify { yield &self[ExactText(text)] }
  }

  package subscript(text text: String, default value: @autoclosure () -> Value) -> Value {
    get { self[ExactText(text), default: value()] }
    _modify { yield &self[ExactText(text), default: value()] }
  }
}

extension Set where Element == ExactText {
  package init(texts: some Sequence<String>) { self.init(texts.lazy.map(ExactText.init)) }

  package func contains(_ text: String) -> Bool { contains(ExactText(text)) }

  @discardableResult
  package mutating func insert(_ text: String) -> (inserted: Bool, memberAfterInsert: ExactText) {
    insert(ExactText(text))
  }

  @discardableResult
  package mutating func remove(_ text: String) -> ExactText? { remove(ExactText(text)) }
}
