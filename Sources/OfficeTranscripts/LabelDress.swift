import TextTranscripts

/// Sets labels of which only a part is bold as the document's others are.
enum LabelDress {
  /// Longest beginning of a paragraph that is looked at, in bytes.
  private static let maximumSize = 120

  private enum Dress { case bold, plain, mixed }

  /// - Parameters:
  ///   - blocks: The document's.
  ///   - mended: The places of those whose labels were made bold and were so in part only.
  static func unify(_ blocks: inout [WordBlock], mended: Set<Int>) {
    var mixed: [(place: Int, name: String)] = []
    var (bold, plain) = (0, 0)
    for (place, block) in blocks.enumerated() {
      guard case .paragraph(let paragraph) = block, let (name, dress) = label(of: paragraph) else {
        continue
      }
      switch dress {
      case .mixed: mixed.append((place, name))
      case .bold where mended.contains(place): mixed.append((place, name))
      case .bold: bold += 1
      case .plain: plain += 1
      }
    }
    for (place, name) in mixed {
      guard case .paragraph(let paragraph) = blocks[place] else { continue }
      blocks[place] = .paragraph(dressed(paragraph, name, isBold: bold > plain))
    }
  }

  /// The name before a paragraph's colon, and how it is set.
  private static func label(of paragraph: WordParagraph) -> (name: String, Dress)? {
    guard paragraph.level == 0 else { return nil }
    var name = ""
    var (isBold, isPlain) = (false, false)
    for run in paragraph.runs {
      let colon = run.words.firstIndex(of: ":")
      let part = run.words[..<(colon ?? run.words.endIndex)]
      name += part
      guard name.utf8.count <= maximumSize else { return nil }
      if part.contains(where: { !$0.isWhitespace }) {
        isBold = isBold || run.isBold
        isPlain = isPlain || !run.isBold
      }
      guard colon != nil else { continue }
      name = name.trimmed
      guard NameWording.isName(name) else { return nil }
      return (name, isBold && isPlain ? .mixed : isBold ? .bold : .plain)
    }
    return nil
  }

  private static func dressed(
    _ paragraph: WordParagraph, _ name: String, isBold: Bool
  ) -> WordParagraph {
    var runs = paragraph.runs[...]
    while let run = runs.first {
      guard let colon = run.words.firstIndex(of: ":") else {
        runs.removeFirst()
        continue
      }
      let rest = run.words[run.words.index(after: colon)...].drop { $0 == " " || $0 == "\u{A0}" }
      runs[runs.startIndex].words = String(rest)
      break
    }
    if let first = runs.indices.first { runs[first].isBold = false }
    if isBold { return WordParagraph(name, runs, number: paragraph.number) }
    var plain = WordParagraph(number: paragraph.number)
    plain.append(name + ": ", isBold: false, isUnderlined: false)
    for run in runs {
      plain.append(run.words, isBold: run.isBold, isUnderlined: run.isUnderlined)
    }
    return plain
  }
}
