import ArchiveProtocol
internal import CMemory
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Counts by cell; see `GroupSpace`.
protocol CountCells: AnyObject {
  func add(_ count: UInt64, to cell: UInt64) throws(QueryError)
  /// What a cell holds.
  func count(_ cell: UInt64) -> UInt64
  /// Gives every cell that holds something.
  func forEach(_ body: (UInt64, UInt64) throws(QueryError) -> Void) throws(QueryError)
}

/// A number for each cell there can be.
final class DenseCells: CountCells {
  private let counts: UnsafeMutablePointer<UInt64>
  private let count: Int

  init(_ space: GroupSpace) {
    count = Int(space.cellCount)
    // Pages that nothing is counted on are never touched.
    guard let memory = calloc(max(count, 1), MemoryLayout<UInt64>.stride) else {
      verbatim_memory_exhausted(count * MemoryLayout<UInt64>.stride)
    }
    counts = memory.bindMemory(to: UInt64.self, capacity: max(count, 1))
  }

  deinit { free(counts) }

  @inline(__always)
  func add(_ count: UInt64, to cell: UInt64) { counts[Int(cell)] += count }

  func count(_ cell: UInt64) -> UInt64 { counts[Int(cell)] }

  func forEach(_ body: (UInt64, UInt64) throws(QueryError) -> Void) throws(QueryError) {
    for cell in 0..<count where counts[cell] > 0 { try body(UInt64(cell), counts[cell]) }
  }
}

/// A table of the cells that hold something, with open addressing.
final class HashedCells: CountCells {
  /// Groups counted at once: some 64 MB, twice that for a moment while the table grows.
  static let limit = 2_000_000

  private struct Slot {
    /// 0 stands for an empty slot.
    var cellPlusOne: UInt64
    var count: UInt64
  }

  private var slots: UnsafeMutableBufferPointer<Slot>
  private var used = 0
  private let limit: Int
  /// Seeds the hash, so that nobody can choose ids whose cells collide.
  private let seed = UInt64.random(in: .min ... .max) | 1

  init(limit: Int = HashedCells.limit) {
    self.limit = limit
    slots = Self.empty(1 << 12)
  }

  deinit { slots.deallocate() }

  @inline(__always)
  func add(_ count: UInt64, to cell: UInt64) throws(QueryError) {
    let slot = slot(of: cell)
    if slots[slot].cellPlusOne == 0 {
      guard used < limit else {
        throw QueryError(
          code: .resourceExhausted, field: "group_by",
          message: "comes to more than \(limit) groups, the most that are counted in one call: "
            + "narrow the filter or leave out a grouping")
      }
      used += 1
      slots[slot] = Slot(cellPlusOne: cell + 1, count: count)
      if used * 3 > slots.count * 2 { grow() }
    } else {
      slots[slot].count += count
    }
  }

  func count(_ cell: UInt64) -> UInt64 {
    let found = slots[slot(of: cell)]
    return found.cellPlusOne == 0 ? 0 : found.count
  }

  func forEach(_ body: (UInt64, UInt64) throws(QueryError) -> Void) throws(QueryError) {
    for slot in slots where slot.cellPlusOne != 0 { try body(slot.cellPlusOne - 1, slot.count) }
  }

  @inline(__always)
  private func slot(of cell: UInt64) -> Int {
    let mask = slots.count - 1
    let product = (cell ^ seed).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    var slot = Int(truncatingIfNeeded: product.high ^ product.low) & mask
    while slots[slot].cellPlusOne != 0, slots[slot].cellPlusOne != cell + 1 {
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func grow() {
    let old = slots
    slots = Self.empty(old.count * 2)
    for entry in old where entry.cellPlusOne != 0 { slots[slot(of: entry.cellPlusOne - 1)] = entry }
    old.deallocate()
  }

  private static func empty(_ count: Int) -> UnsafeMutableBufferPointer<Slot> {
    let slots = UnsafeMutableBufferPointer<Slot>.allocate(capacity: count)
    slots.initialize(repeating: Slot(cellPlusOne: 0, count: 0))
    return slots
  }
}
