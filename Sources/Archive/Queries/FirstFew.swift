/// The first so many values in an order, of any number that is offered. Holds no more than that.
struct FirstFew<Value> {
  private let limit: Int
  private let precedes: (Value, Value) -> Bool
  /// As offered until there are as many as are held; from then on a heap, the last in the order at its top.
  private var heap: [Value] = []
  /// Whether a value was left out.
  private(set) var isCut = false

  /// - Parameters:
  ///   - limit: At least 1.
  ///   - precedes: The order, which is strict and total.
  init(limit: Int, by precedes: @escaping (Value, Value) -> Bool) {
    self.limit = limit
    self.precedes = precedes
  }

  var isFull: Bool { heap.count == limit }

  /// The last of those held in the order; nil until there are as many as are held.
  var last: Value? { isFull ? heap.first : nil }

  mutating func offer(_ value: Value) {
    if heap.count < limit {
      heap.append(value)
      if isFull {
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
      }
      return
    }
    isCut = true
    guard precedes(value, heap[0]) else { return }
    heap[0] = value
    siftDown(0)
  }

  /// The values in order.
  consuming func finish() -> [Value] {
    let precedes = precedes
    // Most often few are offered, and in order.
    if !isFull, zip(heap, heap.dropFirst()).allSatisfy(precedes) { return heap }
    return heap.sorted(by: precedes)
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var child = 2 * parent + 1
      if child >= heap.count { return }
      if child + 1 < heap.count && precedes(heap[child], heap[child + 1]) { child += 1 }
      guard precedes(heap[parent], heap[child]) else { return }
      heap.swapAt(parent, child)
      parent = child
    }
  }
}
