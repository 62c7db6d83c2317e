import People
import TranscriptReading
import Transcripts

/// Labels in small letters, "alice:", "p1:", of documents that have no others.
///
/// In prose a small word before a colon is no label; what tells these is that nearly every paragraph
/// begins with one of a few.
struct SmallLabels {
  /// The lines that open statements, in order.
  private(set) var lines: [LabelCandidate] = []

  /// Longest such label, in bytes.
  private static let maximumLength = 32
  /// How many words it may have.
  private static let maximumWords = 3

  /// - Parameter limit: How many lines with words are looked at.
  init(_ text: TextDocument, body: Range<Int>, limit: Int = .max) {
    var counts: [String: Int] = [:]
    var found: [(candidate: LabelCandidate, label: String)] = []
    var paragraphs = 0
    var seen = 0
    for index in body where !text.lines[index].isBlank {
      seen += 1
      if seen > limit { break }
      if index == body.lowerBound || text.lines[index - 1].isBlank { paragraphs += 1 }
      guard Self.isSmall(text.bytes[text.lines[index].start]),
        let candidate = LabelCandidate.find(text, line: index),
        candidate.label.count <= Self.maximumLength, Self.isSet(text.bytes[candidate.label]),
        !SentenceWords.begins(text.bytes, candidate.label)
      else { continue }
      let label = text.text(candidate.label)
      // "i:" beside "p1:" is the interviewer.
      guard label.utf8.count == 1 || !LabelWords.sentence.contains(label),
        !LabelWords.headings.contains(label),
        !TextHead.isKey(FoldedText.fold(label))
      else { continue }
      counts[label, default: 0] += 1
      found.append((candidate, label))
    }
    let repeated = counts.filter { $0.value >= 2 }
    let spoken = found.count { repeated[$0.label] != nil }
    guard repeated.count >= 2, spoken * 2 >= paragraphs, spoken * 4 >= found.count * 3 else {
      return
    }
    lines = found.map(\.candidate)
  }

  /// The name that a label in small letters is, as printed; empty when it is a role, a voice without a
  /// name or a code, or is not in small letters.
  static func name(_ label: String) -> String {
    guard let first = label.utf8.first, isSmall(first), label.utf8.count <= maximumLength,
      isSet(label.utf8)
    else { return "" }
    let tokens = LabelToken.tokens(of: label)
    guard !tokens.contains(where: { $0.isRole || $0.isParticle }), label.utf8.count > 2,
      !LabelWords.codeWords.contains(label),
      !LabelCode.isCode(label.uppercased()),
      LabelAnatomy(label, isKnown: { _ in false }).voice == .role
    else { return "" }
    return label
  }

  /// Whether a label begins with a small letter.
  static func isSmall(_ label: String) -> Bool { label.utf8.first.map(isSmall) ?? false }

  private static func isSmall(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

  /// Whether nothing but small letters, digits and what joins them is in a label.
  private static func isSet(_ bytes: some Collection<UInt8>) -> Bool {
    var words = 1
    for byte in bytes {
      switch byte {
      case 0x20: words += 1
      case 0x30...0x39, 0x61...0x7A, 0x5F, 0x2D, 0x2E, 0x27: break
      default: return false
      }
    }
    return words <= maximumWords
  }
}

extension LabelFinder.Opening {
  /// Who speaks.
  var voice: Turn.Voice {
    // Pages turned into text keep it: "ANN&nbsp;VALE".
    let label = label.utf8.contains(0x26) ? label.replacing("&nbsp;", with: " ") : label
    return Turn.Voice(label: label, name: name.isEmpty ? SmallLabels.name(label) : name)
  }
}
