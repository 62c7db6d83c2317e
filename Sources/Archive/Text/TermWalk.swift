/// Goes through the terms of several indexes in bytewise order.
struct TermWalk {
  private let indexes: [TextIndex]
  /// The term of each index that comes next, and its first bytes as a number, which tell most apart.
  private var heads: [Int]
  private var keys: [UInt64]
  /// Indexes that have terms left, as a heap by these.
  private var heap: [Int]
  /// The indexes that have the term which was given last, ascending.
  private(set) var sources: [Int] = []

  init(_ indexes: [TextIndex]) {
    self.indexes = indexes
    heads = indexes.map { _ in 0 }
    keys = indexes.map { $0.termCount > 0 ? $0.bytes(ofTerm: 0).leadingNumber : 0 }
    heap = indexes.indices.filter { indexes[$0].termCount > 0 }
    for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
  }

  /// The number of the term that was given last in one of the indexes that have it; in others the last one
  /// that comes before it, or -1.
  func term(_ source: Int) -> Int { heads[source] - 1 }

  mutating func next() -> UnsafeRawBufferPointer? {
    guard let first = heap.first else { return nil }
    let (term, key) = (bytes(first), keys[first])
    sources.removeAll(keepingCapacity: true)
    while let top = heap.first, keys[top] == key, haveSameBytes(bytes(top), term) {
      sources.append(top)
      heads[top] += 1
      if heads[top] == indexes[top].termCount {
        heap[0] = heap[heap.count - 1]
        heap.removeLast()
      } else {
        keys[top] = bytes(top).leadingNumber
      }
      siftDown(0)
    }
    sources.sort()
    return term
  }

  private func bytes(_ source: Int) -> UnsafeRawBufferPointer {
    indexes[source].bytes(ofTerm: heads[source])
  }

  private func precedes(_ left: Int, _ right: Int) -> Bool {
    if keys[left] != keys[right] { return keys[left] < keys[right] }
    return order(bytes(left), bytes(right)) < 0
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var child = 2 * parent + 1
      if child >= heap.count { return }
      if child + 1 < heap.count, precedes(heap[child + 1], heap[child]) { child += 1 }
      if !precedes(heap[child], heap[parent]) { return }
      heap.swapAt(parent, child)
      parent = child
    }
  }
}

extension UnsafeRawBufferPointer {
  /// The first eight bytes as a number, of which the first counts most; 0 stands for what is missing.
  var leadingNumber: UInt64 {
    if count >= 8 { return UInt64(bigEndian: loadUnaligned(as: UInt64.self)) }
    var number: UInt64 = 0
    for byte in self { number = number << 8 | UInt64(byte) }
    return number << UInt64(8 * (8 - count))
  }
}
