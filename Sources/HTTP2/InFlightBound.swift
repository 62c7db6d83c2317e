/// How much of the streams' bodies may be on its way that the peer has not been seen to read.
///
/// A peer's windows say what its memory takes, not what it keeps up with: where they are wide, megabytes lie
/// in the kernels of both sides, and stand before every small answer. So a PING follows every so many bytes;
/// its answer says that all before it was read. The bound grows with what the line holds, the rate of
/// reading times the shortest round trip (as in BBR, draft-ietf-ccwg-bbr), so that long lines are filled.
struct InFlightBound {
  /// A ping that is on its way.
  private struct Mark {
    let sequence: UInt32
    /// Bytes sent before it.
    let sent: Int
    /// Bytes known to be read when it was sent.
    let read: Int
    let at: UInt64
  }

  /// "body", before each ping's number.
  private static let tag: UInt64 = 0x626f_6479 << 32
  /// Streams that have sent no more than this are never held: what is small is not what others wait for.
  static let smallBody = 64 * 1024
  private static let mostMarks = 4
  /// How much more may be on its way than the line is known to hold, so that more is tried.
  private static let gain = 4.0
  /// The shortest round trip is measured anew after so long, with nothing on its way: lines change.
  private static let shortestLasts: UInt64 = 10_000_000_000

  private let least: Int
  private(set) var bound: Int
  private var sent = 0
  private var read = 0
  private var marks: [Mark] = []
  private var marked = 0
  private var sequence: UInt32 = 0
  private var shortest = UInt64.max
  private var shortestAt: UInt64
  /// The ping whose answer ends a pause that lets the line run empty.
  private var drain: UInt32?
  /// The peer answers pings. One that never did is not waited for.
  private var isAnswered = false

  /// A bound of `least` bytes or more; 0 for none.
  init(least: Int, now: UInt64) {
    self.least = least
    bound = least
    shortestAt = now
  }

  /// Whether bodies have to wait for the answer of a ping.
  var isReached: Bool {
    isAnswered && !marks.isEmpty && (drain != nil || sent - read >= bound)
  }

  /// Notes body that leaves. Returns the payload of a ping that has to follow it, if one is due.
  /// - Parameter window: what the peer takes beyond it. Where that is little, windows are bound enough.
  mutating func send(_ count: Int, window: Int, now: UInt64) -> UInt64? {
    guard least > 0 else { return nil }
    sent += count
    guard window > bound else {
      // What is not counted now is not to be taken for read at once when it is.
      if marks.isEmpty { (read, marked) = (sent, sent) }
      return nil
    }
    guard drain == nil else { return nil }
    let isStale = now &- shortestAt > Self.shortestLasts && shortest != .max
    let due = shortest == .max ? min(Self.smallBody, bound / 2) : bound / 2
    guard isStale || (sent - marked >= due && marks.count < Self.mostMarks) else { return nil }
    sequence &+= 1
    marked = sent
    if isStale { drain = sequence }
    marks.append(Mark(sequence: sequence, sent: sent, read: read, at: now))
    return Self.tag | UInt64(sequence)
  }

  /// Notes the answer of a ping; false where it is none of these. Bodies that waited may go on.
  mutating func answered(_ payload: UInt64, now: UInt64) -> Bool {
    guard payload >> 32 == Self.tag >> 32 else { return false }
    let number = UInt32(truncatingIfNeeded: payload)
    guard let index = marks.firstIndex(where: { $0.sequence == number }) else { return true }
    let mark = marks[index]
    marks.removeSubrange(...index)
    isAnswered = true
    read = mark.sent
    if drain == mark.sequence {
      drain = nil
      shortest = .max
      shortestAt = now
      return true
    }
    let trip = max(1, now &- mark.at)
    if trip < shortest {
      shortest = trip
      shortestAt = now
    }
    let held = Double(read - mark.read) * Double(shortest) / Double(trip)
    bound = max(least, Int(min(held * Self.gain, 1e12)), bound / 8 * 7)
    return true
  }
}
