/// A zip file of one stored entry, so that what libFuzzer makes up is the entry and not its checksum.
enum StoredZip {
  static func file(_ name: String, _ contents: [UInt8]) -> [UInt8] {
    let name = Array(name.utf8)
    let size = number(contents.count, 4)
    let header =
      number(20, 2) + number(0, 8) + number(Int(checksum(contents)), 4) + size + size
      + number(name.count, 2) + number(0, 2)
    let local = number(0x0403_4B50, 4) + header + name + contents
    let directory =
      number(0x0201_4B50, 4) + number(20, 2) + header + number(0, 14) + name
    return local + directory + number(0x0605_4B50, 4) + number(0, 4) + number(1, 2) + number(1, 2)
      + number(directory.count, 4) + number(local.count, 4) + number(0, 2)
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
  }

  /// CRC-32, a bit at a time.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
    }
    return ~sum
  }
}
