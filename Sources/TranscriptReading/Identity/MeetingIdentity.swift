import Digests
package import Transcripts

/// Makes ids of meetings, the same whenever the same document is read again.
package enum MeetingIdentity {
  /// Longest part of an id that comes from the title.
  private static let maximumTitle = 64

  /// `DATE-TITLE` and what tells it from others of that day: the source's key, or else the time of
  /// its start.
  /// - Parameters:
  ///   - meeting: The meeting; its title, date, start time and URL are used.
  ///   - sourceKey: The number in its address, or the source's id; may be empty.
  package static func id(of meeting: Meeting, sourceKey: String = "") -> String {
    var id = meeting.date.description
    let title = slug(meeting.title, limit: maximumTitle)
    if !title.isEmpty { id += "-" + title }
    let key = sourceKey.isEmpty ? meeting.startTime : sourceKey
    let suffix = slug(key, limit: 32)
    if !suffix.isEmpty { id += "~" + suffix }
    return id
  }

  /// Whether a text may be an id of a meeting: 1 to 128 bytes of `[A-Za-z0-9._:~-]`.
  package static func isValid(_ id: String) -> Bool {
    (1...128).contains(id.utf8.count)
      && id.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
      }
  }

  /// A valid id for a key that a source gives: the key itself when it may stand as an id, else its
  /// slug and a hash.
  package static func id(forKey key: String) -> String {
    if isValid(key) { return key }
    let hash = Base32.prefix(10, of: Digest.sha256(Array(key.utf8)))
    let head = Slug.make(FoldedText(key), limit: .max).prefix(100)
    return head.isEmpty ? hash : head + "~" + hash
  }

  /// Cut at a word's end where there is one, with a short hash when something was cut off, so that
  /// long titles with one beginning stay apart.
  private static func slug(_ text: String, limit: Int) -> String {
    let whole = Slug.make(FoldedText(text), limit: .max)
    guard whole.utf8.count > limit else { return whole }
    let head = whole.prefix(limit - 7)
    let cut = head.lastIndex(of: "-").map { head[..<$0] } ?? head
    return cut + "-" + Base32.prefix(6, of: Digest.sha256(Array(whole.utf8)))
  }
}
