internal import Protobuf
internal import Transcripts

/// Turns the messages of one stream into its elements, with memory of its own. Used by one iterator.
protocol StreamDecoder<Element>: AnyObject, SendableMetatype {
  associatedtype Element

  init()
  /// The element of a message, whose bytes are valid during the call only.
  func decode(_ bytes: UnsafeRawBufferPointer) throws -> Element
  /// The id of the last element; nil before the first.
  var lastID: String? { get }
}

final class MeetingDecoder: StreamDecoder {
  private let arena = MessageArena()
  private(set) var lastID: String?

  func decode(_ bytes: UnsafeRawBufferPointer) throws -> Meeting {
    arena.reset()
    let meeting = try Meeting(decoding: arena.unpack(Messages.meeting, from: bytes))
    lastID = meeting.id
    return meeting
  }
}

final class StatementDecoder: StreamDecoder {
  private let arena = MessageArena()
  private(set) var lastID: String?

  func decode(_ bytes: UnsafeRawBufferPointer) throws -> Statement {
    arena.reset()
    let statement = try Statement(decoding: arena.unpack(Messages.statement, from: bytes))
    lastID = statement.id
    return statement
  }
}

final class StatementViewDecoder: StreamDecoder {
  private var memory = StatementMemory()
  private var last: StatementView?

  var lastID: String? { last?.id }

  func decode(_ bytes: UnsafeRawBufferPointer) throws -> StatementView {
    if memory.isFull { memory = StatementMemory() }
    let view = try memory.unpack(bytes)
    last = view
    return view
  }
}
