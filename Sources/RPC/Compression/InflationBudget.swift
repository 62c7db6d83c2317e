internal import Synchronization

/// What a client may have its server decompress: a few bytes on the wire can become any number, and the
/// time that takes is that of other connections. Usable from any thread.
package final class InflationBudget: Sendable {
  /// Bytes of a message that are decompressed whatever the ratio, in less than a millisecond.
  private static let always = 512 * 1024
  /// The same in some twenty microseconds.
  private static let little = 16 * 1024

  private let limits: ServerLimits
  /// The time of the whole server for that, and whom this connection takes it for; nil for all there is.
  private let share: InflationShare?
  private let origin: [UInt8]
  private let budget: Mutex<FrameBudget>
  private let now: Atomic<UInt64>
  private let onRefusal: @Sendable (CallLimit) -> Void

  init(
    _ limits: ServerLimits, share: InflationShare? = nil, origin: [UInt8] = [], now: UInt64,
    onRefusal: @escaping @Sendable (CallLimit) -> Void
  ) {
    self.limits = limits
    self.share = share
    self.origin = origin
    self.onRefusal = onRefusal
    self.now = Atomic(now)
    budget = Mutex(
      FrameBudget(burst: limits.inflationBurst, perSecond: limits.inflationPerSecond, now: now))
  }

  /// The time of the connection's session, which stands still within a burst.
  func pass(to time: UInt64) { now.store(time, ordering: .relaxed) }

  /// The message that `bytes` hold. Throws RESOURCE_EXHAUSTED, which says what was too much, before more
  /// than that is decompressed.
  func decompress(
    _ bytes: UnsafeRawBufferPointer, _ algorithm: CompressionAlgorithm, limit: Int
  ) throws(RPCError) -> [UInt8] {
    // Nothing is set up for who has nothing left: to say no is cheap.
    guard left > 0 else {
      onRefusal(.inflation)
      throw exhausted
    }
    return try sharing { () throws(RPCError) -> [UInt8] in
      try decompressOwn(bytes, algorithm, limit: limit)
    }
  }

  /// The same of what becomes no longer than a small message; nil, with that little spent, where it does.
  func decompressLittle(
    _ bytes: UnsafeRawBufferPointer, _ algorithm: CompressionAlgorithm, limit: Int
  ) throws(RPCError) -> [UInt8]? {
    guard bytes.count <= Self.little else { return nil }
    guard left > Self.little, limit > Self.little else {
      return try decompress(bytes, algorithm, limit: limit)
    }
    return try sharing { () throws(RPCError) -> [UInt8]? in
      var produced = 0
      defer { _ = budget.withLock { $0.spend(produced, now: now.load(ordering: .relaxed)) } }
      do throws(RPCError) {
        return try Zlib.decompress(bytes, algorithm, limit: Self.little, produced: &produced)
      } catch {
        produced = max(produced, bytes.count)
        guard error.code == .resourceExhausted else { throw error }
        return nil
      }
    }
  }

  private var left: Int { budget.withLock { $0.left(now: now.load(ordering: .relaxed)) } }

  /// Runs `body` if there is time for it, and counts that.
  private func sharing<Result>(_ body: () throws(RPCError) -> Result) throws(RPCError) -> Result {
    guard let share else { return try body() }
    if let result = try share.spend(from: origin, body) { return result }
    onRefusal(.inflationShare)
    throw RPCError(
      .resourceExhausted,
      "decompressing requests takes as much of the server's time as it may, for your address or in "
        + "all: \(share.share) of a core (inflation-share); try again later, or send requests "
        + "uncompressed")
  }

  private var exhausted: RPCError {
    RPCError(
      .resourceExhausted,
      "this connection has had as much decompressed as it may for now: \(limits.inflationBurst) "
        + "bytes at once (inflation-burst), \(limits.inflationPerSecond) a second "
        + "(inflation-per-second); try again later, or send requests uncompressed")
  }

  private func decompressOwn(
    _ bytes: UnsafeRawBufferPointer, _ algorithm: CompressionAlgorithm, limit: Int
  ) throws(RPCError) -> [UInt8] {
    let now = now.load(ordering: .relaxed)
    let left = budget.withLock { $0.left(now: now) }
    let (product, overflow) = bytes.count.multipliedReportingOverflow(
      by: limits.maximumInflationRatio)
    let ratio = max(Self.always, overflow ? .max : product)
    let most = min(limit, left, ratio)
    var produced = 0
    do throws(RPCError) {
      let message = try Zlib.decompress(bytes, algorithm, limit: most, produced: &produced)
      _ = budget.withLock { $0.spend(message.count, now: now) }
      return message
    } catch {
      // Too much costs all that it could have; what is damaged costs what was done for it.
      let cost =
        error.code == .resourceExhausted ? min(left, most) : max(bytes.count, produced)
      _ = budget.withLock { $0.spend(cost, now: now) }
      // A message over the limit for all messages is told so by zlib's side.
      guard error.code == .resourceExhausted, most < limit else { throw error }
      if left < ratio {
        onRefusal(.inflation)
        throw exhausted
      }
      onRefusal(.inflationRatio)
      throw RPCError(
        .resourceExhausted,
        "a message becomes more than \(limits.maximumInflationRatio) times as long when it is "
          + "decompressed (maximum-inflation-ratio)")
    }
  }
}
