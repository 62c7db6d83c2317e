internal import RPC
public import RPCClient
public import Transcripts

// Who is who, decided in an archive that is kept in a file. Each takes the right `people`, and about as long as
// the server's start from its file.
//
// NOT_FOUND for an id that nobody has; FAILED_PRECONDITION for what contradicts a decision that stands, is decided
// already or does nothing, and from a server whose archive is kept in no file.

extension ArchiveClient {
  /// Decides that several ids are one person. Those that are given up still find them.
  /// - Parameters:
  ///   - ids: ids that are given up.
  ///   - kept: the id that is kept.
  ///   - isDryRun: only say what would come of it; so below.
  public func mergeSpeakers(
    _ ids: [String], into kept: String, isDryRun: Bool = false,
    options: CallOptions = CallOptions()
  ) async throws -> DecisionReport {
    try await channel.unary(
      Methods.mergeSpeakers, SpeakersMerge(ids: ids, into: kept, isDryRun: isDryRun),
      encoding: Coding.mergeSpeakers, decoding: Coding.decisionReport, options: options)
  }

  /// Decides that a part of what was said under an id is somebody else's, whose id may be a new one. The first
  /// of several decisions that fit a statement counts.
  public func splitSpeaker(
    _ id: String, _ condition: SplitCondition, into other: String, isDryRun: Bool = false,
    options: CallOptions = CallOptions()
  ) async throws -> DecisionReport {
    try await channel.unary(
      Methods.splitSpeaker, SpeakerSplit(id: id, condition, into: other, isDryRun: isDryRun),
      encoding: Coding.splitSpeaker, decoding: Coding.decisionReport, options: options)
  }

  /// Decides that two ids are two people, who are not to be merged.
  public func keepApart(
    _ id: String, _ other: String, isDryRun: Bool = false, options: CallOptions = CallOptions()
  ) async throws -> DecisionReport {
    try await channel.unary(
      Methods.keepApart, SpeakersApart(id: id, otherID: other, isDryRun: isDryRun),
      encoding: Coding.keepApart, decoding: Coding.decisionReport, options: options)
  }

  /// Decides which name of a person to show.
  public func nameSpeaker(
    _ id: String, _ name: String, isDryRun: Bool = false, options: CallOptions = CallOptions()
  ) async throws -> DecisionReport {
    try await channel.unary(
      Methods.nameSpeaker, SpeakerNaming(id: id, name: name, isDryRun: isDryRun),
      encoding: Coding.nameSpeaker, decoding: Coding.decisionReport, options: options)
  }

  /// Takes a decision back, as if it had never been. NOT_FOUND where none of that number stands.
  public func undoDecision(
    _ number: UInt64, isDryRun: Bool = false, options: CallOptions = CallOptions()
  ) async throws -> DecisionReport {
    try await channel.unary(
      Methods.undoDecision, DecisionUndoing(number: number, isDryRun: isDryRun),
      encoding: Coding.undoDecision, decoding: Coding.decisionReport, options: options)
  }

  /// The decisions that stand, those of the server's merge file first.
  /// - Parameter includesUndone: those that were undone, too.
  public func decisions(
    includingUndone includesUndone: Bool = false, options: CallOptions = CallOptions()
  ) async throws -> [SpeakerDecision] {
    try await channel.unary(
      Methods.listDecisions, DecisionQuery(includesUndone: includesUndone),
      encoding: Coding.listDecisions, decoding: Coding.decisions, options: options)
  }
}
