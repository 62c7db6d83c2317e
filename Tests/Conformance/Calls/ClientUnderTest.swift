package import ConformanceMessages
internal import Foundation
internal import RPC
internal import RPCClient
internal import Synchronization
internal import TLS

/// Makes one call as a request of the suite has it.
package struct ClientUnderTest: Sendable {
  private let request: ClientCompatRequest

  /// Why there was no call.
  package struct NotMade: Error, CustomStringConvertible {
    package let description: String
  }

  package init(_ request: ClientCompatRequest) { self.request = request }

  private func method() throws -> MethodDescriptor {
    guard request.service == ConformanceMethods.service, let method = request.method else {
      throw NotMade(description: "there is no method \(request.service)/\(request.methodName)")
    }
    let kind: MethodKind =
      switch method {
      case .unary, .idempotentUnary, .unimplemented: .unary
      case .serverStream: .serverStreaming
      case .clientStream: .clientStreaming
      case .bidiStream: .bidirectionalStreaming
      }
    return MethodDescriptor(service: request.service, method: request.methodName, kind: kind)
  }

  private func channel() throws -> (ClientChannel, CompressionAlgorithm?) {
    guard request.protocolNumber == 2, request.httpVersion == 2, request.codec == 1 else {
      throw NotMade(description: "this client speaks gRPC over HTTP/2, with messages as protobuf")
    }
    guard !request.isRaw else {
      throw NotMade(description: "only the suite's own client makes raw requests")
    }
    let compression: CompressionAlgorithm?
    switch request.compression {
    case 0, 1: compression = nil
    case 2: compression = .gzip
    case 5: compression = .deflate
    default: throw NotMade(description: "compression \(request.compression) is not known here")
    }
    var security = ClientConfiguration.Security.insecurePlaintext
    if !request.serverCertificate.isEmpty {
      var tls = TLSClientConfiguration(
        trust: .pem(request.serverCertificate), minimumVersion: .tls12)
      if !request.certificate.isEmpty { tls.certificate = try certificate() }
      security = .tls(tls)
    }
    var configuration = ClientConfiguration(
      host: request.host, port: request.port, security: security)
    if request.receiveLimit > 0 { configuration.maximumResponseSize = request.receiveLimit }
    return (try ClientChannel(configuration), compression)
  }

  /// The suite hands over bytes, and TLS reads files.
  private func certificate() throws -> TLSClientConfiguration.Certificate {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "conformance-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (certificate, key) = (
      folder.appendingPathComponent("client.pem"), folder.appendingPathComponent("client.key")
    )
    try Data(request.certificate).write(to: certificate)
    try Data(request.key).write(to: key)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
    return .init(certificateFile: certificate.path, privateKeyFile: key.path)
  }

  package func run() async throws -> CallResult {
    let method = try method()
    let (channel, compression) = try channel()
    let options = CallOptions(
      timeout: request.timeout, metadata: request.headers.metadata, compression: compression)
    let call = Task { await make(method, channel, options) }
    return await withTaskCancellationHandler {
      await call.value
    } onCancel: {
      call.cancel()
    }
  }

  /// What has come so far, which a cancelled call leaves behind.
  private final class Progress: Sendable {
    private struct State {
      var sent = 0
      var isClosed = false
      var responses = 0
      var waiting:
        [(condition: @Sendable (Int, Bool, Int) -> Bool, CheckedContinuation<Void, Never>)] =
          []
    }

    private let state = Mutex(State())

    func sentMessage() { change { $0.sent += 1 } }
    func closedSending() { change { $0.isClosed = true } }
    func gotResponse() { change { $0.responses += 1 } }
    var sent: Int { state.withLock { $0.sent } }

    private func change(_ body: (inout State) -> Void) {
      let ready = state.withLock { state in
        body(&state)
        let now = (state.sent, state.isClosed, state.responses)
        let ready = state.waiting.filter { $0.condition(now.0, now.1, now.2) }.map(\.1)
        state.waiting.removeAll { $0.condition(now.0, now.1, now.2) }
        return ready
      }
      for continuation in ready { continuation.resume() }
    }

    /// Waits until so many messages were sent, or sending ended, or so many responses came.
    func wait(
      until condition: @escaping @Sendable (_ sent: Int, _ isClosed: Bool, _ responses: Int) -> Bool
    ) async {
      await withCheckedContinuation { continuation in
        let isReady = state.withLock { state in
          guard !condition(state.sent, state.isClosed, state.responses) else { return true }
          state.waiting.append((condition, continuation))
          return false
        }
        if isReady { continuation.resume() }
      }
    }
  }

  private func make(
    _ method: MethodDescriptor, _ channel: ClientChannel, _ options: CallOptions
  ) async -> CallResult {
    let progress = Progress()
    let reading = Task { await read(method, channel, options, progress) }
    let cancelling = Task {
      guard let cancel = request.cancel else { return }
      let all = request.messages.count
      switch cancel {
      case .beforeCloseSend: await progress.wait { sent, _, _ in sent == all }
      case .afterCloseSend(let delay):
        await progress.wait { _, isClosed, _ in isClosed }
        try? await Task.sleep(for: delay)
      case .afterResponses(let count): await progress.wait { _, _, got in got >= count }
      }
      if !Task.isCancelled { reading.cancel() }
    }
    var result = await reading.value
    cancelling.cancel()
    result.unsentRequests = request.messages.count - progress.sent
    return result
  }

  private func responses(
    _ method: MethodDescriptor, _ channel: ClientChannel, _ options: CallOptions,
    _ progress: Progress
  ) async throws -> ResponseStream<[UInt8]> {
    switch method.kind {
    case .unary, .serverStreaming:
      if request.delay > .zero { try await Task.sleep(for: request.delay) }
      progress.sentMessage()
      progress.closedSending()
      return channel.serverStreaming(
        method, request.messages.first?.value ?? [], encoding: .bytes, decoding: .bytes,
        options: options)
    case .clientStreaming, .bidirectionalStreaming:
      let request = request
      return channel.bidirectionalStreaming(
        method, encoding: .bytes, decoding: .bytes, options: options
      ) { requests in
        for (index, message) in request.messages.enumerated() {
          if request.delay > .zero { try await Task.sleep(for: request.delay) }
          try await requests.write(message.value)
          progress.sentMessage()
          // One answer for each, while there are any.
          if request.isFullDuplex {
            await progress.wait { _, isClosed, got in got > index || isClosed }
          }
        }
        if case .beforeCloseSend = request.cancel { try await Task.sleep(for: .seconds(3600)) }
        progress.closedSending()
      }
    }
  }

  private func read(
    _ method: MethodDescriptor, _ channel: ClientChannel, _ options: CallOptions,
    _ progress: Progress
  ) async -> CallResult {
    var result = CallResult()
    do {
      let stream = try await responses(method, channel, options, progress)
      var iterator = stream.makeAsyncIterator()
      do {
        while let response = try await iterator.next() {
          result.payloads.append(try CallResponse.payload(response))
          progress.gotResponse()
        }
        try Self.check(result.payloads.count, of: method)
      } catch {
        result.fail(error)
      }
      result.headers = [Header](iterator.initialMetadata ?? Metadata())
      result.trailers = [Header](iterator.trailingMetadata)
    } catch {
      result.fail(error)
    }
    if result.error != nil, method.kind == .unary || method.kind == .clientStreaming {
      result.payloads = []
    }
    // Who waits for an answer before sending on waits no more.
    progress.closedSending()
    return result
  }

  /// As `ClientChannel.unary` and `clientStreaming` have it.
  private static func check(_ count: Int, of method: MethodDescriptor) throws {
    guard method.kind == .unary || method.kind == .clientStreaming, count != 1 else { return }
    throw RPCError(
      .unimplemented,
      count == 0
        ? "the server ended the call with OK and without a response"
        : "the server sent more than one response to a unary call")
  }
}

extension CallResult {
  fileprivate mutating func fail(_ failure: any Error) {
    if let failure = failure as? RPCError {
      error = CallError(failure)
      if trailers.isEmpty { trailers = [Header](failure.trailingMetadata) }
    } else {
      error = CallError(
        RPCError(failure is CancellationError ? .cancelled : .unknown, "\(failure)"))
    }
  }
}
