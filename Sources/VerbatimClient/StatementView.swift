internal import ArchiveProtocol
internal import CProtobufC
package import CVerbatimProto
internal import Protobuf
internal import RPC
public import Transcripts

/// A statement as it was received: its fields become Swift values when they are asked for.
///
/// A view shares its memory with the views received around it, about 64 KiB in all: to keep single
/// statements for long, keep `statement()`.
public struct StatementView: Sendable {
  private let memory: StatementMemory
  // Points into `memory`, which outlives it, at a message that nothing writes to any more.
  private nonisolated(unsafe) let message: UnsafePointer<Verbatim__V1__Statement>

  init(memory: StatementMemory, message: UnsafePointer<Verbatim__V1__Statement>) {
    self.memory = memory
    self.message = message
  }

  /// The statement's id.
  public var id: String { text(message.pointee.id) }
  /// The meeting it was made at.
  public var meetingID: String { text(message.pointee.meeting_id) }
  /// Position within the meeting, from 0.
  public var ordinal: UInt32 { message.pointee.ordinal }
  /// The day it was made; nil if the server sent none.
  public var date: CalendarDate? {
    CalendarDate(iso: UnsafeRawBufferPointer(message.pointee.date))
  }
  /// What kind of statement it is; `.unspecified` for one that this version does not know.
  public var kind: Statement.Kind {
    Statement.Kind(decoding: message.pointee.kind) ?? .unspecified
  }
  /// Id of the speaker; empty if not settled.
  public var speakerID: String {
    message.pointee.attribution.map { text($0.pointee.speaker_id) } ?? ""
  }
  /// The printed label.
  public var label: String { message.pointee.attribution.map { text($0.pointee.label) } ?? "" }
  /// The speaker's name as the label gives it; empty when it gives none.
  public var name: String { message.pointee.attribution.map { text($0.pointee.name) } ?? "" }
  /// The role the speaker held by this label or an earlier one of the meeting; empty when not known.
  public var role: String { message.pointee.attribution.map { text($0.pointee.role) } ?? "" }
  /// How far the speaker is known.
  public var certainty: Attribution.Certainty {
    message.pointee.attribution.flatMap {
      Attribution.Certainty(decoding: $0.pointee.certainty)
    } ?? .unspecified
  }
  /// How many marks there are: notes, elisions and others that are not the speaker's words.
  public var markCount: Int { message.pointee.n_marks }
  /// How many paragraphs there are.
  public var paragraphCount: Int { message.pointee.n_paragraphs }

  /// A paragraph, from 0 to `paragraphCount` - 1.
  public func paragraph(_ index: Int) -> String {
    precondition((0..<paragraphCount).contains(index), "there is no paragraph \(index)")
    return text(message.pointee.paragraphs[index])
  }

  /// Calls `body` with the UTF-8 bytes of a paragraph, which are valid during the call only.
  public func withParagraph<Result>(
    _ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    precondition((0..<paragraphCount).contains(index), "there is no paragraph \(index)")
    return try body(UnsafeRawBufferPointer(message.pointee.paragraphs[index]))
  }

  /// Calls `body` with the message as it was received, which is valid during the call only.
  package func withMessage<Result>(
    _ body: (UnsafePointer<Verbatim__V1__Statement>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(memory) { try body(message) }
  }

  /// The whole statement as a value of its own. Throws `RPCError` (INTERNAL) when the server sent
  /// what is no statement, such as text that is not UTF-8.
  public func statement() throws -> Statement {
    do {
      return try Statement(decoding: message)
    } catch {
      throw RPCError(.internalError, "the response cannot be decoded: \(error)")
    }
  }

  /// Bytes that are not UTF-8 show as U+FFFD.
  private func text(_ bytes: ProtobufCBinaryData) -> String {
    String(decoding: UnsafeRawBufferPointer(bytes), as: UTF8.self)
  }
}

/// The memory of some views.
///
/// `@unchecked Sendable` is sound: only the decoder that made it unpacks into it, on one task; views
/// read messages that are complete, whose memory the arena neither moves nor touches until it goes.
final class StatementMemory: @unchecked Sendable {
  private static let capacity = 64 * 1024

  private let arena = MessageArena()

  /// Whether further statements belong elsewhere, so that one kept view does not keep all of them.
  var isFull: Bool { arena.capacity > Self.capacity }

  func unpack(_ bytes: UnsafeRawBufferPointer) throws -> StatementView {
    StatementView(
      memory: self, message: UnsafePointer(try arena.unpack(Messages.statement, from: bytes)))
  }
}
