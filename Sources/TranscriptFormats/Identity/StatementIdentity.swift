/// Makes ids of a meeting's statements that survive insertions, removals and corrections elsewhere.
///
/// An id is the meeting's id, "/", and twelve base32 digits (60 bits) of the SHA-256 of the
/// normalised label, the normalised paragraphs, and how many equal statements came before. Label
/// and text are normalised so that the kind of space, dash and apostrophe, invisible characters and
/// the case of ASCII letters do not matter.
package struct StatementIdentity {
  private let meetingID: String
  private var occurrences: [Key: UInt32] = [:]
  private var used: Set<UInt64> = []
  private var scratch: [UInt8] = []

  /// Half of a digest, enough to take two texts for equal.
  private struct Key: Hashable {
    var high: UInt64
    var low: UInt64
  }

  /// Starts a meeting.
  package init(meetingID: String) { self.meetingID = meetingID }

  /// The id of the next statement; statements must be given in document order.
  /// - Complexity: O(length of the text).
  package mutating func nextID(label: String, paragraphs: [String]) -> String {
    scratch.removeAll(keepingCapacity: true)
    Self.appendNormalised(label, to: &scratch)
    for paragraph in paragraphs {
      scratch.append(0x1E)
      Self.appendNormalised(paragraph, to: &scratch)
    }
    var digest = Digest.sha256(scratch)
    let count = occurrences[Self.key(digest), default: 0]
    occurrences[Self.key(digest)] = count + 1
    if count > 0 {
      // Equal statements ("Question: Thank you.") are told apart by their number.
      digest += [0, 0, 0, 0]
      withUnsafeBytes(of: count.littleEndian) { digest.replaceSubrange(32..., with: $0) }
      digest = Digest.sha256(digest)
    }
    // Two different texts share 60 bits once in a million meetings of a million statements; the
    // later one then takes the digest of its digest, which is as stable as the order of the two.
    while !used.insert(Self.key(digest).high >> 4).inserted { digest = Digest.sha256(digest) }
    return meetingID + "/" + Base32.prefix(12, of: digest)
  }

  private static func key(_ digest: [UInt8]) -> Key {
    var key = Key(high: 0, low: 0)
    for byte in digest[0..<8] { key.high = key.high << 8 | UInt64(byte) }
    for byte in digest[8..<16] { key.low = key.low << 8 | UInt64(byte) }
    return key
  }

  /// Appends a text with ASCII letters in lower case, every run of space as one space, curly quotes
  /// and apostrophes straight, dashes as hyphens, and invisible characters left out.
  private static func appendNormalised(_ text: String, to result: inout [UInt8]) {
    var text = text
    text.withUTF8 { bytes in
      // Nothing grows: every character becomes itself, one byte or none.
      let start = result.count
      result.append(contentsOf: bytes)
      let count = result.withUnsafeMutableBufferPointer { buffer in
        normalise(bytes, into: UnsafeMutableBufferPointer(rebasing: buffer[start...]))
      }
      result.removeLast(bytes.count - count)
    }
  }

  /// Writes the normal form of `bytes` to `result`, which is as long; returns its length.
  private static func normalise(
    _ bytes: UnsafeBufferPointer<UInt8>, into result: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    var index = 0
    var count = 0
    var isSpacePending = false
    @inline(__always)
    func write(_ byte: UInt8) {
      if isSpacePending {
        if count > 0 {
          result[count] = 0x20
          count += 1
        }
        isSpacePending = false
      }
      result[count] = byte
      count += 1
    }
    while index < bytes.count {
      let byte = bytes[index]
      if byte > 0x20, byte < 0x80 {
        write((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        index += 1
      } else if byte <= 0x20 {
        isSpacePending = true
        index += 1
      } else if byte == 0xC2, index + 1 < bytes.count,
        bytes[index + 1] == 0xA0 || bytes[index + 1] == 0xAD
      {
        // A no-break space is space, a soft hyphen nothing.
        isSpacePending = isSpacePending || bytes[index + 1] == 0xA0
        index += 2
      } else if byte == 0xE2, index + 2 < bytes.count, bytes[index + 1] & 0xFE == 0x80,
        let plain = plainPunctuation(bytes[index + 1], bytes[index + 2])
      {
        if plain == 0x20 { isSpacePending = true } else if plain != 0 { write(plain) }
        index += 3
      } else {
        write(byte)
        index += 1
      }
    }
    return count
  }

  /// ASCII for U+2000 to U+206F, 0 for what is invisible, nil for what has no equal.
  private static func plainPunctuation(_ second: UInt8, _ third: UInt8) -> UInt8? {
    let value = (UInt32(second) & 1) << 6 | UInt32(third) & 0x3F
    switch value {
    case 0x00...0x0A, 0x28, 0x29, 0x2F, 0x5F: return 0x20
    case 0x0B...0x0F, 0x60: return 0
    case 0x10...0x15: return 0x2D
    case 0x18...0x1B: return 0x27
    case 0x1C...0x1F: return 0x22
    default: return nil
    }
  }
}
