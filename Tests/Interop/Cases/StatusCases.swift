internal import InteropMessages
internal import RPC
internal import RPCClient

extension InteropCase {
  private static let specialMessage =
    "\t\ntest with whitespace\r\nand Unicode BMP \u{263A} and non-BMP \u{1F608}\t\n"

  static let statusCases = [
    InteropCase("custom_metadata") { channel in try await customMetadata(channel) },
    InteropCase("status_code_and_message") { channel in
      let status = EchoStatus(code: 2, message: "test status message")
      try check(
        await Calls.unary(channel, SimpleRequest(responseStatus: status)), ended: status)
      try check(
        await Calls.fullDuplex(channel, [StreamedOutputRequest(responseStatus: status)]),
        ended: status)
    },
    InteropCase("special_status_message") { channel in
      let status = EchoStatus(code: 2, message: specialMessage)
      try check(
        await Calls.unary(channel, SimpleRequest(responseStatus: status)), ended: status)
    },
    InteropCase("unimplemented_method") { channel in
      try await Calls.empty(channel, Methods.unimplementedCall).failed(with: .unimplemented)
    },
    InteropCase("unimplemented_service") { channel in
      try await Calls.empty(channel, Methods.unimplementedService).failed(with: .unimplemented)
    },
  ]

  private static func check(_ outcome: Outcome<[UInt8]>, ended status: EchoStatus) throws {
    try outcome.failed(with: .unknown)
    // Code points, not what looks alike.
    try InteropFailure.unless(
      "the status's message", Array((outcome.error?.message ?? "").unicodeScalars),
      is: Array(status.message.unicodeScalars))
  }

  private static func customMetadata(_ channel: ClientChannel) async throws {
    var metadata = Metadata()
    metadata.append("test_initial_metadata_value", for: EchoedMetadata.initial)
    metadata.append([0xab, 0xab, 0xab], for: EchoedMetadata.trailing)
    let options = Calls.options(metadata: metadata)
    let unary = try await Calls.unary(
      channel,
      SimpleRequest(responseSize: Calls.responseSize, payload: Calls.zeros(Calls.requestSize)),
      options)
    let streaming = try await Calls.fullDuplex(
      channel,
      [
        StreamedOutputRequest(
          responses: [.init(size: Calls.responseSize)], payload: Calls.zeros(Calls.requestSize))
      ], options)
    for outcome in [unary, streaming] {
      try Calls.check(outcome.single(), size: Calls.responseSize)
      try InteropFailure.unless(
        EchoedMetadata.initial, outcome.initialMetadata?[text: EchoedMetadata.initial],
        is: ["test_initial_metadata_value"])
      try InteropFailure.unless(
        EchoedMetadata.trailing, outcome.trailingMetadata[binary: EchoedMetadata.trailing],
        is: [[0xab, 0xab, 0xab]])
    }
  }
}
