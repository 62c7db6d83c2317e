internal import HTTP2

extension ServerCall {
  /// All that is known of one use of the object. When its stream is closed it is assigned anew as a whole,
  /// so that a call which waits to be used again keeps nothing of the last one.
  struct State {
    var phase = Phase.closed
    var method: ServerMethod?
    var requestHeaders = RequestHeaders()
    /// Request bytes of a method that takes one request, prefix included.
    var inbox: [UInt8] = []
    /// Bytes of it whose window was not given back.
    var unconsumed = 0
    /// Bytes that the connection's account holds for the request.
    var held = 0
    /// Bytes that the connection's account holds for the answer.
    var heldResponse = 0
    /// Bytes of the body that were sent when this was last looked at, and since when; nil where it was not.
    var lastProgress: (sent: Int, at: UInt64)?
    /// The answer was dropped; what its next frame was promised may still be held.
    var isDropped = false
    /// Bytes of an answer that is compressed or written anew on the way, before that; nil for all others.
    var rewrittenAnswer: Int?
    /// The one request is being read on another thread; what it holds it holds until then.
    var isReadingRequest = false
    /// All of the request has its memory.
    var isGranted = false
    /// The request waits for memory.
    var isStalled = false
    /// The server has as many calls as it takes.
    var isOverLimit = false
    var body = Body.none
    /// A message that is sent from where it is, behind a prefix that is made on the way.
    var onlyMessage: [UInt8] = []
    var bodyOffset = 0
    /// How the call ends, once that is not simply OK.
    var failure: RPCError?
    /// Blocks that nghttp2 borrows until the stream is closed.
    var ownHeaders: HeaderBlock?
    var ownTrailers: HeaderBlock?
    var remoteEnded = false
    /// What an immediate handler sends before its answer.
    var initialMetadata = Metadata()
    var headersSubmitted = false
    /// How the call ends is submitted.
    var hasEnded = false
    /// When the stream was opened, on the session's clock.
    var openedAt: UInt64 = 0
    var task: Task<Void, Never>?
    /// The answer to a request that is not gRPC's; nil for all others.
    var plainAnswer: PlainAnswer?
    /// What a call keeps that is not spoken in gRPC's own dialect; nil for all others.
    var translation: Translation?
    /// The answer to a request for a page; nil for all others.
    var page: PageAnswer?
    /// The request is for a page, or asks, for a browser, whether one may call.
    var isNoCall = false
    /// Nil where the server has no interceptors.
    var interception: ServerInterception?
    var requests = TrafficCounter()
    var responses = TrafficCounter()
    /// The status that was submitted; OK until then.
    var status = StatusCode.ok
    /// The last frame left.
    var hasSentEnd = false

    /// Bytes that a call keeps for the next request, which is mostly small.
    static let keptCapacity = 1024

    /// Assigns all anew, but for the small memory that the next use needs as well.
    mutating func renew() {
      var (headers, inbox) = (RequestHeaders(), [UInt8]())
      swap(&headers, &requestHeaders)
      headers.removeAll()
      swap(&inbox, &self.inbox)
      inbox.removeAll(keepingCapacity: inbox.capacity <= Self.keptCapacity)
      // Made in place: a copy of all the rest would be retained and released for each call.
      self = State(requestHeaders: consume headers, inbox: consume inbox)
    }
  }
}
