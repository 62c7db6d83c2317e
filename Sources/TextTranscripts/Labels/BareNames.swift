import People

/// Names that stand alone as labels, which say where the names of longer labels begin.
struct BareNames {
  private var names: Set<String> = []
  /// The most words that a name with such a last word has.
  private var longest: [String: Int] = [:]
  /// Last words that are ordinary ones, too.
  private(set) var lastWords: Set<String> = []

  init(_ shapes: [LabelShape]) {
    for shape in shapes where shape.kind == .name || shape.kind == .nameWithWords {
      if shape.isSetAsName, let last = shape.nameWords.last, LabelWords.surnames.contains(last) {
        lastWords.insert(last)
      }
      guard shape.kind == .name else { continue }
      guard let last = shape.nameWords.last else { continue }
      names.insert(shape.nameWords.joined(separator: " "))
      longest[last] = max(longest[last] ?? 0, shape.nameWords.count)
    }
  }

  func contains(_ name: String) -> Bool { names.contains(name) }

  /// Whether a label may come apart otherwise by them than without.
  func mayChange(_ shape: LabelShape) -> Bool {
    if shape.roleWords.contains(where: { longest[$0] != nil }) { return true }
    // What ends in the longest name of its kind already stays.
    guard let last = shape.nameWords.last, let count = longest[last],
      count == shape.nameWords.count, contains(shape.nameWords.joined(separator: " "))
    else { return shape.nameWords.contains { longest[$0] != nil } }
    return shape.nameWords.dropLast().contains { longest[$0] != nil }
  }
}
