internal import ArchiveProtocol
internal import Protobuf
internal import Transcripts

/// Turns the messages of one stream into its elements, with memory of its own. Used by one iterator.
protocol StreamDecoder<Element>: AnyObject, SendableMetatype {
  associatedtype Element

  init()
  /// Makes the element of a message, whose bytes are valid during the call only.
  func decode(_ bytes: UnsafeRawBufferPointer) throws
  /// Gives out the element that `decode` made; nil if it was given out.
  func takeElement() -> Element?
  /// The id of the last element; nil before the first.
  var lastID: String? { get }
}

final class MeetingDecoder: StreamDecoder {
  private let arena = MessageArena()
  private var element: Meeting?
  private(set) var lastID: String?

  func decode(_ bytes: UnsafeRawBufferPointer) throws {
    arena.reset()
    let meeting = try Meeting(decoding: arena.unpack(Messages.meeting, from: bytes))
    lastID = meeting.id
    element = meeting
  }

  func takeElement() -> Meeting? { element.take() }
}

final class SpeakerDecoder: StreamDecoder {
  private let arena = MessageArena()
  private var element: Speaker?
  private(set) var lastID: String?

  func decode(_ bytes: UnsafeRawBufferPointer) throws {
    arena.reset()
    let speaker = try Speaker(decoding: arena.unpack(Messages.speaker, from: bytes))
    lastID = speaker.id
    element = speaker
  }

  func takeElement() -> Speaker? { element.take() }
}

final class StatementDecoder: StreamDecoder {
  private let arena = MessageArena()
  private let recent = RecentTexts()
  // Exclusivity is not checked at run time: one iterator calls, and no call comes back here.
  @exclusivity(unchecked) private var element: Statement?
  @exclusivity(unchecked) private(set) var lastID: String?

  func decode(_ bytes: UnsafeRawBufferPointer) throws {
    arena.reset()
    let statement = try Statement(
      decoding: arena.unpack(Messages.statement, from: bytes), recent: recent)
    lastID = statement.id
    element = statement
  }

  func takeElement() -> Statement? { element.take() }
}

final class StatementViewDecoder: StreamDecoder {
  private var memory = StatementMemory()
  @exclusivity(unchecked) private var element: StatementView?
  @exclusivity(unchecked) private var last: StatementView?

  var lastID: String? { last?.id }

  func decode(_ bytes: UnsafeRawBufferPointer) throws {
    if memory.isFull { memory = StatementMemory() }
    let view = try memory.unpack(bytes)
    last = view
    element = view
  }

  func takeElement() -> StatementView? { element.take() }
}

final class EventDecoder: StreamDecoder {
  private let arena = MessageArena()
  private var element: ArchiveEvent?
  var lastID: String? { nil }

  func decode(_ bytes: UnsafeRawBufferPointer) throws {
    arena.reset()
    element = try ArchiveEvent(decoding: arena.unpack(Messages.archiveEvent, from: bytes))
  }

  func takeElement() -> ArchiveEvent? { element.take() }
}
