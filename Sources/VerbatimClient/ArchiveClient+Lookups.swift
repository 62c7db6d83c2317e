internal import ArchiveProtocol
internal import RPC
public import RPCClient
public import Transcripts

// Several values by their ids, in one call for each thousand of them.

extension ArchiveClient {
  /// The meetings of these ids. Ids that the archive does not have are not among the keys.
  public func meetings(
    ids: some Collection<String>, options: CallOptions = CallOptions()
  ) async throws -> [String: Meeting] {
    var found: [String: Meeting] = [:]
    for ids in Self.parts(of: ids) {
      for try await meeting in meetings(matching: MeetingQuery(ids: ids), options: options) {
        found[meeting.id] = meeting
      }
    }
    return found
  }

  /// The statements of these ids. Ids that the archive does not have are not among the keys.
  public func statements(
    ids: some Collection<String>, options: CallOptions = CallOptions()
  ) async throws -> [String: Statement] {
    var found: [String: Statement] = [:]
    for ids in Self.parts(of: ids) {
      let filter = StatementFilter(statementIDs: ids)
      for try await statement in statements(matching: filter, options: options) {
        found[statement.id] = statement
      }
    }
    return found
  }

  /// The speakers of these ids, by the ids that were asked for: one that was merged into another has
  /// that other speaker. Ids that the archive does not have are not among the keys.
  public func speakers(
    ids: some Collection<String>, options: CallOptions = CallOptions()
  ) async throws -> [String: Speaker] {
    var found: [String: Speaker] = [:]
    for ids in Self.parts(of: ids) {
      var isUnclear = false
      let asked = Set(ids)
      for try await speaker in speakers(matching: SpeakerQuery(ids: ids), options: options) {
        found[speaker.id] = speaker
        let others = speaker.otherIDs.filter(asked.contains)
        for id in others { found[id] = speaker }
        isUnclear = isUnclear || others.isEmpty && !asked.contains(speaker.id)
      }
      // A speaker of very many ids does not list all: the look-up of one says whose it is.
      guard isUnclear else { continue }
      for id in ids where found[id] == nil {
        do {
          found[id] = try await speaker(id, options: options)
        } catch let error as RPCError where error.code == .notFound {
          continue
        }
      }
    }
    let asked = Set(ids)
    return found.filter { asked.contains($0.key) }
  }

  private static func parts(of ids: some Collection<String>) -> [[String]] {
    let ids = Array(Set(ids))
    return stride(from: 0, to: ids.count, by: QueryLimits.valuesPerField).map {
      Array(ids[$0..<min(ids.count, $0 + QueryLimits.valuesPerField)])
    }
  }
}
