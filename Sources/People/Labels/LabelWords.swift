internal import Transcripts

/// The words by which labels are told from sentences, by language.
///
/// They are data: a language is a file `Words/TAG.words` and a line of ``files``. Those of all
/// languages count together, since labels of several stand in one document; a word that means
/// something else in another language ("M." before French names, an initial elsewhere) is therefore
/// in no list.
///
/// Names are not listed here: a person is known by the shape of a label and by the document.
package enum LabelWords {
  /// The languages' files by BCP 47 tag.
  package static let files: [(language: String, bytes: [UInt8])] = [
    ("en", PackageResources.en_words), ("de", PackageResources.de_words),
    ("fr", PackageResources.fr_words), ("ru", PackageResources.ru_words),
  ]

  /// Labels of a voice whose name is not known; two of them are two people.
  package static let unnamed = folded("unnamed")
  /// Labels of several voices at once.
  package static let groups = folded("groups")
  /// Words that name a person's part, office or trade; a role holds at least one of them.
  package static let roles = folded("roles")
  /// Parts of a meeting that are printed alone, without a name, and speak.
  package static let parts = folded("parts")
  /// Words that stand before a name and are not part of it.
  package static let honorifics = folded("honorifics")
  /// Small words that stand within names: "Van der Bellen", "al Assad", "bin Salman".
  package static let particles = folded("particles")
  /// Words that a role or a name hardly holds and a sentence hardly does without.
  package static let sentence = Set(words("sentences"))
  /// Words that sentences begin with and labels do not, but for names of two or three words: "To Lam".
  package static let beginnings = folded("beginnings")
  /// Words that end the name of a place or a body and never that of a person.
  package static let notNames = folded("not-names")
  /// Forms of address, which are no roles.
  package static let address = folded("address")
  /// The words that texts of each language hold most, in small letters.
  package static let frequent: [(language: String, words: [String])] = lists.map {
    ($0.language, $0.list.sections["frequent"] ?? [])
  }

  /// A file that is none is a mistake of the build; the tests read each.
  private static let lists: [(language: String, list: WordList)] = files.compactMap { file in
    (try? WordList(file.bytes)).map { (file.language, $0) }
  }

  private static func words(_ section: String) -> [String] {
    lists.flatMap { $0.list.sections[section] ?? [] }
  }

  private static func folded(_ section: String) -> Set<String> {
    Set(words(section).map(FoldedText.fold))
  }
}
