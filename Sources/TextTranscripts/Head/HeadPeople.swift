import People

/// A list of names in a head: "Ann Vale, Bo Lind (chair) and Ines Okoro".
struct HeadPeople {
  /// The names; none where the text is no list of names.
  private(set) var names: [String] = []
  /// Whether the list says more than the names: a role, where somebody is from.
  private(set) var saysMore = false

  /// Longest list, in bytes, and most names that are taken from one.
  private static let maximumLength = 8000
  private static let maximumCount = 200

  init(_ value: String) {
    guard value.utf8.count <= Self.maximumLength else { return }
    let parts = value.split(whereSeparator: { ",;•·|\n".contains($0) }).flatMap(Self.joined)
      .map { $0[...] }
    saysMore = parts.count > Self.maximumCount
    for part in parts.prefix(Self.maximumCount) {
      let bare = part.drop { $0.isWhitespace || "-–*'\"“".contains($0) }
      let (core, notes) = LabelAnatomy.splitNotes(
        String(bare).trimmingSpace().trimmingQuotes())
      if core.isEmpty, notes.isEmpty { continue }
      let tokens = LabelToken.tokens(of: core)
      guard (1...5).contains(tokens.count),
        tokens.allSatisfy({
          $0.isNameLike || $0.isParticle || LabelWords.address.contains($0.folded)
        }),
        !core.contains(where: { ".?!:/@".contains($0) && $0 != "." })
      else {
        // A role behind a name is no name; a sentence makes the whole no list.
        if tokens.count > 8 {
          names = []
          return
        }
        saysMore = true
        continue
      }
      names.append(core)
      if !notes.isEmpty { saysMore = true }
    }
  }

  private static func joined(_ part: Substring) -> [String] {
    var parts: [String] = [""]
    for word in part.split(separator: " ") {
      if LabelWords.joining.contains(word.lowercased()) || word == "&" {
        parts.append("")
      } else {
        parts[parts.count - 1] += (parts[parts.count - 1].isEmpty ? "" : " ") + word
      }
    }
    return parts
  }
}
