internal import HTTP2

/// What is said to somebody who does not speak gRPC: an HTTP status, and why, as text.
final class PlainAnswer: MessageSource {
  /// Bytes of a request that are waited for before it is answered unfinished: less than the least window,
  /// which is not opened for it.
  static let patience = 48 * 1024

  let refusal: RequestHeaders.Refusal
  let isHead: Bool
  /// Bytes of the request so far.
  var received = 0
  private let text: [UInt8]
  private var sent = 0

  init(_ refusal: RequestHeaders.Refusal, isHead: Bool) {
    self.refusal = refusal
    self.isHead = isHead
    text = Array("\(refusal.error.message)\n".utf8)
  }

  /// Besides the status in HTTP's terms there is one in gRPC's, as other servers have it.
  var headers: HeaderBlock {
    HeaderBlock(
      [
        (name: ":status", value: "\(refusal.httpStatus)"),
        ("content-type", "text/plain; charset=utf-8"), ("content-length", "\(text.count)"),
      ] + refusal.fields + StatusTrailers.fields(for: refusal.error))
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
  /// Keeps the answer to a request that is not gRPC's until the request is complete.
  func holdPlainAnswer(_ refusal: RequestHeaders.Refusal) {
    state.plainAnswer = PlainAnswer(refusal, isHead: state.requestHeaders.isHead)
    state.phase = .unwanted
  }

  /// Bytes of such a request came. Nobody sends so many to a server that may not want them.
  func receivedUnwanted(_ count: Int) {
    guard let plainAnswer = state.plainAnswer else { return }
    plainAnswer.received += count
    if plainAnswer.received > PlainAnswer.patience { answerPlainly() }
  }

  func answerPlainly() {
    guard let plainAnswer = state.plainAnswer else { return }
    state.phase = .answered
    state.failure = plainAnswer.refusal.error
    state.interception?.end = .failure(plainAnswer.refusal.error)
    state.body = .source(plainAnswer)
    state.headersSubmitted = true
    let headers = plainAnswer.headers
    state.ownHeaders = headers
    session.submitResponse(stream, headers: headers, endsStream: plainAnswer.isHead)
  }
}
