/// Labels of several people at once and of somebody out of many, told by their words: "Several hon.
/// Members", "Opposition members", "An Hon. Member", "Ann Vale and Bo Lind".
enum LabelVoices {
  /// The voice that all the words of a label come to; nil when they name anything else.
  static func kind(_ core: String, _ tokens: [LabelToken]) -> LabelAnatomy.Voice? {
    guard let first = tokens.first, first.isCapitalised, tokens.count <= 8 else { return nil }
    if isNamesJoined(tokens) || isJoinedBySign(core) { return .group }
    // "Voice from the hall", "Zuruf von der CDU", "EINE STIMME VON DER GALERIE"
    let voice = LabelWords.anyOpenings.contains(first.folded) ? 1 : 0
    if tokens.count > voice + 1, LabelWords.voices.contains(tokens[voice].folded) {
      let next = tokens[voice + 1]
      if !next.isCapitalised || next.isAllCapitals && (next.isConnector || next.isParticle) {
        return LabelWords.groups.contains(tokens[voice].folded) ? .group : .unnamed
      }
    }
    let words = tokens.flatMap { $0.folded.split(separator: " ").map(String.init) }
    let hasHeads = words.contains(where: LabelWords.manyHeads.contains)
    if hasHeads, words.count > 1 || LabelWords.manyHeads.contains(words[0]),
      words.allSatisfy({
        LabelWords.manyHeads.contains($0) || LabelWords.crowdWords.contains($0)
      })
    {
      return .group
    }
    guard words.count > 1, LabelWords.anyOpenings.contains(words[0]),
      words.contains(where: LabelWords.anyHeads.contains),
      words.dropFirst().allSatisfy({
        LabelWords.anyHeads.contains($0) || LabelWords.crowdWords.contains($0)
          || LabelWords.anyOpenings.contains($0)
          || $0.utf8.allSatisfy { (0x30...0x39).contains($0) }
      })
    else { return nil }
    return .unnamed
  }

  /// "Ann Vale and Bo Lind", "Mr Lind & Ms Vale", "Anna and Bo".
  private static func isNamesJoined(_ tokens: [LabelToken]) -> Bool {
    guard tokens.count >= 3 else { return false }
    var sides = 0
    var hasName = false
    if let joint = tokens.dropLast().last, joint.isParticle,
      tokens.dropLast(2).count(where: \.isNameLike) >= 2,
      !tokens.dropLast(2).contains(where: { LabelWords.joining.contains($0.folded) })
    {
      // "Santiago Roca y Vidal" has two surnames.
      return false
    }
    for token in tokens {
      if LabelWords.joining.contains(token.folded),
        !token.isCapitalised || token.isAllCapitals && token.folded.utf8.count > 1
      {
        guard hasName else { return false }
        sides += 1
        hasName = false
      } else if token.isNameLike {
        hasName = true
      } else if !token.isParticle, !LabelWords.address.contains(token.folded) {
        return false
      }
    }
    return sides >= 1 && hasName
  }

  /// "Anna & Bo", "Ann Vale / Bo Lind".
  private static func isJoinedBySign(_ core: String) -> Bool {
    guard core.utf8.contains(where: { $0 == 0x26 || $0 == 0x2F || $0 == 0x2B }) else {
      return false
    }
    let sides = core.split(whereSeparator: { "&/+".contains($0) })
    return sides.count >= 2
      && sides.allSatisfy { side in
        let tokens = LabelToken.tokens(of: String(side))
        return (1...4).contains(tokens.count) && tokens.contains(where: \.isNameLike)
          && tokens.allSatisfy {
            $0.isNameLike || $0.isParticle || LabelWords.address.contains($0.folded)
          }
      }
  }
}

/// Labels that are codes or initials: "P03", "INT", "AvW", "Speaker 2", "SPEAKER_00".
package enum LabelCode {
  /// Whether a label is a code: up to four capitals and a number, or such a number behind a word or a
  /// dash.
  package static func isCode(_ core: String) -> Bool {
    let bytes = Array(core.utf8)
    guard (2...24).contains(bytes.count), let first = bytes.first, isCapital(first) else {
      return false
    }
    var end = bytes.count
    // "Speaker A"
    if bytes.count > 4, isCapital(bytes[end - 1]), bytes[end - 2] == 0x20,
      LabelWords.codeWords.contains(
        String(decoding: bytes[..<(end - 2)], as: UTF8.self).lowercased())
    {
      return true
    }
    while end > 0, isDigit(bytes[end - 1]) { end -= 1 }
    let digits = bytes.count - end
    guard (1...4).contains(digits) else { return false }
    var letters = bytes[..<end]
    while let last = letters.last, last == 0x20 || last == 0x5F || last == 0x2D || last == 0x23 {
      letters.removeLast()
    }
    guard letters.allSatisfy({ isCapital($0) || (0x61...0x7A).contains($0) }) else { return false }
    return letters.count <= 4 && letters.allSatisfy(isCapital)
      || LabelWords.codeWords.contains(String(decoding: letters, as: UTF8.self).lowercased())
  }

  /// Whether a label may be somebody's initials or a code of letters: "SL", "AvW", "INT", "I".
  package static func isLetters(_ core: String) -> Bool {
    let bytes = Array(core.utf8)
    guard (1...4).contains(bytes.count), let first = bytes.first, isCapital(first) else {
      return false
    }
    let capitals = bytes.count(where: isCapital)
    return bytes.allSatisfy { isCapital($0) || (0x61...0x7A).contains($0) }
      && (capitals == bytes.count || capitals >= 2 && isCapital(bytes[bytes.count - 1]))
  }

  /// Whether a label is the address or the name by which a program knows somebody: "ann@example.org",
  /// "AVALE_01".
  package static func isUserName(_ core: String) -> Bool {
    guard (5...60).contains(core.utf8.count),
      core.utf8.allSatisfy({
        isCapital($0) || (0x61...0x7A).contains($0) || isDigit($0)
          || $0 == 0x40 || $0 == 0x2E || $0 == 0x5F || $0 == 0x2D || $0 == 0x2B
      })
    else { return false }
    let parts = core.split(separator: "@", omittingEmptySubsequences: false)
    if parts.count == 2 {
      return !parts[0].isEmpty && parts[1].contains(".") && parts[1].last != "."
    }
    return parts.count == 1 && core.utf8.contains(0x5F) && core.utf8.contains(where: isDigit)
  }

  /// Whether letters alone are rather initials or a code than a short surname in capitals, "KIM".
  package static func isBareInitials(_ core: String) -> Bool {
    guard isLetters(core) else { return false }
    let hasSmall = core.utf8.contains { $0 >= 0x61 }
    return core.utf8.count <= 2 || hasSmall || !core.utf8.contains { "AEIOUY".utf8.contains($0) }
      || LabelWords.codeWords.contains(core.lowercased())
  }

  /// Whether letters are the initials of a name: "AvW" of "Aaron van Wirdum", "SP" of "Sjors
  /// Provoost", "JOB" of "James O'Beirne".
  package static func isInitials(_ letters: String, of name: String) -> Bool {
    mayBeInitials(letters) && initials(of: name).contains(letters.lowercased())
  }

  /// Whether a label may be somebody's initials.
  package static func mayBeInitials(_ letters: String) -> Bool {
    isLetters(letters) && letters.utf8.count >= 2
  }

  /// The initials by which a name may be shortened, in small letters, each once.
  package static func initials(of name: String) -> [String] {
    let tokens = LabelToken.tokens(of: name)
    func joined(_ letters: [Unicode.Scalar]) -> String {
      String(String.UnicodeScalarView(letters))
    }
    let letters = tokens.flatMap { $0.folded.split(separator: " ") }
      .compactMap(\.unicodeScalars.first)
    var found = [joined(letters)]
    // Without the small words.
    let capitals = tokens.filter(\.isCapitalised).compactMap(\.folded.unicodeScalars.first)
    if capitals.count < letters.count { found.append(joined(capitals)) }
    if letters.count > 2 { found.append(joined([letters[0], letters[letters.count - 1]])) }
    return found.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
