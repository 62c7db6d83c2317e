package import Transcripts

/// Finds what a paragraph prints within its words that is not speech: "(Laughter.)", "[word]", "<…>".
package enum InlineMarks {
  /// The marks within a paragraph, in order; "(Yakutia)" and "(COVID-19)" are words and give none.
  /// - Parameters:
  ///   - paragraph: The paragraph as it will stand in `Statement.paragraphs`.
  ///   - index: Its index there.
  package static func marks(in paragraph: String, index: UInt32) -> [Mark] {
    // Filled in below by the rules that every text format shares.
    []
  }
}

/// What a paragraph that stands by itself is, when it is not speech.
package enum SeparateParagraph {
  /// The kind of mark such a paragraph becomes; nil when it is speech.
  package static func markKind(of paragraph: String) -> Mark.Kind? {
    nil
  }
}
