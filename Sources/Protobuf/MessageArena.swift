internal import CMemory
package import CProtobufC

/// Memory for the messages of one call: allocated by moving a pointer, released all at once.
///
/// Unpacking a 600-byte statement into a reused arena takes about 40 % of what it takes with malloc.
/// Every pointer that the arena gave out is valid until `reset()` or until the arena goes. An arena
/// belongs to one thread (an event loop, a decoder) at a time.
package final class MessageArena {
  private let state: UnsafeMutablePointer<ArenaState>

  /// An arena that has taken no memory yet.
  package init() {
    state = .allocate(capacity: 1)
    state.initialize(to: ArenaState())
    state.pointee.allocator = ProtobufCAllocator(
      alloc: { ArenaState.allocate($0, $1) },
      // Nothing is released before `reset()`.
      free: { _, _ in },
      allocator_data: state)
  }

  deinit {
    state.pointee.releaseChunks()
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// The arena as protobuf-c sees it; valid as long as the arena.
  package var allocator: UnsafeMutablePointer<ProtobufCAllocator> {
    UnsafeMutableRawPointer(state).assumingMemoryBound(to: ProtobufCAllocator.self)
  }

  /// How many bytes the arena holds of the system, used or not.
  package var capacity: Int { state.pointee.capacity }

  /// Takes back all memory given out. At most `ArenaState.retainedByteCount` bytes stay for reuse.
  package func reset() {
    state.pointee.reset()
  }

  /// Uninitialised memory, aligned to 16 bytes.
  package func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    guard let memory = ArenaState.allocate(state, byteCount) else {
      verbatim_memory_exhausted(byteCount)
    }
    return memory
  }

  /// Unpacks a message whose bytes nobody vouches for.
  ///
  /// Bounds what hostile bytes can cost: their length (2 GiB, protobuf's own limit), the memory they
  /// unpack into, and the stack that nested messages take (protobuf-c recurses without limit, so that
  /// a few megabytes of a message that contains itself would overflow it). Strings are not checked:
  /// see `String.init(checking:field:)`.
  /// - Returns: the message; valid until `reset()`.
  package func unpack<Message>(
    _ type: MessageType<Message>, from bytes: UnsafeRawBufferPointer
  ) throws(ProtobufError) -> UnsafeMutablePointer<Message> {
    guard bytes.count <= Int(Int32.max) else {
      throw ProtobufError(
        code: .tooLong, message: "\(type.name) of \(bytes.count) bytes is longer than 2 GiB")
    }
    state.pointee.beginUnpacking(byteCount: bytes.count)
    defer { state.pointee.endUnpacking() }
    let message = protobuf_c_message_unpack(
      type.descriptor, allocator, bytes.count,
      bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
    if let message {
      return UnsafeMutableRawPointer(message).assumingMemoryBound(to: Message.self)
    }
    switch state.pointee.refusal {
    case .none:
      throw ProtobufError(
        code: .malformed, message: "\(bytes.count) bytes are not a \(type.name) message")
    case .memory:
      throw ProtobufError(
        code: .expandsTooFar,
        message: "\(type.name) of \(bytes.count) bytes would take more than "
          + "\(ArenaState.memoryLimit(byteCount: bytes.count)) bytes of memory")
    case .stack:
      throw ProtobufError(
        code: .nestedTooDeeply, message: "\(type.name) is nested too deeply")
    }
  }
}

/// What an arena is made of: plain memory, so that the allocator's callbacks need no reference counts.
struct ArenaState {
  // protobuf-c is given a pointer to the state as a pointer to its first field.
  var allocator = ProtobufCAllocator()
  private var cursor: UInt = 0
  private var end: UInt = 0
  private var chunks: UnsafeMutablePointer<Chunk>?
  private(set) var capacity = 0
  private var budget = Int.max
  private var stackBase: UInt = 0
  private(set) var refusal = Refusal.none

  /// Most messages fit, and a connection that never gets a larger one costs no more.
  static let firstChunkByteCount = 16 << 10
  /// Chunks double up to this size, so that what stays unused is bounded.
  static let largestChunkByteCount = 1 << 20
  /// Kept by `reset()`. Larger messages are rare enough to go back to malloc.
  static let retainedByteCount = 256 << 10
  /// Stack that unpacking may take. protobuf-c takes about 1 KiB a level, and other implementations
  /// refuse more than 100 levels; secondary threads may have no more than 512 KiB.
  static let stackLimit: UInt = 128 << 10
  /// Memory that unpacking may take whatever the message's length.
  static let freeByteCount = 64 << 10
  /// Memory that unpacking may take for each byte of the message beyond that. The densest honest
  /// messages, lists of short strings, take about 20; empty submessages would take up to 150.
  static let expansionLimit = 32

  static func memoryLimit(byteCount: Int) -> Int { freeByteCount + byteCount * expansionLimit }

  private struct Chunk {
    var next: UnsafeMutablePointer<Chunk>?
    var byteCount: Int
  }

  enum Refusal { case none, memory, stack }

  mutating func beginUnpacking(byteCount: Int) {
    budget = Self.memoryLimit(byteCount: byteCount)
    stackBase = verbatim_stack_address()
    refusal = .none
  }

  mutating func endUnpacking() {
    budget = .max
    stackBase = 0
  }

  /// The callback: nil makes protobuf-c give up.
  static func allocate(_ data: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
    let state = data!.assumingMemoryBound(to: ArenaState.self)
    let rounded = max(16, (size + 15) & ~15)
    guard rounded > 0, rounded <= state.pointee.budget else {
      state.pointee.refusal = .memory
      return nil
    }
    if state.pointee.stackBase != 0 {
      let now = verbatim_stack_address()
      let base = state.pointee.stackBase
      if (now > base ? now - base : base - now) > stackLimit {
        state.pointee.refusal = .stack
        return nil
      }
      state.pointee.budget -= rounded
    }
    if state.pointee.end - state.pointee.cursor < UInt(rounded) {
      guard state.pointee.addChunk(atLeast: rounded) else { return nil }
    }
    let memory = UnsafeMutableRawPointer(bitPattern: state.pointee.cursor)
    state.pointee.cursor += UInt(rounded)
    return memory
  }

  mutating func reset() {
    if let newest = chunks {
      // Several chunks become one, so that the next message of this size needs one.
      let wanted = capacity
      if wanted > Self.retainedByteCount || newest.pointee.next != nil {
        releaseChunks()
        if wanted <= Self.retainedByteCount { _ = addChunk(ofExactly: wanted) }
      } else {
        cursor = UInt(bitPattern: newest) + UInt(Self.headerByteCount)
      }
    }
  }

  mutating func releaseChunks() {
    while let chunk = chunks {
      chunks = chunk.pointee.next
      UnsafeMutableRawPointer(chunk).deallocate()
    }
    cursor = 0
    end = 0
    capacity = 0
  }

  private static let headerByteCount = (MemoryLayout<Chunk>.size + 15) & ~15

  private mutating func addChunk(atLeast byteCount: Int) -> Bool {
    let usual = min(max(Self.firstChunkByteCount, capacity), Self.largestChunkByteCount)
    return addChunk(ofExactly: max(usual, byteCount + Self.headerByteCount))
  }

  private mutating func addChunk(ofExactly byteCount: Int) -> Bool {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
    let chunk = memory.bindMemory(to: Chunk.self, capacity: 1)
    chunk.initialize(to: Chunk(next: chunks, byteCount: byteCount))
    chunks = chunk
    capacity += byteCount
    cursor = UInt(bitPattern: memory) + UInt(Self.headerByteCount)
    end = UInt(bitPattern: memory) + UInt(byteCount)
    return true
  }
}
