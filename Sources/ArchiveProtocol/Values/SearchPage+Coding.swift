internal import CProtobufC
package import CVerbatimProto
package import Protobuf
package import Transcripts

/// A hit whose statements are encoded already.
package struct EncodedHit {
  package var statement: UnsafeRawBufferPointer
  package var score: Float
  package var highlights: [TextSpan]
  package var highlightCount: Int
  package var snippet: SearchHit.Snippet
  package var before: [UnsafeRawBufferPointer]
  package var after: [UnsafeRawBufferPointer]
  package var isContextCut: Bool
  /// Whether the statement comes without its paragraphs and marks, and whether it has them still.
  package var isTextLeftOut: Bool
  package var leavesTextOut: Bool

  package init(
    statement: UnsafeRawBufferPointer, score: Float, highlights: [TextSpan], highlightCount: Int,
    snippet: SearchHit.Snippet, before: [UnsafeRawBufferPointer], after: [UnsafeRawBufferPointer],
    isContextCut: Bool, isTextLeftOut: Bool, leavesTextOut: Bool = false
  ) {
    self.isTextLeftOut = isTextLeftOut
    self.leavesTextOut = leavesTextOut
    self.statement = statement
    self.score = score
    self.highlights = highlights
    self.highlightCount = highlightCount
    self.snippet = snippet
    self.before = before
    self.after = after
    self.isContextCut = isContextCut
  }
}

extension SearchPage {
  /// The page as a message in `arena`, with `encodedHits` in the place of its hits.
  package func encode(
    _ encodedHits: [EncodedHit], into arena: MessageArena
  ) throws(ProtobufError) -> UnsafeMutablePointer<Verbatim__V1__SearchStatementsResponse> {
    let message = arena.make(Messages.searchPage)
    let hits = try encodedHits.map { hit throws(ProtobufError) in
      try hit.encode(into: arena)
    }
    message.pointee.n_hits = hits.count
    message.pointee.hits = arena.repeatedMessages(hits) { $0 }
    message.pointee.total = total
    message.pointee.without_stems = withoutStems
    message.pointee.archive = arena.text(archive)
    message.pointee.next_page_token = arena.text(nextPageToken)
    message.pointee.n_facets = facets.count
    message.pointee.facets = arena.repeatedMessages(facets) { $0.encode(into: arena) }
    return message
  }

  /// The page that a message holds. Text is checked.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__SearchStatementsResponse>
  ) throws(ProtobufError) {
    let message = message.pointee
    self.init(
      hits: try values(message.hits, message.n_hits) { hit throws(ProtobufError) in
        try SearchHit(decoding: hit)
      },
      total: message.total,
      nextPageToken: try String(checking: message.next_page_token, field: "next_page_token"),
      facets: try values(message.facets, message.n_facets) { counts throws(ProtobufError) in
        try StatementCounts(decoding: counts)
      }, withoutStems: message.without_stems,
      archive: try String(checking: message.archive, field: "archive"))
  }
}

extension SearchHit {
  /// The hit as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) throws(ProtobufError) -> UnsafeMutablePointer<Verbatim__V1__SearchStatementsResponse__Hit> {
    try encoded(in: arena).encode(into: arena)
  }

  /// The hit with statements that are encoded in `arena`.
  package func encoded(in arena: MessageArena) -> EncodedHit {
    // What is packed lives as long as the arena.
    func packed(_ statement: Statement) -> UnsafeRawBufferPointer {
      let bytes = arena.bytes(of: Packing.bytes(of: statement.encode(into: arena)))
      return UnsafeRawBufferPointer(start: bytes.data, count: bytes.len)
    }
    return EncodedHit(
      statement: packed(statement), score: score, highlights: highlights,
      highlightCount: Int(highlightCount), snippet: snippet, before: before.map(packed),
      after: after.map(packed), isContextCut: isContextCut, isTextLeftOut: isTextLeftOut)
  }
}

extension MessageArena {
  fileprivate func bytes(of list: [UInt8]) -> ProtobufCBinaryData {
    list.withUnsafeBytes { bytes($0) }
  }
}

extension EncodedHit {
  fileprivate func encode(
    into arena: MessageArena
  ) throws(ProtobufError) -> UnsafeMutablePointer<Verbatim__V1__SearchStatementsResponse__Hit> {
    let message = arena.make(Messages.searchHit)
    let found = try arena.unpack(Messages.statement, from: statement)
    if leavesTextOut { (found.pointee.n_paragraphs, found.pointee.n_marks) = (0, 0) }
    message.pointee.text_left_out = isTextLeftOut ? 1 : 0
    message.pointee.statement = found
    message.pointee.score = score
    message.pointee.n_highlights = highlights.count
    message.pointee.highlights = arena.repeatedMessages(highlights) {
      arena.span($0)
    }
    message.pointee.highlight_count = UInt32(clamping: highlightCount)
    let piece = arena.make(Messages.searchSnippet)
    piece.pointee.paragraph = snippet.paragraph
    piece.pointee.start = snippet.start
    piece.pointee.text = arena.text(snippet.text)
    piece.pointee.n_highlights = snippet.highlights.count
    piece.pointee.highlights = arena.repeatedMessages(snippet.highlights) { range in
      let message = arena.make(Messages.byteRange)
      message.pointee.start = UInt32(clamping: range.lowerBound)
      message.pointee.end = UInt32(clamping: range.upperBound)
      return message
    }
    piece.pointee.cut = snippet.isCut ? 1 : 0
    message.pointee.snippet = piece
    let before = try before.map { bytes throws(ProtobufError) in
      try arena.unpack(Messages.statement, from: bytes)
    }
    message.pointee.n_before = before.count
    message.pointee.before = arena.repeatedMessages(before) { $0 }
    let after = try after.map { bytes throws(ProtobufError) in
      try arena.unpack(Messages.statement, from: bytes)
    }
    message.pointee.n_after = after.count
    message.pointee.after = arena.repeatedMessages(after) { $0 }
    message.pointee.context_cut = isContextCut ? 1 : 0
    return message
  }
}

extension MessageArena {
  fileprivate func span(
    _ span: TextSpan
  ) -> UnsafeMutablePointer<Verbatim__V1__SearchStatementsResponse__Span> {
    let message = make(Messages.searchSpan)
    message.pointee.paragraph = span.paragraph
    message.pointee.start = UInt32(clamping: span.range.lowerBound)
    message.pointee.end = UInt32(clamping: span.range.upperBound)
    message.pointee.joined = span.isJoined ? 1 : 0
    return message
  }
}

extension SearchHit {
  fileprivate init(
    decoding message: UnsafePointer<Verbatim__V1__SearchStatementsResponse__Hit>
  ) throws(ProtobufError) {
    let message = message.pointee
    guard let statement = message.statement else {
      throw ProtobufError(code: .invalidValue, message: "hits.statement is missing")
    }
    func statements(
      _ list: UnsafeMutablePointer<UnsafeMutablePointer<Verbatim__V1__Statement>?>?, _ count: Int
    ) throws(ProtobufError) -> [Statement] {
      try values(list, count) { value throws(ProtobufError) in try Statement(decoding: value) }
    }
    let found = try Statement(decoding: statement)
    let isTextLeftOut = message.text_left_out != 0
    self.init(
      statement: found, score: message.score,
      highlights: try values(message.highlights, message.n_highlights) {
        span throws(ProtobufError) in
        let place = TextSpan(
          paragraph: span.pointee.paragraph,
          range: try range(span.pointee.start, span.pointee.end),
          isJoined: span.pointee.joined != 0)
        guard
          isTextLeftOut
            || Int(place.paragraph) < found.paragraphs.count
              && place.range.upperBound <= found.paragraphs[Int(place.paragraph)].utf8.count
        else {
          throw ProtobufError(
            code: .invalidValue,
            message: "hits.highlights has a place that \(found.id.excerpt) has not: byte "
              + "\(place.range.upperBound) of paragraph \(place.paragraph)")
        }
        return place
      },
      highlightCount: message.highlight_count,
      snippet: try message.snippet.map { snippet throws(ProtobufError) in
        try Snippet(decoding: snippet)
      } ?? Snippet(),
      before: try statements(message.before, message.n_before),
      after: try statements(message.after, message.n_after),
      isContextCut: message.context_cut != 0, isTextLeftOut: isTextLeftOut)
  }
}

extension SearchHit.Snippet {
  fileprivate init(
    decoding message: UnsafePointer<Verbatim__V1__SearchStatementsResponse__Snippet>
  ) throws(ProtobufError) {
    let message = message.pointee
    let text = try String(checking: message.text, field: "hits.snippet.text")
    self.init(
      paragraph: message.paragraph, start: message.start, text: text,
      highlights: try values(message.highlights, message.n_highlights) {
        span throws(ProtobufError) in
        let range = try range(span.pointee.start, span.pointee.end)
        guard range.upperBound <= text.utf8.count else {
          throw ProtobufError(
            code: .invalidValue,
            message: "hits.snippet.highlights ends at byte \(range.upperBound) of "
              + "\(text.utf8.count)")
        }
        return range
      },
      isCut: message.cut != 0)
  }
}

private func range(_ start: UInt32, _ end: UInt32) throws(ProtobufError) -> Range<Int> {
  guard start <= end else {
    throw ProtobufError(
      code: .invalidValue, message: "a highlight ends at \(end), before it starts at \(start)")
  }
  return Int(start)..<Int(end)
}
