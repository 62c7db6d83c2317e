/// A statement that was found.
struct Hit {
  var score: Float
  /// The number of its plan.
  var plan: Int
  var row: Int
}

/// The most relevant so many statements of any number that is offered.
struct HitSelection {
  private var hits: FirstFew<Hit>

  init(_ plans: [SegmentPlan], limit: Int) {
    hits = FirstFew(limit: limit) { Self.precedes($0, $1, plans) }
  }

  @inline(__always)
  mutating func offer(_ hit: Hit) {
    // Most often the score alone shows that this is none of them.
    if hits.isFull, let last = hits.last, hit.score < last.score { return }
    hits.offer(hit)
  }

  /// The hits in order.
  consuming func finish() -> [Hit] { hits.finish() }

  /// The higher score first; of one score in the archive's total order.
  private static func precedes(_ left: Hit, _ right: Hit, _ plans: [SegmentPlan]) -> Bool {
    if left.score != right.score { return left.score > right.score }
    if left.plan == right.plan { return left.row < right.row }
    let (a, b) = (plans[left.plan].segment, plans[right.plan].segment)
    let (first, second) = (a.runs[Int(a.runOfRow[left.row])], b.runs[Int(b.runOfRow[right.row])])
    if first.day != second.day { return first.day < second.day }
    return order(a.meetings.id(Int(first.meeting)), b.meetings.id(Int(second.meeting))) < 0
  }
}
