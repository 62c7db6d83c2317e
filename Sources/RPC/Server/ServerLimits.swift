/// What a server takes from one connection before it says no.
public struct ServerLimits: Hashable, Sendable {
  /// Largest request message in bytes; larger ones end in RESOURCE_EXHAUSTED. 4 MiB, as in the other
  /// gRPC libraries.
  public var maximumRequestSize = 4 * 1024 * 1024
  /// Largest header list in bytes, name + value + 32 for each field (RFC 9113, section 6.5.2); larger
  /// ones end in RESOURCE_EXHAUSTED. The gRPC documents suggest 8 KiB.
  public var maximumHeaderListSize = 8 * 1024
  /// Calls a client may have open at once on a connection. Handlers that still run for calls the
  /// client has reset count as well, so that resets buy nobody more work.
  public var maximumConcurrentCalls = 256
  /// Time a client has to complete the request of a method that takes one, its headers included; nil for
  /// as long as the connection lives. Then the call ends with DEADLINE_EXCEEDED.
  public var requestTimeout: Duration? = .seconds(60)
  /// Bytes of requests that are not complete, or not read by their handlers, which a connection may hold.
  /// Half of them are given to requests that need more than their stream's first window, in turn; what
  /// comes beyond all of them ends its call with RESOURCE_EXHAUSTED. At least `maximumRequestSize` is
  /// taken.
  public var connectionRequestMemory = 32 * 1024 * 1024
  /// Bytes of answers which wait to be sent that a connection may hold, counted where one has more than
  /// 128 KiB; what comes beyond ends its call with RESOURCE_EXHAUSTED. What is sent from where it is stored
  /// does not count, and one answer is always taken.
  public var connectionResponseMemory = 64 * 1024 * 1024
  /// Time in which a client has to take something of an answer that holds such memory; nil for as long as
  /// the connection lives. Then the call ends with DEADLINE_EXCEEDED. Answers that wait with nothing to
  /// send, or are sent from where they are stored, have all the time they like.
  public var responseTimeout: Duration? = .seconds(60)
  /// Bytes of a call's requests that a client may send before they are read: the first window of each
  /// stream. A large request gets as much as it needs when there is memory for all of it.
  public var streamWindow = 64 * 1024
  /// Bytes of all calls of a connection that may be on their way: what they share is given back as it
  /// comes.
  public var connectionWindow = 1024 * 1024
  /// Bytes of answers that may be on their way to a client before it has been seen to read them, where its
  /// windows take more: what lies there stands before every small answer of its connection. More where
  /// the line holds more. Found out by pings; 0 for no bound and no pings. With less, large answers to
  /// clients whose windows take a few megabytes go slower.
  public var inFlightBytes = 4 * 1024 * 1024
  /// Time a client has to acknowledge the server's settings (RFC 9113, section 6.5.3) before the
  /// connection ends with SETTINGS_TIMEOUT.
  public var settingsTimeout = Duration.seconds(10)
  /// Whether requests may come compressed; otherwise such calls end with UNIMPLEMENTED.
  public var acceptsCompressedRequests = true
  /// How many times as long as it came a message may become when it is decompressed, 512 KiB excepted;
  /// more ends its call with RESOURCE_EXHAUSTED. Text becomes some ten times as long.
  public var maximumInflationRatio = 100
  /// Bytes that a connection may have decompressed in one burst; more ends calls with RESOURCE_EXHAUSTED.
  public var inflationBurst = 32 * 1024 * 1024
  /// Bytes by which that burst fills up again, a second.
  public var inflationPerSecond = 8 * 1024 * 1024
  /// Calls a client may reset in one burst, answered or not, before the connection ends with
  /// ENHANCE_YOUR_CALM (CVE-2023-44487).
  public var resetBurst = 1000
  /// Resets by which the burst fills up again, a second. Honest clients that stop each of their streams
  /// after the first answer stay below it.
  public var resetsPerSecond = 200
  /// Calls that ask for more than they or their connection may (memory, time, decompressing), in one burst,
  /// before the connection ends with ENHANCE_YOUR_CALM: to say no costs time, too. Calls that are refused
  /// because others take what there is do not count.
  public var overLimitBurst = 1000
  /// Such calls by which the burst fills up again, a second.
  public var overLimitPerSecond = 200
  /// Streams opened on a connection before the share of resets below is looked at.
  public var resetShareAfter = 500
  /// A connection ends with ENHANCE_YOUR_CALM when more than this share of its streams was reset
  /// within a second and before anything was answered (CVE-2023-44487; Envoy's rule).
  public var maximumResetShare = 0.5
  /// Streams that may break the protocol on one connection, in one burst, before it ends with
  /// ENHANCE_YOUR_CALM: each makes the server send a reset, which must not be free either
  /// (CVE-2025-8671). What the client resets by itself does not count.
  public var maximumStreamErrors = 200
  /// Such streams by which the burst fills up again, a second.
  public var streamErrorsPerSecond = 7

  /// Least time between two pings of a client; those that come sooner are strikes, which HEADERS and
  /// DATA that the server sends wipe out (gRPC A8).
  public var minimumPingInterval = Duration.seconds(300)
  /// Whether a client may ping as often while it has no call open; otherwise once in 2 hours.
  public var permitsPingsWithoutCalls = false
  /// Strikes after which one more ends the connection with ENHANCE_YOUR_CALM and `too_many_pings`.
  public var maximumPingStrikes = 2
  /// Frames that ask for work and carry nothing, SETTINGS and DATA that are empty and do not end
  /// their stream, which a client may send in one burst before the connection ends with
  /// ENHANCE_YOUR_CALM (CVE-2019-9515, CVE-2019-9518).
  public var emptyFrameBurst = 200
  /// Such frames by which the burst fills up again, a second: the 200 in 30 s of other stacks.
  public var emptyFramesPerSecond = 7

  /// The defaults.
  public init() {}
}
