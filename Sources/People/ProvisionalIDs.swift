package import Transcripts

/// The ids of the people of one document, as a function of that document alone.
///
/// An id is the slug of the name. Where a document keeps several people of one slug apart, each of
/// them gets an identifier of its source behind it, else its role, else a digest of the meeting and
/// of its number. An id that the document states as the archive's own is taken.
package struct ProvisionalIDs: Sendable {
  /// Ids, one for each speaker.
  package let ids: [String]
  /// Whether the document states them as the archive's.
  package let areStated: [Bool]
  /// The identifiers of each speaker, in order, without those that several people have and without
  /// that of the archive's keeper.
  package let identifiers: [[Speaker.Identifier]]
  /// Identifiers that several people of the document have, so that they are nobody's.
  package let shared: [Speaker.Identifier]

  /// - Parameters:
  ///   - speakers: Everybody whom the document tells apart.
  ///   - stated: The ids among theirs that are the archive's own.
  package init(_ speakers: [Speaker], stated: Set<String> = [], meetingID: String) {
    var owners: [Speaker.Identifier: Int] = [:]
    var shared: Set<Speaker.Identifier> = []
    for (index, speaker) in speakers.enumerated() {
      for identifier in speaker.identifiers where !identifier.isSettled {
        if let owner = owners[identifier], owner != index { shared.insert(identifier) }
        owners[identifier] = index
      }
    }
    identifiers = speakers.map { speaker in
      guard !speaker.identifiers.isEmpty else { return [] }
      return Set(speaker.identifiers).filter { !$0.isSettled && !shared.contains($0) }.sorted(
        by: Speaker.Identifier.precedes)
    }
    self.shared = shared.sorted(by: Speaker.Identifier.precedes)

    var ids: [String] = []
    var areStated: [Bool] = []
    for speaker in speakers {
      if let settled = speaker.identifiers.first(where: \.isSettled) {
        ids.append(settled.value)
        areStated.append(true)
      } else if stated.contains(speaker.id) {
        ids.append(speaker.id)
        areStated.append(true)
      } else {
        let slug = Slug.make(FoldedText(speaker.name))
        ids.append(slug.isEmpty ? "speaker-" + ShortDigest.digits(of: speaker.name) : slug)
        areStated.append(false)
      }
    }
    self.areStated = areStated
    if Set(texts: ids).count < ids.count {
      Self.tellApart(&ids, areStated, speakers, identifiers, meetingID)
    }
    self.ids = ids
  }

  private static func tellApart(
    _ ids: inout [String], _ areStated: [Bool], _ speakers: [Speaker],
    _ identifiers: [[Speaker.Identifier]], _ meetingID: String
  ) {
    func counts() -> [ExactText: Int] {
      ids.reduce(into: [:]) { $0[text: $1, default: 0] += 1 }
    }
    let ofSlug = counts()
    let slugs = ids
    for index in ids.indices where !areStated[index] && ofSlug[text: slugs[index]]! > 1 {
      var suffix = identifiers[index].first?.suffix ?? ""
      if suffix.isEmpty {
        suffix = speakers[index].roles.first.map { Slug.suffix($0.wording) } ?? ""
      }
      if !suffix.isEmpty { ids[index] = slugs[index] + suffix }
    }
    // Who is still like another, or like one whose name happens to end so.
    let ofID = counts()
    let alike = ids
    var taken = Set(texts: ids)
    for index in ids.indices where !areStated[index] && ofID[text: alike[index]]! > 1 {
      var number = "\(index)"
      repeat {
        ids[index] = slugs[index] + "~" + ShortDigest.digits(of: meetingID + "/" + number)
        number += "+"
      } while !taken.insert(ids[index]).inserted
    }
  }
}

extension Speaker.Identifier {
  /// Whether it is the id that the archive's keeper has settled.
  package var isSettled: Bool { scheme == Self.settledScheme }

  /// What it adds to an id.
  package var suffix: String { Slug.suffix(scheme + " " + value) }

  package static func precedes(_ left: Self, _ right: Self) -> Bool {
    left.scheme.isExactly(right.scheme)
      ? left.value.precedesExactly(right.value) : left.scheme.precedesExactly(right.scheme)
  }
}
