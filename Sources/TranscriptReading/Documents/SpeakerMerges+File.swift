package import People

extension SpeakerMerges {
  /// The largest merge file: a line for each of a million people.
  private static let maximumFileSize = 64 << 20

  /// Reads a merge file.
  /// - Throws: ``DocumentError`` when it cannot be opened or is no merge file.
  package init(path: String) throws {
    let document = try Document(path: path)
    let bytes = try document.contents(limit: Self.maximumFileSize)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw document.error(.invalidEncoding, "the merge file is not UTF-8", remedy: "convert it")
    }
    do {
      try self.init(text)
    } catch {
      throw DocumentError(
        .malformed, document: path, line: error.line, problem: error.problem,
        remedy: error.remedy)
    }
  }
}
