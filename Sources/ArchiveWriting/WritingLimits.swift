/// What writing may take of the server's memory.
package struct WritingLimits: Hashable, Sendable {
  /// Bytes of a document, or of a meeting that is put.
  package var documentSize = 64 << 20
  /// Bytes of all of them that are not written yet.
  package var memory = 256 << 20
  /// Time for the next part of a document, or of a meeting that is put, to come.
  package var timeout = Duration.seconds(60)
  /// Decisions about who is who that stand, those of the merge file apart.
  package var decisions = 10_000
  /// Threads that read documents.
  package var threads = 2

  package init() {}
}
