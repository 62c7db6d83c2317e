internal import RPC

/// Counts the messages of an answer and checks that each is whole, without keeping them.
struct FrameCounter {
  private(set) var messages = 0
  private(set) var bytes = 0
  private let limit: Int
  /// Bytes of the message under way that are still to come.
  private var missing = 0
  /// Bytes of a prefix that came in pieces.
  private var prefix: (count: Int, flag: UInt8, length: Int) = (0, 0, 0)

  /// `limit` is the largest message that is taken, in bytes as sent.
  init(limit: Int) { self.limit = limit }

  /// Takes bytes of the answer. What is wrong with them, if anything is.
  mutating func add(_ data: UnsafeRawBufferPointer) -> RPCError? {
    bytes += data.count
    var position = 0
    while position < data.count {
      if missing > 0 {
        let step = min(missing, data.count - position)
        position += step
        missing -= step
        if missing == 0 { messages += 1 }
      } else if prefix.count == 0, data.count - position >= MessageFrame.prefixLength {
        let head = MessageFrame.prefix(UnsafeRawBufferPointer(rebasing: data[position...]))
        position += MessageFrame.prefixLength
        if let error = begin(head.flag, head.length) { return error }
      } else {
        if prefix.count == 0 {
          prefix.flag = data[position]
        } else {
          prefix.length = prefix.length << 8 | Int(data[position])
        }
        prefix.count += 1
        position += 1
        guard prefix.count == MessageFrame.prefixLength else { continue }
        let (flag, length) = (prefix.flag, prefix.length)
        prefix = (0, 0, 0)
        if let error = begin(flag, length) { return error }
      }
    }
    return nil
  }

  private mutating func begin(_ flag: UInt8, _ length: Int) -> RPCError? {
    guard flag <= 1 else {
      return RPCError(.internalError, "a message is marked with \(flag), which means nothing")
    }
    guard length <= limit else {
      return RPCError(
        .resourceExhausted, "a message of \(length) bytes is larger than the limit of \(limit)")
    }
    missing = length
    if length == 0 { messages += 1 }
    return nil
  }

  /// What is wrong with an answer that has ended, if anything is.
  func verdict(isStream: Bool) -> RPCError? {
    if missing > 0 || prefix.count > 0 {
      return RPCError(.internalError, "the answer ended within a message")
    }
    if !isStream, messages != 1 {
      return RPCError(.internalError, "the answer has \(messages) messages, not one")
    }
    return nil
  }
}
