/// A statement that was found.
struct Hit {
  var score: Float
  /// The number of its plan.
  var plan: Int
  var row: Int
}

/// The most relevant so many statements of any number that is offered. Holds no more than that.
struct HitSelection {
  private let plans: [SegmentPlan]
  private let limit: Int
  /// A heap, the last in the order at its top.
  private var heap: [Hit] = []

  init(_ plans: [SegmentPlan], limit: Int) {
    self.plans = plans
    self.limit = limit
  }

  @inline(__always)
  mutating func offer(_ hit: Hit) {
    if heap.count == limit {
      // Most often the score alone shows that this is none of them.
      if hit.score < heap[0].score || !precedes(hit, heap[0]) { return }
      heap[0] = hit
      siftDown(0)
    } else {
      heap.append(hit)
      siftUp(heap.count - 1)
    }
  }

  /// The hits in order.
  consuming func finish() -> [Hit] {
    let selection = self
    return selection.heap.sorted { selection.precedes($0, $1) }
  }

  /// The higher score first; of one score in the archive's total order.
  private func precedes(_ left: Hit, _ right: Hit) -> Bool {
    if left.score != right.score { return left.score > right.score }
    if left.plan == right.plan { return left.row < right.row }
    let (a, b) = (plans[left.plan].segment, plans[right.plan].segment)
    let (first, second) = (a.runs[Int(a.runOfRow[left.row])], b.runs[Int(b.runOfRow[right.row])])
    if first.day != second.day { return first.day < second.day }
    return order(a.meetings.id(Int(first.meeting)), b.meetings.id(Int(second.meeting))) < 0
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard precedes(heap[parent], heap[child]) else { return }
      heap.swapAt(parent, child)
      child = parent
    }
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
