/// What a hostile document may not pass.
package struct MarkupLimits: Hashable, Sendable {
  /// Deepest nesting of elements. Real transcripts nest 12 deep, real pages 30.
  package var depth = 256
  /// Most attributes of one element, those that a DTD adds included. Real elements have 10.
  package var attributes = 256
  /// Most bytes that one declared entity may stand for. Real ones stand for a character.
  package var entitySize = 64 * 1024
  /// Deepest nesting of entities within entities.
  package var entityDepth = 16
  /// How many bytes declared entities may add to a document, beyond its own size.
  package var expansion = 1024 * 1024
  /// Most different names of elements that a parser tells apart; later ones share one code.
  package var names = 4096

  /// The limits above.
  package init() {}
}
