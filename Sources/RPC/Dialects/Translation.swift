internal import HTTP2

/// What a call keeps beside its state that is not spoken in gRPC's own dialect.
final class Translation {
  let dialect: Dialect
  /// How the method's messages are known as JSON, where they are sent so.
  let form: MessageForm?
  /// The message of a call that is made by GET.
  let query: ConnectQuery?
  /// Fields of every answer.
  let fields: [(name: String, value: String)]
  /// Bytes of the body that the client has announced; nil where it has not.
  var contentLength: Int?
  /// What a request's text means so far.
  var decoder = Base64Decoder()
  /// The call was refused, and is told so when its request is complete.
  var held: (error: RPCError, fields: [(name: String, value: String)])?
  /// Bytes of such a request so far.
  var unwanted = 0
  /// The HTTP status of a failure, where it is not the code's own.
  var httpStatus: Int?

  /// What precedes the one message of an answer.
  var initialMetadata = Metadata()
  /// What it is compressed with, if it is.
  var encoding: CompressionAlgorithm?
  /// The answer of a call with a bare body, as far as it is known: framed.
  var gathered: [UInt8] = []

  // The body of a dialect with frames: messages, then how the call ended.

  /// What `copyBody` takes next.
  enum Part {
    case messages
    case ending
    case text
  }
  var next = Part.messages
  /// The bytes that were prepared are the last of the messages.
  var preparedLast = false
  var areMessagesSent = false
  var ending: [UInt8]?
  var encoder = Base64Encoder()
  /// Text that was encoded and is not sent.
  var text: [UInt8] = []
  /// Bytes of the ending, or of the text, that were sent.
  var sent = 0

  init(
    _ dialect: Dialect, form: MessageForm?, query: ConnectQuery?,
    fields: [(name: String, value: String)]
  ) {
    self.dialect = dialect
    self.form = dialect.codec == .json ? form : nil
    self.query = query
    self.fields = fields
  }

  /// The frame that ends a body.
  func ending(_ error: RPCError?, _ metadata: Metadata, limit: Int) -> [UInt8] {
    let flag: UInt8
    let content: [UInt8]
    if dialect.isConnect {
      flag = 0x02
      content = Array(ConnectStatus.endOfStream(error, metadata).utf8)
    } else {
      flag = 0x80
      let fields =
        error.map { StatusTrailers.fields(for: $0, limit: limit) }
        ?? [("grpc-status", "0")] + metadata.headerFields
      content = Array(fields.map { "\($0.name): \($0.value)\r\n" }.joined().utf8)
    }
    var frame: [UInt8] = []
    frame.reserveCapacity(MessageFrame.prefixLength + content.count)
    MessageFrame.appendPrefix(length: content.count, to: &frame)
    frame[0] = flag
    return frame + content
  }

  /// The headers of an answer that has begun well.
  func headers(
    _ metadata: Metadata, encoding: CompressionAlgorithm?,
    more: [(name: String, value: String)] = []
  ) -> HeaderBlock {
    HeaderBlock(
      [(":status", "200"), ("content-type", dialect.contentType)]
        + (encoding.map { [(dialect.encodingField, $0.rawValue)] } ?? []) + more + fields
        + metadata.headerFields)
  }
}
