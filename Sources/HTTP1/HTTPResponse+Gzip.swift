extension HTTPResponse {
  /// Bytes below which compressing gains nothing.
  private static let least = 1024

  /// The same as it goes to a client that says what it reads, compressed where that is worth it. What is sent
  /// depends on that field from now on.
  package func compressed(accepting field: String?) -> HTTPResponse {
    guard status != 304, isText else { return self }
    var response = self
    response.vary()
    guard value(of: "Content-Encoding") == nil, Self.acceptsGzip(field) else { return response }
    switch body {
    case .bytes(let bytes):
      guard bytes.count >= Self.least, let gzip = GzipStream() else { return response }
      response.body = .bytes(gzip.end(bytes))
    case .pieces(let next):
      guard let gzip = GzipStream() else { return response }
      let state = GzipState(gzip, of: next)
      response.body = .pieces { try state.next($0) }
    }
    response.fields.append(("Content-Encoding", "gzip"))
    return response
  }

  /// Says of an answer that it depends on what encodings a client reads.
  package mutating func vary() {
    let field = "Accept-Encoding"
    guard let index = fields.firstIndex(where: { $0.name.lowercased() == "vary" }) else {
      fields.append(("Vary", field))
      return
    }
    if !fields[index].value.lowercased().contains("accept-encoding") {
      fields[index].value += ", \(field)"
    }
  }

  private var isText: Bool {
    guard let type = value(of: "Content-Type")?.lowercased() else { return false }
    return type.hasPrefix("text/") || type.contains("xml") || type.contains("json")
  }

  /// Whether gzip is among what a client reads (RFC 9110, section 12.5.3).
  package static func acceptsGzip(_ field: String?) -> Bool {
    for part in (field ?? "").split(separator: ",").prefix(50) {
      let pieces = part.split(separator: ";").map { piece in
        piece.filter { $0 != " " && $0 != "\t" }.lowercased()
      }
      guard pieces.first == "gzip" || pieces.first == "x-gzip" else { continue }
      let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }
      return weight.map { Double($0.dropFirst(2)) ?? 0 > 0 } ?? true
    }
    return false
  }
}

/// The compression of an answer that is made piece by piece. Sendable is sound: pieces are made by one thread at
/// a time, which takes turns with others under locks of theirs.
private final class GzipState: @unchecked Sendable {
  private let pieces: @Sendable (_ isCancelled: () -> Bool) throws -> [UInt8]?
  private var gzip: GzipStream?

  init(
    _ gzip: GzipStream,
    of pieces: @escaping @Sendable (_ isCancelled: () -> Bool) throws -> [UInt8]?
  ) {
    self.gzip = gzip
    self.pieces = pieces
  }

  func next(_ isCancelled: () -> Bool) throws -> [UInt8]? {
    guard let gzip else { return nil }
    guard let piece = try pieces(isCancelled) else {
      self.gzip = nil
      return gzip.end()
    }
    return gzip.add(piece)
  }
}
