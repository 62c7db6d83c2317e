internal import CNghttp2

/// The error codes of RST_STREAM and GOAWAY frames (RFC 9113, section 7).
package struct HTTP2ErrorCode: RawRepresentable, Hashable, Sendable {
  package var rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  package static let noError = HTTP2ErrorCode(rawValue: 0x0)
  package static let protocolError = HTTP2ErrorCode(rawValue: 0x1)
  package static let internalError = HTTP2ErrorCode(rawValue: 0x2)
  package static let flowControlError = HTTP2ErrorCode(rawValue: 0x3)
  package static let settingsTimeout = HTTP2ErrorCode(rawValue: 0x4)
  package static let streamClosed = HTTP2ErrorCode(rawValue: 0x5)
  package static let frameSizeError = HTTP2ErrorCode(rawValue: 0x6)
  package static let refusedStream = HTTP2ErrorCode(rawValue: 0x7)
  package static let cancel = HTTP2ErrorCode(rawValue: 0x8)
  package static let compressionError = HTTP2ErrorCode(rawValue: 0x9)
  package static let connectError = HTTP2ErrorCode(rawValue: 0xa)
  package static let enhanceYourCalm = HTTP2ErrorCode(rawValue: 0xb)
  package static let inadequateSecurity = HTTP2ErrorCode(rawValue: 0xc)
  package static let http11Required = HTTP2ErrorCode(rawValue: 0xd)
}

extension HTTP2ErrorCode: CustomStringConvertible {
  /// The name RFC 9113 gives the code, or its number.
  package var description: String {
    let names = [
      "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT",
      "STREAM_CLOSED", "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR",
      "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
    ]
    return rawValue < names.count ? names[Int(rawValue)] : "error code \(rawValue)"
  }
}

/// A failure that ends an HTTP/2 session.
package struct HTTP2Error: Error, CustomStringConvertible {
  /// What failed.
  package enum Code: Hashable, Sendable {
    /// The peer did not open with the HTTP/2 connection preface: it speaks something else.
    case notHTTP2
    /// The peer sent more control frames or resets than the session takes.
    case flooded
    /// The session could not be made or has no memory left.
    case unusable
    /// Any other violation of the protocol, or a failure inside nghttp2.
    case violation
  }

  package var code: Code
  package var message: String

  package init(code: Code, message: String) {
    self.code = code
    self.message = message
  }

  /// The error for a negative return value of nghttp2, `nghttp2_error` in nghttp2.h.
  init(nghttp2 value: Int, doing action: String) {
    let value = Int32(clamping: value)
    code =
      switch value {
      case NGHTTP2_ERR_BAD_CLIENT_MAGIC.rawValue: .notHTTP2
      case NGHTTP2_ERR_FLOODED.rawValue: .flooded
      case NGHTTP2_ERR_NOMEM.rawValue: .unusable
      default: .violation
      }
    message = "\(action): \(String(cString: nghttp2_strerror(value)))"
  }

  package var description: String { message }
}
