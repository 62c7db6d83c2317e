/// The answer to a query for meetings or speakers: framed messages, made in batches as they are asked
/// for. Holds one batch, whatever the size of the answer. Belongs to one thread at a time.
package final class ListCursor: MessageCursor {
  private var batch: [UInt8] = []
  private var position = 0
  private var fill: ((inout [UInt8]) -> Bool)?

  /// A batch is full with this many bytes: four frames.
  static let batchByteCount = 32 << 10
  /// Fills that look at much and find little before others have their turn.
  private static let patience = 2

  /// - Parameter fill: adds framed messages to the batch until it has `batchByteCount` bytes, there are
  ///   no more, or it has looked at enough for once; returns whether there may be more.
  init(fill: @escaping (inout [UInt8]) -> Bool) {
    self.fill = fill
  }

  package func prepare(upTo limit: Int) -> (count: Int, isLast: Bool) {
    var patience = Self.patience
    // A batch that would not fill the frame is refilled, so that the last one is known for what it is.
    while batch.count - position <= limit, let fill {
      batch.removeSubrange(..<position)
      position = 0
      if !fill(&batch) {
        self.fill = nil
      } else if batch.count < Self.batchByteCount {
        patience -= 1
        if patience == 0 { break }
      }
    }
    let left = batch.count - position
    return (min(left, limit), left <= limit && fill == nil)
  }

  package func copy(_ count: Int, to destination: UnsafeMutableRawPointer) {
    precondition(count <= batch.count - position, "more than was prepared")
    batch.withUnsafeBytes { bytes in
      guard count > 0 else { return }
      destination.copyMemory(from: bytes.baseAddress! + position, byteCount: count)
    }
    position += count
  }

  /// Gives each frame that was not copied yet, for as long as the call.
  package func forEach(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    while true {
      let (count, isLast) = prepare(upTo: 1)
      if count == 0, isLast { return }
      try batch.withUnsafeBytes { bytes in
        while position < bytes.count {
          let length = UInt32(
            bigEndian: bytes.loadUnaligned(fromByteOffset: position + 1, as: UInt32.self))
          let end = position + Frame.prefixByteCount + Int(length)
          try body(UnsafeRawBufferPointer(rebasing: bytes[position..<end]))
          position = end
        }
      }
    }
  }

  /// Gives each message, without its prefix, that was not copied yet, for as long as the call.
  package func forEachMessage(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
    try forEach { try body(UnsafeRawBufferPointer(rebasing: $0[Frame.prefixByteCount...])) }
  }
}
