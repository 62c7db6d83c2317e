import Digests

/// Makes ids of a meeting's statements that survive insertions, removals and corrections elsewhere.
///
/// An id is the meeting's id, "/", and twelve base32 digits (60 bits) of the SHA-256 of the
/// normalised label, the normalised paragraphs, and how many equal statements came before. Label
/// and text are normalised so that the kind of space, dash and apostrophe, invisible characters and
/// the case of ASCII letters do not matter.
package struct StatementIdentity {
  private var given = DigestTable()
  /// How often texts occurred whose digest begins like that of another text.
  private var occurrencesOfOthers: [Key: UInt32] = [:]
  /// Normalised text; the first ``used`` bytes count.
  private var scratch: [UInt8] = []
  private var used = 0
  private let running = RunningDigest()

  /// Half of a digest, enough to take two texts for equal.
  private struct Key: Hashable {
    var high: UInt64
    var low: UInt64
  }

  /// Starts a meeting.
  package init() {}

  /// The id of a meeting's statement.
  /// - Parameter digits: What ``next(label:paragraphs:)`` gave.
  package static func id(_ digits: String, of meetingID: String) -> String {
    var (meetingID, digits) = (meetingID, digits)
    return meetingID.withUTF8 { meeting in
      digits.withUTF8 { digits in
        String(unsafeUninitializedCapacity: meeting.count + 1 + digits.count) { id in
          _ = id.update(fromContentsOf: meeting)
          id[meeting.count] = UInt8(ascii: "/")
          _ = id[(meeting.count + 1)...].update(fromContentsOf: digits)
          return meeting.count + 1 + digits.count
        }
      }
    }
  }

  /// The twelve digits of the next statement's id; statements must be given in document order.
  /// - Complexity: O(length of the text).
  package mutating func next(label: String, paragraphs: [String]) -> String {
    used = 0
    appendNormalised(label)
    for paragraph in paragraphs {
      if used == scratch.count { scratch.append(0) }
      scratch[used] = 0x1E
      used += 1
      appendNormalised(paragraph)
    }
    var digest = scratch.withUnsafeBytes {
      running.digest(of: UnsafeRawBufferPointer(rebasing: $0[..<used]))
    }
    switch given.insert(digest) {
    case .new: return Base32.prefix(12, of: digest.first)
    case .known(let count):
      // Equal statements ("Question: Thank you.") are told apart by their number.
      digest = running.digest(of: digest, number: count)
    case .taken:
      let key = Key(high: digest.first, low: digest.second)
      let count = occurrencesOfOthers[key, default: 0]
      occurrencesOfOthers[key] = count + 1
      digest = running.digest(of: digest, number: count == 0 ? nil : count)
    }
    // Two different texts share 60 bits once in a million meetings of a million statements; the
    // later one then takes the digest of its digest, which is as stable as the order of the two.
    while true {
      if case .new = given.insert(digest, counts: false) { break }
      digest = running.digest(of: digest)
    }
    return Base32.prefix(12, of: digest.first)
  }

  /// Appends a text with ASCII letters in lower case, every run of space as one space, curly quotes
  /// and apostrophes straight, dashes as hyphens, and invisible characters left out.
  private mutating func appendNormalised(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      // Nothing grows: every character becomes itself, one byte or none.
      if scratch.count < used + bytes.count {
        scratch += [UInt8](repeating: 0, count: scratch.count + bytes.count)
      }
      used += scratch.withUnsafeMutableBufferPointer { buffer in
        Self.normalise(bytes, into: UnsafeMutableBufferPointer(rebasing: buffer[used...]))
      }
    }
  }

  /// Writes the normal form of `bytes` to `result`, which is at least as long; returns its length.
  private static func normalise(
    _ bytes: UnsafeBufferPointer<UInt8>, into result: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    var index = 0
    var count = 0
    // The top bit of a byte when a space would be one too many: at the beginning or behind another.
    var isSpaced: UInt64 = 0x80
    let raw = UnsafeMutableRawPointer(result.baseAddress)
    while index < bytes.count {
      // Eight bytes at a time, up to the first that is not ASCII, a control character, or a space
      // too many.
      while let raw, index + 8 <= bytes.count {
        let word = ByteWord.load(bytes, index)
        let spaces = ByteWord.holds(word, 0x20)
        let special =
          (word & ByteWord.tops) | ByteWord.holdsBelow(word, 0x20)
          | (spaces & (spaces << 8 | isSpaced))
        raw.storeBytes(of: ByteWord.lowercased(word), toByteOffset: count, as: UInt64.self)
        guard special == 0 else {
          let plain = special.trailingZeroBitCount / 8
          index += plain
          count += plain
          if plain > 0 { isSpaced = result[count - 1] == 0x20 ? 0x80 : 0 }
          break
        }
        index += 8
        count += 8
        isSpaced = word >> 56 == 0x20 ? 0x80 : 0
      }
      guard index < bytes.count else { break }
      let byte = bytes[index]
      var plain = byte
      var length = 1
      if byte <= 0x20 {
        plain = 0x20
      } else if byte < 0x80 {
        plain = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
      } else if byte == 0xC2, index + 1 < bytes.count,
        bytes[index + 1] == 0xA0 || bytes[index + 1] == 0xAD
      {
        // A no-break space is space, a soft hyphen nothing.
        plain = bytes[index + 1] == 0xA0 ? 0x20 : 0
        length = 2
      } else if byte == 0xE2, index + 2 < bytes.count, bytes[index + 1] & 0xFE == 0x80,
        let punctuation = plainPunctuation(bytes[index + 1], bytes[index + 2])
      {
        plain = punctuation
        length = 3
      }
      index += length
      if plain == 0x20, isSpaced != 0 { continue }
      if plain != 0 {
        result[count] = plain
        count += 1
        isSpaced = plain == 0x20 ? 0x80 : 0
      }
    }
    if count > 0, result[count - 1] == 0x20 { count -= 1 }
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
