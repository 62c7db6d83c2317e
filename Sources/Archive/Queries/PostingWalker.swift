/// Goes through ascending lists of rows as if they were one, forwards or backwards.
///
/// Holds one position a list, in a heap when there are several.
struct PostingWalker {
  private var heads: [Head]
  private let isReversed: Bool

  private struct Head {
    /// The row, negated when going backwards, so that the least key is always next.
    var key: Int
    /// What is left of the list, `key` included.
    var list: UnsafeBufferPointer<UInt32>
  }

  /// Lists must not be empty.
  init(_ lists: [UnsafeBufferPointer<UInt32>], isReversed: Bool) {
    self.isReversed = isReversed
    heads = lists.map { list in
      Head(key: isReversed ? -Int(list[list.count - 1]) : Int(list[0]), list: list)
    }
    if heads.count > 1 {
      for index in stride(from: heads.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
    }
  }

  /// The row that comes next.
  @inline(__always)
  var row: Int? { heads.isEmpty ? nil : isReversed ? -heads[0].key : heads[0].key }

  /// Moves to the row after this one.
  @inline(__always)
  mutating func advance() { drop(1) }

  /// Moves to the first row that does not come before `row`.
  mutating func skip(to row: Int) {
    let key = isReversed ? -row : row
    while let head = heads.first, head.key < key {
      let list = head.list
      if isReversed {
        drop(list.count - partitionPoint(0..<list.count) { Int(list[$0]) <= row })
      } else {
        drop(partitionPoint(0..<list.count) { Int(list[$0]) < row })
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
    } else if isReversed {
      let left = UnsafeBufferPointer(start: list.baseAddress, count: list.count - count)
      heads[0] = Head(key: -Int(left[left.count - 1]), list: left)
    } else {
      let left = UnsafeBufferPointer(start: list.baseAddress! + count, count: list.count - count)
      heads[0] = Head(key: Int(left[0]), list: left)
    }
    if heads.count > 1 { siftDown(0) }
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var child = 2 * parent + 1
      if child >= heads.count { return }
      if child + 1 < heads.count && heads[child + 1].key < heads[child].key { child += 1 }
      if heads[parent].key <= heads[child].key { return }
      heads.swapAt(parent, child)
      parent = child
    }
  }
}
