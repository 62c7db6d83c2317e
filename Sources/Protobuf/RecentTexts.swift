#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Texts that came before: what recurs from message to message, such as who speaks and where, becomes
/// a String once and not for every message. Belongs to one decoder.
package final class RecentTexts {
  /// Voices and names of a few meetings; a power of two.
  private static let slotCount = 256
  /// Up to 15 bytes a String holds its text in itself, and longer ones than these hardly recur.
  private static let lengths = 16...128

  private let texts: UnsafeMutablePointer<String>
  // The bytes of each text, and how many they are: comparing with a String itself takes longer.
  private let bytes: UnsafeMutableRawPointer
  private let counts: UnsafeMutablePointer<UInt8>

  package init() {
    texts = .allocate(capacity: Self.slotCount)
    texts.initialize(repeating: "", count: Self.slotCount)
    bytes = .allocate(byteCount: Self.slotCount * Self.lengths.upperBound, alignment: 16)
    counts = .allocate(capacity: Self.slotCount)
    counts.initialize(repeating: 0, count: Self.slotCount)
  }

  deinit {
    texts.deinitialize(count: Self.slotCount)
    texts.deallocate()
    bytes.deallocate()
    counts.deallocate()
  }

  /// The text of bytes that came from outside, checked as by `String.init(checking:field:)`.
  package func text(
    _ value: UnsafeRawBufferPointer, field: @autoclosure () -> String
  ) throws(ProtobufError) -> String {
    let count = value.count
    guard let start = value.baseAddress, Self.lengths.contains(count) else {
      return try String(checking: value, field: field())
    }
    let slot = Self.slot(start, count)
    let place = bytes + slot * Self.lengths.upperBound
    if Int(counts[slot]) == count, memcmp(place, start, count) == 0 { return texts[slot] }
    let text = try String(checking: value, field: field())
    place.copyMemory(from: start, byteCount: count)
    counts[slot] = UInt8(count)
    texts[slot] = text
    return text
  }

  /// Texts that fall into one slot only push each other out.
  private static func slot(_ start: UnsafeRawPointer, _ count: Int) -> Int {
    let first = start.loadUnaligned(as: UInt64.self)
    let middle = start.loadUnaligned(fromByteOffset: count / 2 - 4, as: UInt64.self)
    let last = start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    let mixed =
      (first ^ (middle &* 0x9e37_79b9_7f4a_7c15)) &* 0xff51_afd7_ed55_8ccd ^ last ^ UInt64(count)
    return Int(truncatingIfNeeded: (mixed &* 0xc4ce_b9fe_1a85_ec53) >> 56)
  }
}
