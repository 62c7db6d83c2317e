/// A fingerprint of a set of byte strings: the sum of a hash of each, so that their order says nothing, and
/// what comes and goes is added and taken away.
///
/// It tells sets apart that differ by accident, in 128 bits; it is no defence against whoever makes up
/// texts to deceive it.
struct SetFingerprint: Hashable, Sendable {
  private(set) var sum: UInt128 = 0

  init() {}

  /// The fingerprint of a set that was summed up before.
  init(sum: UInt128) { self.sum = sum }

  /// What a member is, so that a member of one kind is never taken for one of another.
  enum Kind: UInt64 {
    case statement = 1
    case meeting
    case speaker
  }

  mutating func insert(_ kind: Kind, _ bytes: UnsafeRawBufferPointer) {
    sum &+= ByteHash.hash(bytes, seed: kind.rawValue)
  }

  mutating func remove(_ kind: Kind, _ bytes: UnsafeRawBufferPointer) {
    sum &-= ByteHash.hash(bytes, seed: kind.rawValue)
  }

  /// Of both sets, which have no member in common.
  func joined(with other: SetFingerprint) -> SetFingerprint {
    var joined = self
    joined.sum &+= other.sum
    return joined
  }

  /// 32 hexadecimal digits.
  var text: String {
    let digits = String(sum, radix: 16)
    return String(repeating: "0", count: 32 - digits.count) + digits
  }
}
