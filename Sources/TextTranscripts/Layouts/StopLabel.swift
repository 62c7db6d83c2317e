import People

/// Labels that end in a full stop, as records of hearings and sittings print them: "Mr. Lind. Good
/// morning.", "The CHAIRMAN. …", "Senator Okoro of Maine. …", "ANN VALE.— …".
enum StopLabel {
  /// Longest such label, in bytes.
  private static let maximumLength = 100

  /// The label that a line begins with; nil when it begins with none.
  static func find(_ document: TextDocument, line index: Int) -> LayoutLine? {
    let line = document.lines[index]
    let bytes = document.bytes
    guard line.range.count >= 4,
      (0x41...0x5A).contains(bytes[line.start]) || bytes[line.start] >= 0xC3
    else { return nil }
    let limit = min(line.end, line.start + maximumLength)
    guard mayBegin(bytes, line.start, limit) else { return nil }
    var start = line.start
    while start < limit, let dot = bytes[start..<limit].firstIndex(of: 0x2E) {
      start = dot + 1
      // "Col. Ruth Vale (Ret.)."
      let opened = bytes[line.start..<dot].count { $0 == 0x28 || $0 == 0x5B }
      if opened > bytes[line.start..<dot].count(where: { $0 == 0x29 || $0 == 0x5D }) { continue }
      let dash = dashLength(bytes, dot + 1, line.end)
      guard dash > 0 || dot + 1 == line.end || bytes[dot + 1] <= 0x20 || bytes[dot + 1] == 0xC2
      else {
        continue
      }
      let label = line.start..<dot
      switch judge(document.text(label), hasDash: dash > 0) {
      case .goesOn: continue
      case .none: return nil
      case .label:
        var textStart = dot + 1 + dash
        while textStart < line.end, bytes[textStart] <= 0x20 { textStart += 1 }
        let follow = bytes.withUnsafeBufferPointer {
          LabelCandidate.follow($0, at: textStart, line.end)
        }
        // A label alone on its line ends otherwise, and "Washington, D.C." is none.
        guard follow != .small, follow != .nothing else { return nil }
        return LayoutLine(
          line: index, label: label, textStart: textStart,
          layout: LabelLayout(end: dash > 0 ? .dash : .stop), time: nil)
      }
    }
    return nil
  }

  /// Whether the words up to the first stop that may end a label all have capitals, but for small ones
  /// of two or three letters, as few lines of prose begin.
  private static func mayBegin(_ bytes: [UInt8], _ start: Int, _ limit: Int) -> Bool {
    var index = start
    while index < limit {
      let first = bytes[index]
      var end = index
      while end < limit, bytes[end] > 0x20, bytes[end] != 0xC2 {
        // "VALE.—Thank", "VALE.--Thank"
        if bytes[end] == 0x2E, end + 1 < limit, bytes[end + 1] == 0xE2 || bytes[end + 1] == 0x2D {
          return true
        }
        end += 1
      }
      let isCapital = (0x41...0x5A).contains(first) || first >= 0xC3 || first == 0x28
      guard isCapital || end - index <= 3 else { return false }
      if bytes[end - 1] == 0x2E { return true }
      index = end
      while index < limit, bytes[index] <= 0x20 || bytes[index] == 0xC2 || bytes[index] == 0xA0 {
        index += 1
      }
    }
    return true
  }

  private static func dashLength(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
    var index = start
    while index < end, bytes[index] == 0x20 { index += 1 }
    if index + 2 < end, bytes[index] == 0xE2, bytes[index + 1] == 0x80,
      (0x93...0x95).contains(bytes[index + 2])
    {
      return index + 3 - start
    }
    return index + 1 < end && bytes[index] == 0x2D && bytes[index + 1] == 0x2D
      ? index + 2 - start : 0
  }

  private enum Judgement { case none, goesOn, label }

  /// What words before a stop are: a label, the beginning of one ("Mr", "Mr. J"), or neither.
  private static func judge(_ text: String, hasDash: Bool) -> Judgement {
    let parts = LabelParts(text)
    let tokens = parts.tokens
    guard let first = tokens.first, tokens.count <= 9 else { return .none }
    if tokens.contains(where: \.endsClause), !LabelWords.honorifics.contains(first.folded) {
      return .none
    }
    if first.folded == "q" || first.folded == "a", tokens.count == 1 { return .label }
    if let last = tokens.last, tokens.count <= 3,
      LabelWords.honorifics.contains(last.folded) && last.folded.utf8.count <= 4
        && !(last.isAllCapitals && hasDash)
        || (last.folded.utf8.count == 1 || last.isInitial) && !hasDash
    {
      return .goesOn
    }
    if tokens.contains(where: { !$0.isCapitalised && LabelWords.sentence.contains($0.folded) }) {
      return .none
    }
    let anatomy = LabelAnatomy(parts) { _ in false }
    let capitals = tokens.contains { $0.isAllCapitals && $0.folded.utf8.count > 1 }
    switch anatomy.voice {
    case .person:
      let isIntroduced =
        LabelWords.honorifics.contains(first.folded) || first.folded == "the" || capitals || hasDash
      return isIntroduced && !anatomy.name.isEmpty ? .label : tokens.count < 4 ? .goesOn : .none
    case .role:
      return capitals || hasDash
        || first.folded == "the" && tokens.count <= 4
          && tokens.contains(where: \.isRole) && tokens.allSatisfy(\.isCapitalised)
        ? .label : .goesOn
    case .group, .unnamed:
      return tokens.allSatisfy { $0.isCapitalised || $0.isConnector } ? .label : .goesOn
    case .code: return .goesOn
    }
  }
}
