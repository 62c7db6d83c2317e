import RPC
import Testing

@testable import RPCClient

/// The rules of gRPC A6, by their sentences.
@Suite struct RetryTests {
  private let unavailable = RPCError(.unavailable, "busy")

  private func pushedBack(_ text: String) -> RPCError {
    var metadata = Metadata()
    metadata.append(text, for: "grpc-retry-pushback-ms")
    return RPCError(.unavailable, "busy", trailingMetadata: metadata)
  }

  private func verdicts(
    _ errors: [RPCError], refused: Bool = false, policy: RetryPolicy?,
    throttle: RetryThrottle? = nil
  ) -> [Attempt.Verdict] {
    var attempt = Attempt(deadline: .max)
    return errors.map {
      attempt.next(
        after: $0, wasRefused: refused, policy: policy, throttle: throttle, jitter: 1)
    }
  }

  @Test("there are at most maximumAttempts, with a growing time between them")
  func attempts() {
    var policy = RetryPolicy(maximumAttempts: 4, initialBackoff: .seconds(1))
    policy.maximumBackoff = .seconds(3)
    #expect(
      verdicts(Array(repeating: unavailable, count: 4), policy: policy) == [
        .again(after: .seconds(1)), .again(after: .seconds(2)), .again(after: .seconds(3)), .final,
      ])
    policy.maximumAttempts = 100
    #expect(verdicts(Array(repeating: unavailable, count: 5), policy: policy).last == .final)
  }

  @Test("only statuses of the policy are tried again, and nothing without a policy")
  func statuses() {
    let error = RPCError(.internalError, "broken")
    #expect(verdicts([error], policy: RetryPolicy()) == [.final])
    #expect(
      verdicts([error], policy: RetryPolicy(retryableStatusCodes: [.internalError])) != [.final])
    #expect(verdicts([unavailable], policy: nil) == [.final])
  }

  @Test("calls that a server has done nothing for are made again at once, once, without a policy")
  func refused() {
    let refusals = Array(repeating: unavailable, count: 4)
    #expect(
      verdicts(Array(refusals.prefix(2)), refused: true, policy: nil) == [
        .again(after: .zero), .final,
      ])
    let policy = RetryPolicy(maximumAttempts: 3, initialBackoff: .seconds(1))
    #expect(
      verdicts(refusals, refused: true, policy: policy) == [
        .again(after: .zero), .again(after: .seconds(1)), .again(after: .seconds(2)), .final,
      ])
  }

  @Test("attempts that the policy asked for are counted for the server, a transparent one is not")
  func countedAttempts() {
    var attempt = Attempt(deadline: .max)
    for (isRefused, previous) in [(true, 0), (true, 1), (false, 2)] {
      _ = attempt.next(
        after: unavailable, wasRefused: isRefused, policy: RetryPolicy(), throttle: nil, jitter: 1)
      #expect(attempt.previous == previous)
    }
  }

  @Test("after a pushback the time between attempts begins anew")
  func backoffAfterPushback() {
    let policy = RetryPolicy(initialBackoff: .seconds(1))
    #expect(
      verdicts([unavailable, unavailable, pushedBack("7"), unavailable], policy: policy) == [
        .again(after: .seconds(1)), .again(after: .seconds(2)), .again(after: .milliseconds(7)),
        .again(after: .seconds(1)),
      ])
  }

  @Test("the server's pushback goes before the policy; a negative one or nonsense ends it")
  func pushback() {
    let policy = RetryPolicy()
    #expect(verdicts([pushedBack("250")], policy: policy) == [.again(after: .milliseconds(250))])
    #expect(verdicts([pushedBack("0")], policy: policy) == [.again(after: .zero)])
    for text in ["-1", "soon", "", "99999999999"] {
      #expect(verdicts([pushedBack(text)], policy: policy) == [.final], "\(text)")
    }
  }

  @Test("with half of the tokens gone nothing is tried again, until calls succeed")
  func throttling() {
    let throttle = RetryThrottle(RetryThrottling(maximumTokens: 4, tokenRatio: 0.5))
    let policy = RetryPolicy()
    #expect(verdicts([unavailable], policy: policy, throttle: throttle) != [.final])
    #expect(verdicts([unavailable], policy: policy, throttle: throttle) == [.final])
    for _ in 0..<4 { throttle.succeeded() }
    #expect(verdicts([unavailable], policy: policy, throttle: throttle) != [.final])
  }
}
