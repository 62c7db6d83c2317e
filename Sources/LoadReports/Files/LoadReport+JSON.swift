#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

extension LoadReport {
  /// The largest file that is read: a hundred steps with full histograms and an hour's intervals of a
  /// tenth of a second take a tenth of it.
  package static let maximumJSONSize = 256 << 20

  /// The report as one line of JSON, members in the order of their names.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [0x0A]
  }

  /// Reads what `json()` wrote.
  ///
  /// - Throws: `LoadReportError`, which says what is wrong and where.
  package init(json: [UInt8]) throws {
    guard json.count <= Self.maximumJSONSize else {
      throw LoadReportError(
        "\(Figure.bytes(Double(json.count))) are more than the "
          + "\(Figure.bytes(Double(Self.maximumJSONSize))) that are read")
    }
    guard json.contains(where: { $0 != 0x20 && !(0x09...0x0D).contains($0) }) else {
      throw LoadReportError("the file is empty")
    }
    let data = Data(json)
    do {
      let version = try JSONDecoder().decode(VersionOnly.self, from: data).version
      guard version == Self.currentVersion else {
        throw LoadReportError(
          path: "version",
          "reports of version \(version) are not known here, only \(Self.currentVersion)")
      }
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch let error as DecodingError {
      if let problem = JSONSyntax.problem(in: json) {
        throw LoadReportError("not JSON: \(problem)")
      }
      throw LoadReportError(error)
    }
    try validate()
  }

  private struct VersionOnly: Decodable {
    var version: Int
  }
}

extension LoadReportError {
  init(_ error: DecodingError) {
    switch error {
    case .keyNotFound(let key, let context):
      let path = Self.path(context.codingPath + [key])
      self.init(path: path, path == "version" ? "missing: no load-test report" : "missing")
    case .valueNotFound(_, let context):
      self.init(path: Self.path(context.codingPath), "null where a value belongs")
    case .typeMismatch(let type, let context):
      self.init(path: Self.path(context.codingPath), "not \(Self.name(of: type))")
    case .dataCorrupted(let context):
      let path = Self.path(context.codingPath)
      guard path.isEmpty else {
        self.init(path: path, PlainText.line(context.debugDescription, upTo: 200))
        return
      }
      // Foundation says no more of a number than that it is none of JSON, and not where.
      self.init("a number does not fit where it stands: too large, or a fraction of a count")
    @unknown default: self.init("not a load-test report")
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    var path = ""
    for key in keys.prefix(16) {
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += (path.isEmpty ? "" : ".") + PlainText.line(key.stringValue, upTo: 60)
      }
    }
    return path
  }

  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "a text"
    case is Bool.Type: "true or false"
    case is any BinaryInteger.Type, is any BinaryFloatingPoint.Type: "a number"
    case is [Any].Type: "a list"
    case is [String: Any].Type: "an object"
    default: "what belongs there"
    }
  }
}
