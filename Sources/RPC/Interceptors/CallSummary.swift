/// What became of a call, for interceptors.
public struct CallSummary: Hashable, Sendable {
  /// How it ended. CANCELLED where the client left before the server's status did.
  public var status: StatusCode
  /// The status's message; empty for a call that succeeded.
  public var message: String
  /// From the call's first headers to its end.
  public var duration: Duration
  /// Messages and bytes of requests.
  public var requests: Traffic
  /// Messages and bytes of responses.
  public var responses: Traffic

  /// What went one way.
  public struct Traffic: Hashable, Sendable {
    /// Messages of which at least the prefix went.
    public var messages = 0
    /// Bytes as they went, gRPC's five before each message included, compressed where they were.
    public var bytes = 0

    /// Nothing yet.
    public init() {}
  }

  init(
    _ end: Result<Void, RPCError>, duration: Duration, requests: Traffic, responses: Traffic
  ) {
    switch end {
    case .success: (status, message) = (.ok, "")
    case .failure(let error): (status, message) = (error.code, error.message)
    }
    self.duration = duration
    self.requests = requests
    self.responses = responses
  }
}

/// Counts messages in framed bytes that come in pieces.
struct TrafficCounter {
  private(set) var traffic = CallSummary.Traffic()
  /// Bytes of the present message that are still to come.
  private var left = 0
  /// The bytes of a prefix that is not complete, and how many.
  private var length: UInt32 = 0
  private var prefixBytes = 0

  /// Whether the last message is not all there.
  var isWithinMessage: Bool { left > 0 || prefixBytes > 0 }

  mutating func count(_ bytes: UnsafeRawBufferPointer) {
    traffic.bytes += bytes.count
    var index = 0
    while index < bytes.count {
      if left > 0 {
        let step = min(left, bytes.count - index)
        left -= step
        index += step
        continue
      }
      if prefixBytes == 0, bytes.count - index >= MessageFrame.prefixLength {
        traffic.messages += 1
        left = Int(
          UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: index + 1, as: UInt32.self)))
        index += MessageFrame.prefixLength
        continue
      }
      // A prefix in pieces. Its first byte is its flag; the length follows, most significant byte first.
      if prefixBytes > 0 { length = length << 8 | UInt32(bytes[index]) }
      prefixBytes += 1
      index += 1
      if prefixBytes == MessageFrame.prefixLength {
        traffic.messages += 1
        left = Int(length)
        prefixBytes = 0
        length = 0
      }
    }
  }
}
