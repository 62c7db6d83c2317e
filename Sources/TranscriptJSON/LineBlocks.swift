#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Dispatch
import Synchronization
import TranscriptReading

/// A document of lines, cut at line ends into blocks.
struct LineBlocks {
  /// Lines that follow each other.
  enum Block {
    /// Whole lines, the last of which may want its line feed.
    case lines([UInt8])
    /// One line that is longer than lines may be, by its beginning; it was read over.
    case tooLong([UInt8])
  }

  private let document: Document
  private let maximumLineSize: Int
  /// What was read of a line whose end was not.
  private var rest: [UInt8] = []
  private var pending: [Block] = []
  private var isSkipping = false
  /// The beginning of the line that is read over.
  private var head: [UInt8] = []
  /// So much of a line that is too long is looked at for its meeting.
  private static let headSize = 64 << 10
  private var isAtStart = true
  private var isAtEnd = false

  init(_ document: Document, maximumLineSize: Int) {
    self.document = document
    self.maximumLineSize = maximumLineSize
  }

  /// The next block; nil at the end.
  mutating func next() throws -> Block? {
    while pending.isEmpty, !isAtEnd { try read() }
    return pending.isEmpty ? nil : pending.removeFirst()
  }

  private mutating func read() throws {
    guard let chunk = try document.nextChunk() else {
      isAtEnd = true
      if isSkipping { pending.append(.tooLong(head)) }
      if !rest.isEmpty { pending.append(.lines(rest)) }
      rest = []
      return
    }
    var start = isAtStart && chunk.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    isAtStart = false
    if isSkipping {
      guard let end = chunk[start...].firstIndex(of: 0x0A) else { return }
      isSkipping = false
      pending.append(.tooLong(head))
      start = end + 1
    }
    if let last = chunk[start...].lastIndex(of: 0x0A) {
      rest.append(contentsOf: chunk[start...last])
      pending.append(.lines(rest))
      rest = Array(chunk[(last + 1)...])
    } else {
      rest.append(contentsOf: chunk[start...])
    }
    if rest.count > maximumLineSize {
      head = Array(rest.prefix(Self.headSize))
      rest = []
      isSkipping = true
    }
  }
}

/// What the lines of a block are.
struct ParsedBlock: Sendable {
  var lines: [JSONLine] = []
  /// Lines, blank ones included.
  var lineCount = 0
  var byteCount = 0

  /// Parses a block by itself, with memory of its own.
  init(_ block: LineBlocks.Block, _ options: ReadingOptions) {
    switch block {
    case .tooLong(let head):
      var line = JSONLine(number: 1, byteCount: 0)
      line.fault = .tooLong(options)
      line.meetingKey = head.withUnsafeBytes { BrokenLine($0).meetingKey }
      lines = [line]
      lineCount = 1
      byteCount = options.maximumLineSize
    case .lines(let bytes):
      byteCount = bytes.count
      var parser = JSONLineParser(options)
      bytes.withUnsafeBytes { bytes in
        var start = 0
        while start < bytes.count {
          let found = memchr(bytes.baseAddress! + start, 0x0A, bytes.count - start)
          let end = found.map { UnsafeRawPointer($0) - bytes.baseAddress! } ?? bytes.count
          lineCount += 1
          let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
          if let line = parser.parse(line, number: lineCount) { lines.append(line) }
          start = end + 1
        }
      }
    }
  }
}

/// Parses the blocks of a document on several threads and gives them out in order.
///
/// Blocks are read, and given out, on the thread that asks. At most so many are under way as keep all
/// threads busy, so that memory is bounded by a few blocks.
struct BlockParsing {
  private final class Slot: Sendable {
    let result = Mutex<ParsedBlock?>(nil)
    let isDone = DispatchSemaphore(value: 0)
  }

  private var blocks: LineBlocks
  private let options: ReadingOptions
  private let queue: DispatchQueue
  private let capacity: Int
  private var slots: [Slot] = []

  init(_ document: Document, _ options: ReadingOptions) {
    blocks = LineBlocks(document, maximumLineSize: options.maximumLineSize)
    self.options = options
    queue = DispatchQueue(label: "verbatim.lines", attributes: .concurrent)
    capacity = options.threads > 1 ? 2 * options.threads : 0
  }

  /// The next block; nil at the end.
  mutating func next() throws -> ParsedBlock? {
    // A document of one block is parsed where it is.
    guard capacity > 0 else { return try blocks.next().map { ParsedBlock($0, options) } }
    while slots.count < capacity, let block = try blocks.next() {
      let slot = Slot()
      slots.append(slot)
      queue.async { [options] in
        let parsed = ParsedBlock(block, options)
        slot.result.withLock { $0 = parsed }
        slot.isDone.signal()
      }
    }
    guard !slots.isEmpty else { return nil }
    let slot = slots.removeFirst()
    slot.isDone.wait()
    return slot.result.withLock { $0.take() }
  }
}
