import Transcripts

/// A few digests of a transcript's paragraphs, by which two readings of one meeting are known when they
/// differ in signs, spaces and breaks, as the page of a meeting and its text do.
///
/// Kept are the smallest digests of different paragraphs (Broder, On the resemblance and containment of
/// documents, 1997), of which letters and digits count.
struct WordSketch: Sendable {
  /// Digests, ascending, at most `size`.
  private(set) var digests: [UInt64] = []

  private static let size = 32
  /// Letters and digits of a paragraph that count, in bytes; more tell little, and cost as much again
  /// for every statement that is loaded.
  private static let longest = 256
  /// Paragraphs and letters without which nothing is said of likeness.
  private static let (leastParagraphs, leastLetters) = (3, 200)

  /// - Complexity: O(paragraphs); of each, 256 letters are looked at.
  init(_ transcript: Transcript) {
    var found: [UInt64] = []
    var letters = 0
    for paragraph in transcript.statements.lazy.flatMap(\.paragraphs) {
      let (digest, count) = Self.digest(of: paragraph)
      guard count > 0 else { continue }
      letters += count
      if found.count == Self.size, digest >= found[Self.size - 1] { continue }
      let place = found.firstIndex { $0 >= digest } ?? found.count
      if place < found.count, found[place] == digest { continue }
      found.insert(digest, at: place)
      if found.count > Self.size { found.removeLast() }
    }
    if found.count >= Self.leastParagraphs, letters >= Self.leastLetters { digests = found }
  }

  /// The share of the paragraphs of both together that both have, as far as the digests tell; 0 to 1.
  func likeness(to other: WordSketch) -> Double {
    var (left, right, common, all) = (0, 0, 0, 0)
    // The smallest of both together; all of them where neither leaves any out.
    let isWhole = digests.count < Self.size && other.digests.count < Self.size
    while isWhole || all < Self.size, left < digests.count || right < other.digests.count {
      let own = left < digests.count ? digests[left] : .max
      let others = right < other.digests.count ? other.digests[right] : .max
      if own == others { common += 1 }
      if own <= others { left += 1 }
      if others <= own { right += 1 }
      all += 1
    }
    return all == 0 ? 0 : Double(common) / Double(all)
  }

  /// FNV-1a of the first letters and digits, without case where it is ASCII, and how many bytes they have.
  private static func digest(of paragraph: String) -> (digest: UInt64, count: Int) {
    var (hash, count) = (0xCBF2_9CE4_8422_2325 as UInt64, 0)
    var paragraph = paragraph
    paragraph.withUTF8 { bytes in
      var index = 0
      while index < bytes.count, count < longest {
        let byte = bytes[index]
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): break
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): hash ^= 0x20
        // Signs of Latin-1 and of general punctuation: spaces, dashes and quotation marks.
        case 0xC2:
          index += 2
          continue
        case 0xE2 where index + 1 < bytes.count && bytes[index + 1] <= 0x81:
          index += 3
          continue
        case 0x80...: break
        default:
          index += 1
          continue
        }
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        count += 1
        index += 1
      }
    }
    return (hash, count)
  }
}
