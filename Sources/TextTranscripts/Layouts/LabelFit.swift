import People
import TranscriptReading
import Transcripts

/// Whether a text that is set as a label may be one.
struct LabelFit {
  private let shape: LabelShape
  private let label: String
  private let wordCount: Int
  private let byteCount: Int
  private let isCapitalised: Bool
  private let endsSentence: Bool
  /// Whether a name stands before a role in brackets, or behind a comma or a dash: "Ann Vale (chair)".
  let isTitled: Bool

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
    isTitled = Self.isTitled(label)
  }

  private static let maximumTitled = 5

  private static func isTitled(_ label: String) -> Bool {
    guard let person = person(in: label) else { return false }
    let parts = LabelParts(person)
    guard parts.tokens.count <= maximumTitled,
      parts.tokens.allSatisfy({ $0.isCapitalised || $0.isParticle })
    else { return false }
    switch LabelShape(parts, isKnown: { _ in false }).kind {
    case .name, .roleAndName: return true
    // "ROSSI (PD)"
    case .word: return label.hasSuffix(")") && parts.tokens.allSatisfy(\.isAllCapitals)
    case .none, .voice, .code, .part, .role, .nameWithWords: return false
    }
  }

  /// The name before a role in brackets, or behind a comma or a dash; nil where nothing stands behind
  /// it so. "Vale, Ann" is a name in turned order.
  static func person(in label: String) -> String? {
    var core = LabelAnatomy.splitNotes(label).core
    for sign in [", ", " – ", " — ", " - ", " | "] {
      guard let cut: String.Index = core.firstRange(of: sign)?.lowerBound,
        String(core[..<cut]).trimmingSpace().contains(" ")
      else { continue }
      core = String(core[..<cut])
    }
    core = core.trimmingSpace()
    return core.isEmpty || core.utf8.count == label.utf8.count ? nil : core
  }

  /// What a label and the same with a role have in common, folded.
  static func key(_ label: String) -> String { FoldedText.fold(person(in: label) ?? label) }

  /// Whether it is set as names are, perhaps with a role behind.
  var namesSomebody: Bool { looksNamed || isTitled && !endsSentence }

  /// Whether it is set as names, roles and voices are.
  var looksNamed: Bool {
    switch shape.kind {
    case .name, .roleAndName, .voice, .code: isCapitalised && wordCount <= 6 && !endsSentence
    case .none, .word, .part, .role, .nameWithWords: false
    }
  }

  /// Whether it is set as a name is, whatever its words are.
  var mayName: Bool {
    isCapitalised && (2...4).contains(wordCount) && !endsSentence && !shape.isSentence
  }

  /// Whether it is a name by nothing but its coming again: "Tom East".
  var comesAsName: Bool {
    shape.comesAsName && shape.kind == .none && isCapitalised && !endsSentence
  }

  /// Whether it is a first name and a surname that are words, too: "Faith Hope".
  var isNameByPlace: Bool {
    shape.kind == .nameWithWords && shape.isSetAsName && (2...3).contains(wordCount)
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
    if comesAsName, count >= 2, layout.family != .plain { return true }
    switch layout.family {
    case .plain: return false
    case .stopped: return true
    case .dashed, .alone, .listed:
      if isTitled { return true }
      switch shape.kind {
      case .name, .roleAndName, .voice, .code: return isCapitalised && wordCount <= 6
      case .word, .part: return isCapitalised && count >= 3
      // "O SR. PRESIDENTE – "
      case .role: return isCapitalised && count >= 2
      // "Bill Day"
      case .nameWithWords:
        return isCapitalised && count >= 2 && (2...3).contains(wordCount) && shape.isSetAsName
      case .none: return false
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
      case .line: return (isNamed && isCapitalised || isTitled) && count >= 2
      case .words: return (isNamed && shape.kind != .word || isTitled) && count >= 2
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

/// A text that is set as a label, with what is made of it once however often it stands in a document.
struct SetLabel {
  let wording: String
  let folded: String
  let key: String
  let fit: LabelFit

  init(_ wording: String) {
    self.wording = wording
    folded = FoldedText.fold(wording)
    key = LabelFit.key(wording)
    fit = LabelFit(wording)
  }
}
