/// Values in a row, in pieces that copies share: who changes a copy copies the pieces that change, and a list of
/// pieces. A snapshot and the next one, which differ in a few of many, so cost what differs.
///
/// Swift's `Array` copies, and counts references of, all of it.
package struct ChunkedArray<Element> {
  private var chunks: [[Element]] = []

  /// A power of two: a few microseconds to copy, and few pieces.
  private static var chunkSize: Int { 64 }

  package init() {}

  package init(_ elements: some Sequence<Element>) {
    for element in elements { append(element) }
  }

  package mutating func append(_ element: Element) {
    if let last = chunks.last, last.count < Self.chunkSize {
      chunks[chunks.count - 1].append(element)
    } else {
      var chunk: [Element] = []
      chunk.reserveCapacity(Self.chunkSize)
      chunk.append(element)
      chunks.append(chunk)
    }
  }
}

extension ChunkedArray: RandomAccessCollection, MutableCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int {
    chunks.isEmpty ? 0 : (chunks.count - 1) * Self.chunkSize + chunks[chunks.count - 1].count
  }

  package subscript(index: Int) -> Element {
    _read { yield chunks[index / Self.chunkSize][index % Self.chunkSize] }
    _modify { yield &chunks[index / Self.chunkSize][index % Self.chunkSize] }
  }
}

extension ChunkedArray: Sendable where Element: Sendable {}
