import Testing

@testable import Archive

@Suite("Blocks of memory")
struct BlockTests {
  @Test(
    "a column keeps its values however it grows, and as it is finished",
    arguments: [1, 1_000, Block.leastPages / 8 - 1, Block.leastPages / 8, 300_000])
  func growing(count: Int) {
    var growing = GrowingColumn<UInt64>()
    for value in 0..<count { growing.append(UInt64(value) &* 0x9E37_79B9_7F4A_7C15) }
    let column = growing.finish()
    #expect(column.count == count)
    #expect(
      (0..<count).allSatisfy { column[$0] == UInt64($0) &* 0x9E37_79B9_7F4A_7C15 })
  }

  @Test("a block that shrinks out of its pages, and grows into them again, keeps what fits")
  func resizing() {
    let sizes = [2 << 20, 100, Block.leastPages, 1, 5 << 20, Block.leastPages - 1]
    var block = Block(byteCount: 8)
    for byte in 0..<8 { block.values(of: UInt8.self)[byte] = UInt8(byte) }
    var kept = 8
    for size in sizes {
      block.resize(to: size)
      kept = min(kept, size)
      #expect((0..<kept).allSatisfy { block.values(of: UInt8.self)[$0] == UInt8($0) })
      block.values(of: UInt8.self)[size - 1] = block.values(of: UInt8.self)[size - 1]
    }
  }

  @Test("what is forgotten takes no memory, and what stands behind it stays", arguments: [0, 1])
  func forgetting(small: Int) {
    let count = small == 1 ? 4_096 : 1 << 20
    let column = Column<UInt8>(count: count) { $0.initialize(repeating: 7, count: count) }
    column.forget(first: count / 2)
    #expect((count / 2..<count).allSatisfy { column[$0] == 7 })
    if small == 0 { #expect((0..<count / 4).allSatisfy { column[$0] == 0 }) }
  }
}
