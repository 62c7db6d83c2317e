import People
import TranscriptReading

/// Whether a text that is set as a label may be one.
struct LabelFit {
  private let shape: LabelShape
  private let label: String
  private let wordCount: Int
  private let byteCount: Int
  private let isCapitalised: Bool
  private let endsSentence: Bool

  init(_ label: String) {
    // Notes in brackets are in any case: "O SR. LIND (PT-SP. Sem revisão do orador.)".
    let parts = LabelParts(label)
    shape = LabelShape(parts) { _ in false }
    let tokens = parts.tokens
    self.label = label
    wordCount = tokens.count
    byteCount = label.utf8.count
    isCapitalised = tokens.allSatisfy { $0.isCapitalised || $0.isParticle || $0.isConnector }
    endsSentence =
      label.hasSuffix("?") || label.hasSuffix("!") || label.hasSuffix("…")
      || label.hasSuffix(";")
  }

  /// Whether it is set as names, roles and voices are.
  var looksNamed: Bool {
    switch shape.kind {
    case .name, .roleAndName, .voice, .code: isCapitalised && wordCount <= 6 && !endsSentence
    case .none, .word, .part, .role, .nameWithWords: false
    }
  }

  /// Whether nothing in it says that it is somebody's.
  var isUnknown: Bool {
    switch shape.kind {
    case .none, .word, .nameWithWords: true
    case .name, .roleAndName, .voice, .code, .part, .role: false
    }
  }

  /// The folded words of its name.
  var nameWords: [String] { shape.nameWords }

  /// - Parameters:
  ///   - count: How often the label stands in the document.
  ///   - isKnown: Whether the document's head lists it.
  ///   - isAscending: Whether the times beside all such labels grow.
  func isLabel(
    _ layout: LabelLayout, count: Int, isKnown: Bool, isAscending: Bool
  ) -> Bool {
    guard (1...12).contains(wordCount), byteCount <= 120, !endsSentence else { return false }
    if isKnown { return true }
    let isNamed = shape.kind != .none
    switch layout.family {
    case .plain: return false
    case .stopped: return true
    case .dashed, .alone:
      switch shape.kind {
      case .name, .roleAndName, .voice, .code: return isCapitalised && wordCount <= 6
      case .word, .part: return isCapitalised && count >= 3
      // "O SR. PRESIDENTE – "
      case .role: return isCapitalised && count >= 2 && layout.family == .dashed
      case .none, .nameWithWords: return false
      }
    case .bracketed:
      guard DeliveryWording.delivery("(\(label))") == nil,
        NoteWording.kind(inline: "(\(label))") == nil
      else { return false }
      switch shape.kind {
      case .name, .roleAndName, .voice, .code, .part, .role: return wordCount <= 6
      case .word, .nameWithWords: return count >= 2
      // "<annvale>"
      case .none: return count >= 2 && !SmallLabels.name(label).isEmpty
      }
    case .emphasised:
      switch layout.end {
      case .colon:
        return layout.emphasis == .bold || layout.emphasis == .underlined
          || isNamed && (count >= 2 || shape.kind != .word)
          || layout.emphasis == .heading && count >= 2
      case .line where layout.time != .none: return isNamed || count >= 2
      case .line: return isNamed && isCapitalised && count >= 2
      case .words: return isNamed && count >= 2 && shape.kind != .word
      case .stop, .dash, .spacedDash: return isNamed
      }
    case .timed:
      guard layout.end == .line || layout.time == .after && layout.emphasis == .brackets else {
        return isNamed && isCapitalised && count >= 2 && isAscending
      }
      return isAscending && (isNamed || count >= 3 && !shape.isSentence) || isNamed && count >= 2
    }
  }
}
