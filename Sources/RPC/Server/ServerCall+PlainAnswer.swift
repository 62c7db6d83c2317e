internal import HTTP2

/// What is said to somebody who speaks no dialect of calls: an HTTP status, and why, as text.
final class PlainAnswer: MessageSource {
  /// Bytes of a request that are waited for before it is answered unfinished: less than the least window,
  /// which is not opened for it.
  static let patience = 48 * 1024

  let error: RPCError
  private let status: Int
  private let fields: [(name: String, value: String)]
  /// The request was HEAD, to which no body is sent.
  let isHead: Bool
  /// Bytes of the request so far.
  var received = 0
  private let text: [UInt8]
  private var sent = 0

  init(
    _ status: Int, _ message: String, fields: [(name: String, value: String)], isHead: Bool
  ) {
    self.status = status
    self.fields = fields
    self.isHead = isHead
    error = RPCError(.internalError, message)
    text = Array("\(message)\n".utf8)
  }

  /// Besides the status in HTTP's terms there is one in gRPC's, as other servers have it.
  var headers: HeaderBlock {
    HeaderBlock(
      [
        (name: ":status", value: "\(status)"),
        ("content-type", "text/plain; charset=utf-8"), ("content-length", "\(text.count)"),
        ("x-content-type-options", "nosniff"),
      ] + fields + StatusTrailers.fields(for: error))
  }

  func prepare(upTo limit: Int) -> (count: Int, isLast: Bool) {
    let left = text.count - sent
    return (min(left, limit), left <= limit)
  }

  func copy(_ count: Int, to destination: UnsafeMutableRawPointer) {
    destination.copyMemory(from: Array(text[sent..<(sent + count)]), byteCount: count)
    sent += count
  }
}

// An HTTP client takes it badly when its stream is reset before its request is complete, as has to
// be done after an answer that comes too early: so the answer comes when the request has.
extension ServerCall {
  /// Bytes of such a request came. Nobody sends so many to a server that may not want them.
  func receivedUnwanted(_ count: Int) {
    if let translation = state.translation {
      translation.unwanted += count
      if translation.unwanted > PlainAnswer.patience { answerPlainly() }
      return
    }
    guard let plainAnswer = state.plainAnswer else { return }
    plainAnswer.received += count
    if plainAnswer.received > PlainAnswer.patience { answerPlainly() }
  }

  /// The request is complete, or has had its time: what was held of an answer goes out.
  func answerPlainly() {
    if let held = state.translation?.held {
      state.phase = .receiving
      fail(held.error, fields: held.fields)
      return
    }
    guard let plainAnswer = state.plainAnswer else { return }
    state.phase = .answered
    state.failure = plainAnswer.error
    state.status = plainAnswer.error.code
    state.interception?.end = .failure(plainAnswer.error)
    state.body = .source(plainAnswer)
    state.headersSubmitted = true
    let headers = plainAnswer.headers
    state.ownHeaders = headers
    session.submitResponse(stream, headers: headers, endsStream: plainAnswer.isHead)
  }
}
