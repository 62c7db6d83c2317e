internal import Protobuf

/// How calls end in Connect's terms (https://connectrpc.com/docs/protocol, "Error Codes", "Error").
enum ConnectStatus {
  /// A code's name.
  static func name(_ code: StatusCode) -> String {
    switch code {
    // Spelled like this there, and with two l's in gRPC.
    case .cancelled: "canceled"
    default: code.description.lowercased()
    }
  }

  /// The HTTP status of an answer that failed.
  static func httpStatus(_ code: StatusCode) -> Int {
    switch code {
    case .ok: 200
    case .cancelled: 499
    case .invalidArgument, .failedPrecondition, .outOfRange: 400
    case .unauthenticated: 401
    case .permissionDenied: 403
    case .notFound: 404
    case .alreadyExists, .aborted: 409
    case .resourceExhausted: 429
    case .unimplemented: 501
    case .unavailable: 503
    case .deadlineExceeded: 504
    case .unknown, .internalError, .dataLoss: 500
    }
  }

  /// An error as an object of JSON.
  static func json(_ error: RPCError) -> String {
    var members = ["\"code\":\(JSONText.string(name(error.code)))"]
    if !error.message.isEmpty { members.append("\"message\":\(JSONText.string(error.message))") }
    if !error.details.isEmpty {
      let details = StatusDetails.encodedDetails(of: error).map { type, value in
        "{\"type\":\(JSONText.string(type)),\"value\":\(JSONText.string(Base64.unpadded(value)))}"
      }
      members.append("\"details\":[\(details.joined(separator: ","))]")
    }
    return "{\(members.joined(separator: ","))}"
  }

  /// The end of a stream: `EndStreamResponse`.
  static func endOfStream(_ error: RPCError?, _ metadata: Metadata) -> String {
    var members: [String] = []
    if let error { members.append("\"error\":\(json(error))") }
    let trailing = error?.trailingMetadata ?? metadata
    if !trailing.isEmpty {
      var values: [(name: String, values: [String])] = []
      for field in trailing.headerFields {
        if let index = values.firstIndex(where: { $0.name == field.name }) {
          values[index].values.append(field.value)
        } else {
          values.append((field.name, [field.value]))
        }
      }
      let fields = values.map { name, values in
        "\(JSONText.string(name)):[\(values.map(JSONText.string).joined(separator: ","))]"
      }
      members.append("\"metadata\":{\(fields.joined(separator: ","))}")
    }
    return "{\(members.joined(separator: ","))}"
  }
}

/// What little JSON is written here: strings.
enum JSONText {
  /// A string of JSON. What HTML gives a meaning is escaped as well, for whoever shows it as a page.
  static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
