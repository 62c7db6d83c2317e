import People
import Transcripts

/// What stands before the words of a line.
extension LookalikeScan {
  /// How many bytes the dress that begins at an offset takes; nil when none begins there.
  mutating func dress(
    at index: Int, _ close: inout UInt8?, _ isHeading: inout Bool
  ) -> Int? {
    let byte = bytes[index]
    switch byte {
    case 0x20, 0x09: return 1
    case 0x2A, 0x5F:
      if index + 1 < limit, bytes[index + 1] == 0x20 {
        traits.dress = max(traits.dress, .item)
      } else {
        traits.dress = .emphasis
        close = byte
      }
      return 1
    case 0x23 where index + 1 < limit && LayoutLine.isDigit(bytes[index + 1]):
      // "#12 "
      return 1 + bytes[(index + 1)..<limit].prefix { (0x30...0x39).contains($0) }.count
    case 0x23:
      let count = bytes[index..<limit].prefix { $0 == 0x23 }.count
      guard count <= 6, index + count < limit, bytes[index + count] == 0x20 else { return nil }
      traits.dress = .emphasis
      isHeading = true
      return count
    case 0x28:
      // "(Applause.) Ann Vale:", "(Ann Vale) words", "(**Ann Vale:**)"
      guard let end = bytes[index..<limit].prefix(Self.longestNote).firstIndex(of: 0x29) else {
        return nil
      }
      if isNamed(index + 1..<end) || !bytes[index + 1..<end].contains(where: { $0 <= 0x2E })
        || bytes[min(end + 1, limit - 1)] == 0x3A
      {
        traits.dress = .emphasis
        close = 0x29
        return 1
      }
      traits.dress = max(traits.dress, .item)
      return bytes[index + 1] == 0x2A ? 1 : end + 1 - index
    case 0x7B, 0x60:
      traits.dress = .emphasis
      close = byte == 0x60 ? byte : 0x7D
      return 1
    case 0x3C where isNamed(index + 1..<(bytes[index..<limit].firstIndex(of: 0x3E) ?? index + 1)):
      // "<Ann Vale> words"
      traits.dress = .emphasis
      close = 0x3E
      return 1
    case 0x3C:
      guard let end = bytes[index..<limit].prefix(24).firstIndex(of: 0x3E), end > index + 1,
        isLetter(bytes[index + 1])
      else { return nil }
      traits.dress = .emphasis
      close = 0x3C
      return end + 1 - index
    case 0x5B where index + 1 < limit && LayoutLine.isDigit(bytes[index + 1]):
      // "[00:12:14] "
      guard let end = bytes[index..<limit].prefix(24).firstIndex(of: 0x5D) else { return nil }
      return end + 1 - index
    case 0x5B:
      // "[Applause] Ann Vale:"
      if let end = bytes[index..<limit].prefix(Self.longestNote).firstIndex(of: 0x5D),
        end + 1 < limit, bytes[end + 1] == 0x20,
        !bytes[index..<end].contains(0x20) || bytes[end - 1] == 0x2E,
        !isVoice(index + 1..<end)
      {
        traits.dress = max(traits.dress, .item)
        return end + 1 - index
      }
      traits.dress = .emphasis
      close = 0x5D
      return 1
    case 0x22:
      traits.dress = max(traits.dress, .item)
      close = 0x22
      return 1
    case 0x40:
      traits.isOdd = true
      return 1
    case 0x3E, 0x2D, 0x2B, 0x7C:
      traits.dress = max(traits.dress, .item)
      return 1
    case 0x30...0x39 where bytes[index..<limit].prefix(3).contains(0x3A):
      // "00:12:33 --> 00:12:40 "
      traits.isOdd = true
      return bytes[index..<limit].prefix { (0x20...0x3E).contains($0) && $0 != 0x28 && $0 != 0x2A }
        .count
    case 0xF0, 0xC2:
      // "🎙️ ", "¶ "
      guard let space = bytes[index..<limit].prefix(12).firstIndex(of: 0x20) else { return nil }
      traits.dress = max(traits.dress, .item)
      return space + 1 - index
    case 0x41...0x5A, 0x61...0x7A:
      // "b) "
      guard index == line.lowerBound, index + 2 < limit, bytes[index + 1] == 0x29,
        bytes[index + 2] == 0x20
      else { return nil }
      traits.dress = max(traits.dress, .item)
      return 3
    case 0x30...0x39:
      // "12. ", "12) "
      let count = bytes[index..<limit].prefix { (0x30...0x39).contains($0) }.count
      guard count <= 4, index + count + 1 < limit,
        bytes[index + count] == 0x2E || bytes[index + count] == 0x29,
        bytes[index + count + 1] == 0x20
      else { return nil }
      traits.dress = max(traits.dress, .item)
      return count + 2
    case 0xE2:
      guard index + 2 < limit, bytes[index + 1] == 0x80 else { return nil }
      switch bytes[index + 2] {
      case 0x8B: break
      case 0x90...0x95, 0xA2: traits.dress = max(traits.dress, .item)
      case 0x9C, 0x9E:
        traits.dress = max(traits.dress, .item)
        close = 0xE2
      default: return nil
      }
      return 3
    default: return nil
    }
  }

  /// Whether bytes are a word for somebody who is not named: "Question".
  private func isVoice(_ range: Range<Int>) -> Bool {
    range.count > 2
      && LabelWords.unnamed.contains(FoldedText.fold(String(decoding: bytes[range], as: UTF8.self)))
  }

  /// Longest note that may stand before a label, in bytes.
  private static let longestNote = 48

  /// Whether bytes are two to four words with capitals, and nothing else.
  private func isNamed(_ range: Range<Int>) -> Bool {
    guard (5...Self.longestNote).contains(range.count) else { return false }
    var words = 0
    var begins = true
    for index in range {
      let byte = bytes[index]
      if byte == 0x20 {
        begins = true
        continue
      }
      guard
        isLetter(byte) || byte >= 0xC3 || byte == 0x2D || byte == 0x2E && !begins
          || (0x80...0xBF).contains(byte)
      else { return false }
      if begins {
        guard (0x41...0x5A).contains(byte) || byte >= 0xC3 else { return false }
        words += 1
      }
      begins = false
    }
    return (2...4).contains(words)
  }

  private func max(_ one: LookalikeTraits.Dress, _ other: LookalikeTraits.Dress)
    -> LookalikeTraits.Dress
  { one == .none ? other : one }
}
