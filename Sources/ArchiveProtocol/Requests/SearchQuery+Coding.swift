internal import CProtobufC
package import CVerbatimProto
package import Protobuf
package import Transcripts

extension SearchQuery {
  /// The query's bytes.
  package var encoded: [UInt8] {
    let arena = MessageArena()
    return Packing.bytes(of: encode(into: arena))
  }

  /// The query as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__SearchStatementsRequest> {
    let message = arena.make(Messages.searchStatements)
    if filter != StatementFilter() { message.pointee.filter = filter.encode(into: arena) }
    message.pointee.order = order.encoded
    message.pointee.page_size = pageSize
    message.pointee.page_token = arena.text(pageToken)
    message.pointee.context_before = contextBefore
    message.pointee.context_after = contextAfter
    message.pointee.snippet_bytes = snippetBytes
    message.pointee.archive = arena.text(archive)
    message.pointee.n_facets = facets.count
    message.pointee.facets = arena.repeatedMessages(facets) { facet in
      let inner = arena.make(Messages.searchFacet)
      inner.pointee.group_by = facet.groupBy.encoded
      inner.pointee.limit = facet.limit
      return inner
    }
    return message
  }

  /// The query that a message holds; sizes are checked where it is answered.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__SearchStatementsRequest>
  ) throws(QueryError) {
    let message = message.pointee
    guard message.page_token.len <= QueryLimits.pageTokenByteCount else {
      throw .invalid(
        "page_token", "has \(message.page_token.len) bytes and is none of the archive's")
    }
    self.init(
      filter: try message.filter.map { filter throws(QueryError) in
        try StatementFilter(decoding: filter)
      } ?? StatementFilter(),
      order: message.order
        == VERBATIM__V1__SEARCH_STATEMENTS_REQUEST__SEARCH_ORDER__SEARCH_ORDER_UNSPECIFIED
        ? .relevance
        : try enumerationField(message.order) { .invalid("order", "is \($0), which is no order") },
      pageSize: message.page_size, pageToken: try textField(message.page_token, "page_token"),
      contextBefore: message.context_before, contextAfter: message.context_after,
      snippetBytes: message.snippet_bytes,
      facets: try listField(message.facets, message.n_facets, "facets") {
        facet throws(QueryError) in
        // protobuf-c gives no list with a missing message.
        guard let facet = facet?.pointee else { throw .invalid("facets", "holds no facet") }
        return Facet(
          by: try enumerationField(facet.group_by) {
            .invalid("facets.group_by", "is \($0), which is no way to group")
          }, limit: facet.limit)
      }, archive: try textField(message.archive, "archive"))
  }
}
