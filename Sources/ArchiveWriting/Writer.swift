internal import LastingArchive
internal import RPC
internal import RPCServer
internal import VerbatimServer

/// Who writes, and what of the memory for that they may have.
struct Writer: Sendable {
  var author: Author
  /// Bytes that are not written yet, at most; nil for as many as there is room for.
  var memory: Int?
}

extension ServerContext {
  /// Who writes.
  var writer: Writer {
    Writer(
      author: Author(
        name: self[CallPrincipal.self] ?? CallPrincipal.unknown,
        maySettlePeople: self[MaySettlePeople.self] ?? false),
      memory: self[ImportMemoryShare.self])
  }
}
