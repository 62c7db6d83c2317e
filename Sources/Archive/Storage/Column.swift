/// Values of one kind in one block of memory that this owns and nobody changes.
///
/// Subscripts are not checked: indexes come from other columns of the same segment.
struct Column<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  // Sendable is sound: the memory is written before the column exists and not again.
  let base: UnsafePointer<Element>
  let count: Int
  private let block: Block

  /// Takes over a block that holds the values from its beginning.
  fileprivate init(_ block: consuming Block, count: Int) {
    base = UnsafePointer(block.values(of: Element.self))
    self.count = count
    self.block = block
  }

  /// A column of values written by `write` to memory that is not initialised.
  init(count: Int, write: (UnsafeMutablePointer<Element>) -> Void) {
    let block = Block(byteCount: count * MemoryLayout<Element>.stride)
    write(block.values(of: Element.self))
    self.init(block, count: count)
  }

  subscript(index: Int) -> Element {
    @inline(__always) get { base[index] }
  }

  var buffer: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }
  var byteCount: Int { count * MemoryLayout<Element>.stride }

  /// Gives the memory of the first elements back to the system, as far as it can. They are not to be read
  /// again: this is for what moves to other columns piece by piece, so that it is not held twice.
  func forget(first count: Int) {
    precondition(count <= self.count)
    block.forget(first: count * MemoryLayout<Element>.stride)
  }
}

/// A column that is still being written.
///
/// Grows by doubling, which moves the pages of large blocks instead of copying them where the system can
/// (`Block.resize`), so that growing does not hold the values twice.
struct GrowingColumn<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int
  private var block: Block

  init(capacity: Int = 16) {
    self.capacity = max(capacity, 1)
    block = Block(byteCount: self.capacity * MemoryLayout<Element>.stride)
    base = block.values(of: Element.self)
  }

  mutating func append(_ element: Element) {
    extend(by: 1).initialize(to: element)
  }

  mutating func append(_ elements: UnsafePointer<Element>, count: Int) {
    extend(by: count).initialize(from: elements, count: count)
  }

  /// Room for `added` more elements, which the caller initialises before anything else.
  mutating func extend(by added: Int) -> UnsafeMutablePointer<Element> {
    let start = count
    if count + added > capacity {
      capacity = max(capacity * 2, count + added)
      block.resize(to: capacity * MemoryLayout<Element>.stride)
      base = block.values(of: Element.self)
    }
    count += added
    return base + start
  }

  mutating func truncate(to count: Int) {
    precondition(count <= self.count)
    self.count = count
  }

  subscript(index: Int) -> Element {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }

  /// The column, without the room that was left.
  consuming func finish() -> Column<Element> {
    block.resize(to: count * MemoryLayout<Element>.stride)
    return Column(block, count: count)
  }
}
