import Transcripts

/// Parts a line of a subtitle where another speaker begins within it: "Yes. >> No.", "Yes. ANN VALE: No."
enum CueParts {
  /// Longest label within a line, in bytes.
  private static let maximumLabel = 60

  /// The parts of a line, in order.
  /// - Parameters:
  ///   - usesSigns: Whether ">>" tells another speaker here.
  ///   - usesFrames: Whether names in brackets tell another speaker here.
  ///   - isKnown: Whether lines begin with this label.
  /// - Complexity: O(*n*) in the line's length.
  static func of(
    _ line: String, usesSigns: Bool, usesFrames: Bool, isKnown: (String) -> Bool
  ) -> [Substring] {
    var parts: [Substring] = []
    var start = line.startIndex
    if usesSigns {
      var isBehindSpace = false
      var index = line.startIndex
      while index < line.endIndex {
        if isBehindSpace, line[index...].utf8.starts(with: [0x3E, 0x3E]),
          CueVoice.heading(String(line[start..<index]).trimmingSpace())?.isFull != true
        {
          append(line[start..<index], to: &parts, usesFrames, isKnown)
          start = index
          index = line[index...].firstIndex { $0 != ">" } ?? line.endIndex
        }
        guard index < line.endIndex else { break }
        isBehindSpace = line.utf8[index] == 0x20
        index = line.utf8.index(after: index)
      }
    }
    append(line[start...], to: &parts, usesFrames, isKnown)
    return parts
  }

  /// Appends a piece of a line, parted before each label within it.
  private static func append(
    _ piece: Substring, to parts: inout [Substring], _ usesFrames: Bool,
    _ isKnown: (String) -> Bool
  ) {
    guard CueLabel.mayHoldColon(String(piece)) || piece.utf8.contains(0x5B) else {
      return parts.append(piece)
    }
    var start = piece.startIndex
    // Sounds and signs before a label are its own.
    let lead = piece.utf8.first.map(CueBeginning.mayBegin) ?? false
    let words = lead ? CueBeginning(piece).rest.startIndex : piece.startIndex
    var sentence: Substring.Index?
    var before: UInt8 = 0
    var index = piece.startIndex
    let utf8 = piece.utf8
    while index < piece.endIndex {
      let byte = utf8[index]
      switch byte {
      // Behind ". ", "? ", "! ", ") ", "] ", "” ", "\" ", "♪ ".
      case 0x20 where [0x2E, 0x3F, 0x21, 0x29, 0x5D, 0x9D, 0x22, 0xAA].contains(before):
        sentence = utf8.index(after: index)
      case 0x3A:
        if let begin = sentence, begin > words,
          utf8.distance(from: begin, to: index) <= maximumLabel,
          piece[..<begin].contains(where: \.isLetter), isLabel(piece[begin...], isKnown)
        {
          parts.append(piece[start..<begin])
          start = begin
        }
        sentence = nil
      // "Yes. [ANN VALE] No."
      case 0x5B where before == 0x20 && sentence == index:
        if piece[start..<index].contains(where: \.isLetter),
          let found = CueVoice.framed(piece[index...]), usesFrames || isKnown(found.name),
          !found.words.isEmpty
        {
          parts.append(piece[start..<index])
          start = index
        }
      default: break
      }
      before = byte
      index = utf8.index(after: index)
    }
    parts.append(piece[start...])
  }

  private static func isLabel(_ text: Substring, _ isKnown: (String) -> Bool) -> Bool {
    guard let found = CueLabel.candidate(text), !found.words.isEmpty else { return false }
    let shape = LabelShape(found.label) { _ in false }
    guard shape.kind == .name || shape.kind == .roleAndName || CueLabel.isCapitals(found.label)
    else { return false }
    return isKnown(found.label) || CueLabel.isCapitals(found.label) && shape.kind == .name
  }
}
