import People
import TranscriptReading
import Transcripts

/// Voices by what a document says of them, with the name found in each label: labels repeat, and
/// taking one apart costs as much as reading its speech.
struct ListedVoices {
  private var known: [Turn.Voice: Turn.Voice] = [:]

  /// Finds the name in a voice's label: that of the person whom its key lists, else one in brackets.
  mutating func settle(_ voice: inout Turn.Voice, _ person: (String) -> ListedPerson?) {
    if let found = known[voice] {
      voice = found
      return
    }
    var settled = voice
    if let person = person(voice.personKey) {
      settled.find(person)
    } else {
      settled.findInBrackets()
    }
    known[voice] = settled
    voice = settled
  }
}

/// A label that holds the name of a person whom the document lists.
extension Turn.Voice {
  /// Tells in the label the person's name from the role before it: "Präsidentin Mag. Ida Horn" is
  /// "Ida Horn", and "Präsidentin" unless a role is known. The list is sure of the name, which the
  /// words of a label in any language are not.
  mutating func find(_ person: ListedPerson) {
    guard !label.isEmpty, name.isEmpty else { return }
    let tokens = label.split(whereSeparator: \.isWhitespace)
    let words = tokens.map { FoldedText.words(of: String($0)) }
    let flat = words.indices.flatMap { index in words[index].map { (word: $0, token: index) } }
    for wording in [person.name] + person.names.map(\.wording) {
      let wanted = FoldedText.words(of: wording)
      guard wanted.count >= 2, flat.count >= wanted.count else { continue }
      let found = (0...(flat.count - wanted.count)).first { start in
        wanted.indices.allSatisfy { flat[start + $0].word == wanted[$0] }
      }
      guard let found else { continue }
      let first = flat[found].token
      let last = flat[found + wanted.count - 1].token
      let printed = Self.trimmed(label[tokens[first].startIndex..<tokens[last].endIndex])
      // Lists of the British parliaments have people called "Mr Speaker".
      guard !isOffice(printed) else { return }
      name = printed
      if role.isEmpty { role = Self.role(tokens[..<first]) }
      return
    }
  }

  /// Tells the name from the role in "The Presiding Officer (Bo Berg)".
  mutating func findInBrackets() {
    guard name.isEmpty, label.last == ")", let open = label.lastIndex(of: "(") else { return }
    let inner = label[label.index(after: open)...].dropLast()
    let words = inner.split(whereSeparator: \.isWhitespace).drop { word in
      word.contains(".") || Self.address.contains(FoldedText.fold(String(word)))
    }
    let office = label[..<open].split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard words.count >= 2, words.allSatisfy({ $0.first?.isUppercase == true }), isOffice(office),
      let first = words.first
    else { return }
    name = String(inner[first.startIndex...])
    if role.isEmpty { role = office }
  }

  /// Whether a label is an office and no name: "Mr Speaker".
  private func isOffice(_ label: String) -> Bool {
    LabelAnatomy(label) { _ in false }.voice == .role
  }

  /// What is left of the words before a name without titles, which are abbreviations, and forms of
  /// address.
  private static func role(_ tokens: ArraySlice<Substring>) -> String {
    var tokens = tokens
    while let last = tokens.last,
      last.contains(".") || address.contains(FoldedText.fold(String(last)))
    {
      tokens.removeLast()
    }
    guard let first = tokens.first, let last = tokens.last else { return "" }
    return trimmed(first.base[first.startIndex..<last.endIndex])
  }

  private static let address: Set<String> = [
    "mr", "mrs", "ms", "miss", "sir", "dame", "lord", "lady", "herr", "frau", "senor", "senora",
    "don",
    "dona", "signor", "signora", "onorevole", "pan", "pani", "el", "la", "the", "der", "die",
  ]

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let last = text.last, ",;:()".contains(last) { text.removeLast() }
    while let first = text.first, ",;:()".contains(first) { text.removeFirst() }
    return String(text)
  }
}
