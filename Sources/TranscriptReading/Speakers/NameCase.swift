import People
import Transcripts

/// Names in capitals as they are written elsewhere.
enum NameCase {
  /// "DMITRY PESKOV" in the case of the title or lead, else "Dmitry Peskov"; "McGEE" is "McGee".
  static func inNameCase(_ name: String, _ names: NamesInText) -> String {
    guard !endsInSmallLetters(name) else { return name }
    let letters = name.filter(\.isLetter)
    guard letters.count > 3, letters.count(where: \.isUppercase) > 1,
      name.split(whereSeparator: { !$0.isLetter && $0 != "'" && $0 != "’" })
        .allSatisfy({ isInCapitals($0) })
    else { return name }
    if let printed = names.completed(FoldedText.words(of: name)),
      !printed.filter(\.isLetter).allSatisfy(\.isUppercase)
    {
      return printed
    }
    var result = ""
    var isStart = true
    var prefix = 0
    let characters = Array(name)
    for (index, character) in characters.enumerated() {
      if isStart { prefix = prefixLength(characters[index...]) }
      let isCapital =
        isStart || prefix == 0 && character.isUppercase && isBehindPrefix(characters, index)
      result += isCapital ? character.uppercased() : character.lowercased()
      isStart = !character.isLetter
      prefix = max(0, prefix - 1)
    }
    return result
  }

  /// Whether the last two characters are letters of ASCII, the last a small one: not a name in capitals,
  /// as is seen at once of most.
  private static func endsInSmallLetters(_ name: String) -> Bool {
    let end = name.utf8.suffix(2)
    return end.count == 2 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(end.last ?? 0)
      && end.allSatisfy { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
  }

  /// Whether every letter is a capital but those of a small beginning: "McGEE", "DeFAZIO".
  private static func isInCapitals(_ word: Substring) -> Bool {
    let letters = word.filter(\.isLetter)
    let behind = letters.dropFirst().drop(while: \.isLowercase)
    return letters.count == 1
      || letters.first?.isUppercase == true
        && letters.count - behind.count <= 4 && !behind.isEmpty && behind.allSatisfy(\.isUppercase)
  }

  /// How many letters of a word stand before its second capital, when small ones do.
  private static func prefixLength(_ word: ArraySlice<Character>) -> Int {
    let small = word.dropFirst().prefix(while: \.isLowercase).count
    return small == 0 ? 0 : small + 1
  }

  /// Whether the letter before is a small one that belongs to a word's beginning.
  private static func isBehindPrefix(_ characters: [Character], _ index: Int) -> Bool {
    index > 0 && characters[index - 1].isLowercase
  }
}
