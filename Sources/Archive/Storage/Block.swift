internal import CMemory

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Bytes with one owner: from `malloc`, or in pages of their own where they are many.
///
/// Large blocks of `malloc` leave holes between others, which stay the program's when they are freed: after
/// a million statements were loaded, as much again as the archive itself. Pages go back at once.
struct Block: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var byteCount: Int

  /// Bytes from which a block has pages of its own.
  static let leastPages = 256 << 10

  /// A block that is not initialised. Ends the program where there is no memory.
  init(byteCount: Int) {
    let byteCount = max(byteCount, 1)
    let memory =
      byteCount < Self.leastPages ? malloc(byteCount) : verbatim_pages_allocate(byteCount)
    guard let memory else { Self.fail(byteCount) }
    base = memory
    self.byteCount = byteCount
  }

  deinit {
    if byteCount < Self.leastPages {
      free(base)
    } else {
      verbatim_pages_free(base, byteCount)
    }
  }

  /// The block as values of one kind, of which alignment is at most 16.
  func values<Element: BitwiseCopyable>(of: Element.Type) -> UnsafeMutablePointer<Element> {
    base.bindMemory(to: Element.self, capacity: byteCount / MemoryLayout<Element>.stride)
  }

  /// Gives the block another size, and with it perhaps another place; the bytes stay, as far as they fit.
  mutating func resize(to newCount: Int) {
    let newCount = max(newCount, 1)
    let memory: UnsafeMutableRawPointer?
    switch (byteCount < Self.leastPages, newCount < Self.leastPages) {
    case (true, true): memory = realloc(base, newCount)
    case (false, false): memory = verbatim_pages_resize(base, byteCount, newCount)
    default:
      let other = Block(byteCount: newCount)
      other.base.copyMemory(from: base, byteCount: min(byteCount, newCount))
      self = other
      return
    }
    guard let memory else { Self.fail(newCount) }
    base = memory
    byteCount = newCount
  }

  /// Gives the memory of the first bytes back to the system where it stands in pages of its own.
  func forget(first count: Int) {
    precondition(count <= byteCount)
    if byteCount >= Self.leastPages { verbatim_pages_forget(base, count) }
  }

  private static func fail(_ byteCount: Int) -> Never {
    verbatim_memory_exhausted(byteCount)
  }
}
