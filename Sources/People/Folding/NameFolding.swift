internal import Transcripts

/// Folds names for comparing and for ids; see `FoldedText`.
package enum NameFolding {
  /// The words of a name.
  package static func words(of text: String) -> [String] { FoldedText.words(of: text) }

  /// The words joined by single spaces.
  package static func fold(_ text: String) -> String { FoldedText(text).text }

  /// The words joined by hyphens, at most `limit` bytes.
  package static func slug(_ text: String, limit: Int = 96) -> String {
    let slug = Slug.make(FoldedText(text), limit: .max)
    return slug.utf8.count <= limit ? slug : String(slug.prefix(limit))
  }
}
