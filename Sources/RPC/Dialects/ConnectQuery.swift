internal import Protobuf

/// What a call is made of by GET: the parameters of its query
/// (https://connectrpc.com/docs/protocol, "Unary-Get-Request").
struct ConnectQuery {
  /// What the message is written as: `proto` or `json`.
  var encoding = ""
  /// The message, still compressed where `compression` says so.
  var message: [UInt8] = []
  /// What it is compressed with.
  var compression: CompressionAlgorithm?

  /// Reads the query. Throws INVALID_ARGUMENT, or UNIMPLEMENTED for a compression that is not read here.
  init(_ query: [UInt8]) throws(RPCError) {
    var values: [String: [UInt8]] = [:]
    for pair in query.split(separator: UInt8(ascii: "&")) {
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      let name = String(decoding: try Self.decode(pair[..<equals]), as: UTF8.self)
      guard Self.names.contains(name) else { continue }
      guard values[name] == nil else {
        throw RPCError(.invalidArgument, "the parameter \(name) stands twice")
      }
      values[name] = try Self.decode(pair[equals...].dropFirst())
    }
    func text(_ name: String) -> String? {
      values[name].map { String(decoding: $0, as: UTF8.self) }
    }
    if let version = text("connect"), version != "v1" {
      throw RPCError(.invalidArgument, "the parameter connect is v1")
    }
    encoding = text("encoding") ?? ""
    guard let value = values["message"] else {
      throw RPCError(.invalidArgument, "the parameter message is missing: the request's message")
    }
    switch text("base64") {
    case nil, "", "0": message = value
    case "1":
      guard let bytes = value.withUnsafeBytes({ Base64.decode($0) }) else {
        throw RPCError(.invalidArgument, "the parameter message is not base64")
      }
      message = bytes
    default: throw RPCError(.invalidArgument, "the parameter base64 is 1, 0 or left out")
    }
    switch text("compression") {
    case nil, "", "identity": break
    case "gzip": compression = .gzip
    case "deflate": compression = .deflate
    default:
      throw RPCError(
        .unimplemented, "the parameter compression is identity, gzip or deflate")
    }
  }

  private static let names: Set<String> = [
    "connect", "encoding", "message", "base64", "compression",
  ]

  /// Percent-encoding as forms have it: `+` is a space.
  private static func decode(_ bytes: ArraySlice<UInt8>) throws(RPCError) -> [UInt8] {
    var decoded: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard index + 2 < bytes.endIndex,
          let high = PercentEncoding.hexadecimal(bytes[index + 1]),
          let low = PercentEncoding.hexadecimal(bytes[index + 2])
        else {
          throw RPCError(.invalidArgument, "the query has a % without two hexadecimal digits")
        }
        decoded.append(high << 4 | low)
        index += 2
      default: decoded.append(bytes[index])
      }
      index += 1
    }
    return decoded
  }
}
