import People
import Transcripts

/// The forms of address of a document's language that are names or initials in others: "M. Vale" is
/// Monsieur Vale in French and somebody whose first name begins so in English.
enum AddressOfDocument {
  /// The words, folded: those of the language that the document says it is in, and of languages of
  /// which a label has a form of address that no other has, "Mme".
  static func words(of labels: [LabelParts], language: String) -> Set<String> {
    let primary = language.prefix { $0 != "-" }.lowercased()
    var words = LabelWords.addressOfLanguage[primary] ?? []
    var left = telling
    for label in labels {
      guard let first = label.tokens.first, label.tokens.count > 1,
        let language = left[first.folded]
      else { continue }
      words.formUnion(LabelWords.addressOfLanguage[language] ?? [])
      left[first.folded] = nil
    }
    return words
  }

  /// Forms of address that one language alone has, with the language.
  private static let telling: [String: String] = {
    var languages: [String: Set<String>] = [:]
    for (language, list) in LabelWords.byLanguage("address") {
      for word in list { languages[FoldedText.fold(word), default: []].insert(language) }
    }
    return languages.compactMapValues { $0.count == 1 ? $0.first : nil }
  }()
}
