package import Archive
internal import ArchiveProtocol
internal import ArchiveStorage
package import LastingArchive
internal import People
internal import Protobuf
internal import TranscriptReading
internal import Transcripts

/// Where documents are loaded into.
package enum LoadTarget: Sendable {
  /// An archive that forgets all when the program ends.
  case memory(Archive)
  /// One that follows a file.
  case lasting(LastingArchive)

  /// Has `body` take meetings, all or none of them.
  func load(merges: SpeakerMerges, _ body: (MeetingTaker) throws -> Void) throws {
    switch self {
    case .memory(let archive):
      try archive.load(merges: merges) { try body(MeetingTaker(loader: $0, recorder: nil)) }
    case .lasting(let lasting):
      try lasting.load(principal: Principals.start) {
        try body(MeetingTaker(loader: $0.loader, recorder: $0))
      }
    }
  }
}

/// Takes meetings, into memory alone or into a lasting archive as well.
struct MeetingTaker {
  let loader: Loader
  let recorder: Recorder?

  /// What came of a meeting.
  enum Outcome {
    case added
    /// It takes the place of one that an earlier document of the same loading had.
    case replaced
    /// It is another revision of one that the archive remembers.
    case revised(UInt32)
    /// The archive has it just like this.
    case unchanged
    /// The archive has it from another document of an earlier start; it is left out.
    case repeated
  }

  /// Takes somebody who has said nothing.
  /// - Throws: `ImportError` where the person cannot be kept; `StorageError`.
  func take(bystander: Speaker, of transcript: Transcript) throws {
    if let recorder {
      try recorder.append(bystander: bystander, of: transcript)
    } else {
      try loader.append(bystander: bystander, of: transcript)
    }
  }

  /// Takes a meeting that was found valid under the id it had when it was read.
  /// - Parameter isRenamed: Whether it got another one since.
  /// - Throws: `ImportError` where it cannot be kept; `StorageError`.
  func take(
    _ transcript: inout Transcript, words: MeetingWords, isRenamed: Bool
  ) throws -> Outcome {
    guard let recorder else {
      let outcome =
        try isRenamed ? loader.append(transcript) : loader.append(valid: transcript)
      switch outcome {
      case .added: return .added
      case .replaced: return .replaced
      case .unchanged: return .unchanged
      }
    }
    if isRenamed { try transcript.validate(in: MessageArena()) }
    switch try recorder.append(valid: &transcript, words: words) {
    case .added: return .added
    case .revised(let revision): return .revised(revision)
    case .unchanged: return .unchanged
    case .repeated: return .repeated
    }
  }
}
