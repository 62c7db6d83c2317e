import Digests
package import Transcripts

/// Keeps the meetings of many documents apart, by their ids and words.
///
/// An id that the source states is its own: whoever comes with it later takes the place of the earlier
/// one, unless all of it is the same. An id that was made of day and title never takes another document's place: with the same words
/// it is a repeat, with other words (a morning and an afternoon of one day) a meeting of its own.
///
/// Meetings are shown in document order, and ``take(_:words:of:)`` is called for those that are kept.
package struct MeetingRegister {
  /// What a meeting is, given those before it.
  package enum Verdict: Sendable {
    /// None had its id.
    case new
    /// None of the same words had its id, which was made anew to keep it apart from that document's.
    case keptApart(from: Holder)
    /// That document's meeting is the same: to be left out.
    case repeated(of: Holder)
    /// It takes the place of that document's, in which anything was otherwise.
    case replacing(Holder)
  }

  /// The document that has an id, and what it has under it.
  package struct Holder: Sendable {
    /// Its path or name.
    package var document: String
    /// Statements of the meeting.
    package var statementCount: Int
    /// Bytes of their text.
    package var byteCount: Int
    fileprivate var words: MeetingWords
  }

  private var holders: [String: Holder] = [:]
  /// The id of the last meeting that has a digest among the first of its sketch.
  private var idOfDigest: [UInt64: String] = [:]

  /// So many of a sketch's digests are looked up: two that are alike have one of them in common.
  private static let lookedUpDigests = 8
  /// The share of common paragraphs from which two meetings are alike.
  private static let leastLikeness = 0.5
  /// Of documents with very many such meetings, so many are named.
  package static let namedLikenesses = 100

  /// A register without meetings.
  package init() {}

  /// Says what `transcript` is, and gives it another id where its own is taken by other words.
  ///
  /// - Complexity: O(1), but for a meeting that gets another id: O(its bytes).
  package func judge(_ transcript: inout Transcript, words: MeetingWords) -> Verdict {
    guard let holder = holders[transcript.meeting.id] else { return .new }
    if transcript.statesMeetingID {
      return holder.words.areAllTheSame(as: words) ? .repeated(of: holder) : .replacing(holder)
    }
    if holder.words.saySame(as: words) { return .repeated(of: holder) }
    let id = transcript.meeting.id
    // Six digits tell a thousand million apart; if they do not suffice, all twelve do.
    for length in [6, 12] {
      let other = Self.idApart(from: id, words, length: length)
      switch holders[other] {
      case nil:
        transcript.rename(meeting: other)
        return .keptApart(from: holder)
      case let holder? where holder.words.saySame(as: words): return .repeated(of: holder)
      default: continue
      }
    }
    return .replacing(holder)
  }

  /// The id of a meeting that is kept apart from another of the id that day and title make.
  package static func idApart(
    from id: String, _ words: MeetingWords, length: Int = 6
  ) -> String {
    "\(id)~\(Base32.prefix(length, of: words.said))"
  }

  /// Notes that a meeting is kept, under the id it has now.
  /// - Returns: a meeting of another id that was kept and most of whose paragraphs have the same words: one
  ///   of the two may be a second reading of the other.
  @discardableResult
  package mutating func take(
    _ transcript: Transcript, words: MeetingWords, of document: String
  ) -> (id: String, holder: Holder)? {
    let alike = meeting(like: words.sketch, except: transcript.meeting.id)
    for digest in words.sketch.digests.prefix(Self.lookedUpDigests) {
      idOfDigest[digest] = transcript.meeting.id
    }
    holders[transcript.meeting.id] = Holder(
      document: document, statementCount: transcript.statements.count, byteCount: words.byteCount,
      words: words)
    return alike
  }

  private func meeting(
    like sketch: WordSketch, except id: String
  ) -> (id: String, holder: Holder)? {
    for digest in sketch.digests.prefix(Self.lookedUpDigests) {
      guard let other = idOfDigest[digest], other != id, let holder = holders[other],
        sketch.likeness(to: holder.words.sketch) >= Self.leastLikeness
      else { continue }
      return (other, holder)
    }
    return nil
  }
}

extension Transcript {
  /// Gives the meeting another id, and its statements ids that begin with it.
  package mutating func rename(meeting id: String) {
    let prefix = meeting.id + "/"
    meeting.id = id
    for index in statements.indices {
      statements[index].meetingID = id
      if statements[index].id.hasPrefix(prefix) {
        statements[index].id = "\(id)/\(statements[index].id.dropFirst(prefix.count))"
      }
    }
  }
}
