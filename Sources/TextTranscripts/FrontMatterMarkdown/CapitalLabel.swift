import People

/// The labels of hard-wrapped briefings: "MS. PSAKI:  …", "THE PRESIDENT:  …", "Q    …".
struct CapitalLabel {
  /// The printed label, without its colon.
  var label: String
  /// Where the words begin in the document's bytes.
  var textStart: Int
  /// Whether it is "Q": a question of nobody named.
  var isQuestion: Bool
  /// Whether two spaces follow its colon, as behind the labels of these briefings and behind few
  /// other colons.
  var isSpaced = false

  /// Longest such label, in bytes.
  private static let maximumLength = 160

  init(label: String, textStart: Int) {
    (self.label, self.textStart, isQuestion) = (label, textStart, false)
  }

  /// The label that a line begins with; nil when it begins with none.
  /// - Parameter candidate: Takes what stands before the line's colon, if that was looked at.
  init?(_ document: TextDocument, line index: Int, candidate found: inout LabelCandidate?) {
    let line = document.lines[index]
    let bytes = document.bytes
    if line.range.count >= 1, bytes[line.start] == 0x51 {
      // Q and at least two spaces, which no sentence has there.
      var position = line.start + 1
      var spaces = 0
      if position < line.end, bytes[position] == 0x3A { position += 1; spaces += 2 }
      while position < line.end {
        if bytes[position] == 0x20 {
          position += 1
        } else if bytes[position] == 0x09 {
          position += 1
          spaces += 1
        } else if bytes[position] == 0xC2, position + 1 < line.end, bytes[position + 1] == 0xA0 {
          position += 2
        } else {
          break
        }
        spaces += 1
      }
      if spaces >= 2 || position == line.end && line.range.count == 1 {
        label = "Q"
        textStart = position
        isQuestion = true
        return
      }
    }
    found = LabelCandidate.find(document, line: index)
    guard let candidate = found, candidate.label.count <= Self.maximumLength
    else { return nil }
    // Most lines with a colon are sentences.
    guard bytes[candidate.label].count(where: { (0x61...0x7A).contains($0) }) <= 8 else {
      return nil
    }
    let text = document.text(candidate.label)
    isSpaced = candidate.textStart - candidate.label.upperBound >= 3
    if Self.isPlainCapitals(bytes[candidate.label]) {
      label = text
      textStart = candidate.textStart
      isQuestion = false
      return
    }
    guard Self.isInCapitals(LabelAnatomy.splitNotes(text).core) else { return nil }
    label = text
    textStart = candidate.textStart
    isQuestion = false
  }

  /// Whether a label is ASCII words of capitals alone, as nearly every one is.
  private static func isPlainCapitals(_ label: ArraySlice<UInt8>) -> Bool {
    guard let first = label.first, (0x41...0x5A).contains(first), label.count <= 64 else {
      return false
    }
    var capitals = 0
    for byte in label {
      switch byte {
      case 0x41...0x5A: capitals += 1
      case 0x20, 0x2D, 0x2E: break
      default: return false
      }
    }
    return capitals >= 2
  }

  /// Whether a label has no small letters but those of "McENANY", "O’Neill" and an ordinal's.
  private static func isInCapitals(_ core: String) -> Bool {
    let words = core.split(whereSeparator: \.isWhitespace)
    guard let first = words.first, let initial = first.first, initial.isUppercase,
      words.count <= 16
    else { return false }
    var capitals = 0
    for word in words {
      let letters = word.filter(\.isLetter)
      let small = letters.count(where: { $0.isLowercase })
      capitals += letters.count - small
      guard small > 0 else { continue }
      let isName =
        (word.hasPrefix("Mc") && small == 1) || (word.hasPrefix("Mac") && small == 2)
        || (word.hasPrefix("De") || word.hasPrefix("Le") || word.hasPrefix("La")) && small == 1
      let isHonorific = ["Mr.", "Ms.", "Mrs.", "Dr.", "Mr", "Ms", "Mrs", "Dr"].contains(word)
      guard isName || isHonorific else { return false }
    }
    return capitals >= 2
  }
}
