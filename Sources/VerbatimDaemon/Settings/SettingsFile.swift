#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// A settings file: one JSON object whose members are settings by name.
package struct SettingsFile: Sendable {
  /// Where it was read from.
  package let path: String
  /// The values of each member as text; several where the member is an array.
  package let values: [String: [String]]

  /// Settings are a few hundred bytes: a larger file is another one.
  static let maximumByteCount = 1 << 20

  /// Reads a file.
  /// - Throws: ``SettingsError``.
  package init(path: String) throws {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw SettingsError(
        origin: .file(path),
        problem: "the settings file \(path) cannot be read: "
          + "check that it exists and that you may read it")
    }
    guard data.count <= Self.maximumByteCount else {
      throw SettingsError(
        origin: .file(path),
        problem: "the settings file \(path) is larger than \(Self.maximumByteCount >> 20) MiB: "
          + "is it the right file?")
    }
    try self.init(data: data, path: path)
  }

  /// Reads JSON text; `path` is what messages call it.
  package init(data: Data, path: String) throws {
    self.path = path
    do {
      values = try JSONDecoder().decode([String: Member].self, from: data).mapValues(\.texts)
    } catch let error as DecodingError {
      throw SettingsError(
        origin: .file(path),
        problem: "the settings file \(path) is not what is wanted: \(Self.explain(error))")
    }
  }

  private static func explain(_ error: DecodingError) -> String {
    let (context, fallback): (DecodingError.Context, String) =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context):
        (context, "write one JSON object with the settings as its members")
      case .keyNotFound(_, let context), .dataCorrupted(let context):
        (context, context.debugDescription)
      @unknown default: (.init(codingPath: [], debugDescription: ""), "\(error)")
      }
    guard let key = context.codingPath.first?.stringValue else {
      let cause = context.underlyingError.map { " (\($0))" } ?? ""
      return fallback + cause
    }
    return "\(key): \(context.debugDescription)"
  }

  /// A member's value: text, a number, true or false, or an array of them.
  private struct Member: Decodable {
    let texts: [String]

    init(from decoder: any Decoder) throws {
      if var list = try? decoder.unkeyedContainer() {
        var texts: [String] = []
        while !list.isAtEnd { texts.append(try Self.scalar(list.superDecoder())) }
        self.texts = texts
      } else {
        texts = [try Self.scalar(decoder)]
      }
    }

    private static func scalar(_ decoder: any Decoder) throws -> String {
      let container = try decoder.singleValueContainer()
      if let truth = try? container.decode(Bool.self) { return truth ? "true" : "false" }
      if let text = try? container.decode(String.self) { return text }
      if let number = try? container.decode(Int.self) { return String(number) }
      if let number = try? container.decode(Double.self) { return String(number) }
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "write text, a number, true or false, or an array of these"))
    }
  }
}
