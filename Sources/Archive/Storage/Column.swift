#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Values of one kind in one block of memory that this owns and nobody changes.
///
/// Subscripts are not checked: indexes come from other columns of the same segment.
struct Column<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
  // Sendable is sound: the memory is written before the column exists and not again.
  let base: UnsafePointer<Element>
  let count: Int

  /// Takes over memory that `malloc` gave.
  fileprivate init(owned base: UnsafePointer<Element>, count: Int) {
    self.base = base
    self.count = count
  }

  /// A column of values written by `write` to memory that is not initialised.
  init(count: Int, write: (UnsafeMutablePointer<Element>) -> Void) {
    let memory = allocate(Element.self, capacity: count)
    write(memory)
    self.init(owned: UnsafePointer(memory), count: count)
  }

  deinit { free(UnsafeMutableRawPointer(mutating: base)) }

  subscript(index: Int) -> Element {
    @inline(__always) get { base[index] }
  }

  var buffer: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }
  var byteCount: Int { count * MemoryLayout<Element>.stride }
}

/// A column that is still being written.
///
/// Grows by doubling with `realloc`, which moves pages of large blocks instead of copying them where
/// the system can (`mremap`), so that growing does not hold the values twice.
struct GrowingColumn<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 16) {
    self.capacity = max(capacity, 1)
    base = allocate(Element.self, capacity: self.capacity)
  }

  deinit { free(base) }

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
      resize()
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
    capacity = max(count, 1)
    resize()
    let column = Column(owned: UnsafePointer(base), count: count)
    discard self
    return column
  }

  private mutating func resize() {
    guard
      let moved = realloc(UnsafeMutableRawPointer(base), capacity * MemoryLayout<Element>.stride)
    else { fatalError("out of memory: \(capacity * MemoryLayout<Element>.stride) bytes") }
    base = moved.bindMemory(to: Element.self, capacity: capacity)
  }
}

private func allocate<Element>(
  _ type: Element.Type, capacity: Int
) -> UnsafeMutablePointer<Element> {
  let byteCount = max(capacity, 1) * MemoryLayout<Element>.stride
  guard let memory = malloc(byteCount) else { fatalError("out of memory: \(byteCount) bytes") }
  return memory.bindMemory(to: Element.self, capacity: capacity)
}
