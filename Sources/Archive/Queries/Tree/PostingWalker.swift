/// Goes through ascending lists of rows as if they were one, in positions of an order.
///
/// Holds one position a list, in a heap when there are several.
struct PostingWalker {
  private var heads: [Head]
  private let order: RowOrder

  private struct Head {
    var position: Int
    /// What is left of the list, the row at `position` included.
    var list: UnsafeBufferPointer<UInt32>
  }

  /// Lists must not be empty.
  init(_ lists: [UnsafeBufferPointer<UInt32>], _ order: RowOrder) {
    self.order = order
    heads = lists.map { list in
      Head(
        position: order.flip(Int(list[order.isReversed ? list.count - 1 : 0])), list: list)
    }
    if heads.count > 1 {
      for index in stride(from: heads.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
    }
  }

  /// The position that comes next.
  @inline(__always)
  var position: Int? { heads.isEmpty ? nil : heads[0].position }

  /// Moves to the first position that does not come before this one.
  @inline(__always)
  mutating func seek(_ position: Int) {
    guard let head = heads.first, head.position < position else { return }
    // Most often it is the next one.
    drop(1)
    if let head = heads.first, head.position < position { leap(to: position) }
  }

  private mutating func leap(to position: Int) {
    let row = order.flip(position)
    while let head = heads.first, head.position < position {
      let list = head.list
      if order.isReversed {
        drop(list.count - lowerBound(list, row + 1))
      } else {
        drop(lowerBound(list, row))
      }
    }
  }

  /// Leaves out rows of the first list.
  @inline(__always)
  private mutating func drop(_ count: Int) {
    let list = heads[0].list
    if count == list.count {
      heads[0] = heads[heads.count - 1]
      heads.removeLast()
    } else if order.isReversed {
      let left = UnsafeBufferPointer(start: list.baseAddress, count: list.count - count)
      heads[0] = Head(position: order.flip(Int(left[left.count - 1])), list: left)
    } else {
      let left = UnsafeBufferPointer(start: list.baseAddress! + count, count: list.count - count)
      heads[0] = Head(position: Int(left[0]), list: left)
    }
    if heads.count > 1 { siftDown(0) }
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var child = 2 * parent + 1
      if child >= heads.count { return }
      if child + 1 < heads.count && heads[child + 1].position < heads[child].position {
        child += 1
      }
      if heads[parent].position <= heads[child].position { return }
      heads.swapAt(parent, child)
      parent = child
    }
  }
}
