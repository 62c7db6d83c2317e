internal import ArchiveProtocol
internal import RPC
internal import RPCClient

/// The answers of a call that streams, taken up again where it broke.
///
/// The call starts with the first `next()`. When the connection breaks or the server ends the call
/// with UNAVAILABLE after something was received, it is made again for what comes after the last
/// element; before that it fails at once, as other calls do, unless it waits for the server
/// (`CallOptions.waitsForReady`). It is cancelled when its iterator goes or its task is cancelled.
/// It goes on only with the archive it began with, by the archive's fingerprint, so that no answer is
/// put together from two. Throws `RPCError`, and `ArchiveChangedError` when it cannot be taken up again.
public struct ArchiveStream<Element: Sendable>: AsyncSequence, Sendable {
  /// What to ask for: everything, or only what comes after an id; at most so many elements, 0 for all;
  /// of any archive, or only of the one of a fingerprint.
  typealias Request =
    @Sendable (_ after: String?, _ limit: UInt64, _ archive: String?) -> (MethodDescriptor, [UInt8])

  private let channel: ClientChannel
  private let resumption: Resumption
  private let options: CallOptions
  private let makeDecoder: @Sendable () -> any StreamDecoder<Element>
  private let limit: UInt64
  /// The only archive that may answer, by its fingerprint; empty for any.
  private let archive: String
  private let request: Request

  init<Decoder: StreamDecoder<Element>>(
    _ channel: ClientChannel, _ resumption: Resumption, _ options: CallOptions,
    decoder: Decoder.Type, limit: UInt64, archive: String, request: @escaping Request
  ) {
    self.channel = channel
    self.resumption = resumption
    self.options = options
    makeDecoder = { Decoder() }
    self.limit = limit
    self.archive = archive
    self.request = request
  }

  /// Iterates over the answers of a call of its own.
  public func makeAsyncIterator() -> Iterator {
    Iterator(stream: self, decoder: makeDecoder())
  }

  /// Reads the answers.
  public struct Iterator: AsyncIteratorProtocol {
    private let stream: ArchiveStream
    private let decoder: any StreamDecoder<Element>
    private let begun = ContinuousClock.now
    private var reader: ResponseReader?
    private var isArchiveKnown = false
    /// What was received last when the call began.
    private var lastID: String?
    private var received: UInt64 = 0
    private var failures = 0
    /// The fingerprint of the archive that answers, to go on with it later or to ask more of the same;
    /// nil until the first element or the end is here, and where the server tells none.
    public private(set) var archive: String?

    fileprivate init(stream: ArchiveStream, decoder: any StreamDecoder<Element>) {
      self.stream = stream
      self.decoder = decoder
    }

    /// The next element; nil at the end.
    public mutating func next() async throws -> Element? { try await next(isolation: #isolation) }

    /// The next element; nil at the end.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(any Error) -> Element? {
      while true {
        if stream.limit > 0, received >= stream.limit { return nil }
        if reader == nil { reader = makeReader() }
        do {
          let decoder = decoder
          // Most messages are there already, and an asynchronous call for each costs as much as it.
          var isThere = try reader?.visitReady { try decoder.decode($0) } ?? false
          if !isThere {
            isThere =
              try await reader?.visitNext(isolation: actor) { try decoder.decode($0) } ?? false
          }
          failures = 0
          if !isArchiveKnown { try checkArchive() }
          guard isThere else { return nil }
          received += 1
          return decoder.takeElement()
        } catch let error as RPCError
          where error.code == .unavailable && received > 0
          && failures < stream.resumption.maximumAttempts
        {
          reader = nil
          let delay = nextDelay()
          try await Task.sleep(for: delay)
        } catch let error as RPCError
          where error.code == .aborted || error.code == .notFound && received > 0
        {
          throw ArchiveChangedError(
            lastID: decoder.lastID ?? "", received: received, cause: error)
        }
      }
    }

    /// Looks which archive answers: a server that knows nothing of fingerprints passes over the one that
    /// it is asked for.
    private mutating func checkArchive() throws(ArchiveChangedError) {
      isArchiveKnown = true
      let answering = reader?.archive
      let wanted = archive ?? (stream.archive.isEmpty ? nil : stream.archive)
      if let wanted, answering != wanted {
        throw ArchiveChangedError(
          lastID: lastID ?? "", received: received,
          cause: RPCError(
            .aborted,
            answering.map { "the server serves the archive \($0), not \(wanted)" }
              ?? "the server does not tell which archive it serves"))
      }
      if received == 0 { archive = answering }
    }

    private mutating func makeReader() -> ResponseReader {
      isArchiveKnown = false
      lastID = decoder.lastID
      let limit = stream.limit == 0 ? 0 : stream.limit - received
      let (method, message) = stream.request(lastID, limit, archive)
      let channel = stream.channel
      var options = stream.options
      if let timeout = options.timeout { options.timeout = timeout - (ContinuousClock.now - begun) }
      return ResponseReader(
        start: { [options] in try await channel.start(method, message, options) },
        channel: channel, method: method)
    }

    private mutating func nextDelay() -> Duration {
      defer { failures += 1 }
      return stream.resumption.firstDelay * (1 << Swift.min(failures, 16))
    }
  }
}

extension ResponseReader {
  /// The fingerprint of the archive that answers.
  fileprivate var archive: String? {
    handle?.exchange.initialMetadata?[text: ArchiveMetadata.archive].first
  }
}
