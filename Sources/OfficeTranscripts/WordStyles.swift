import Markup

/// The styles of a document, as far as they tell labels and headings.
final class WordStyles: MarkupHandler {
  private struct Style {
    var name = ""
    var base = ""
    var isBold: Bool?
    var isUnderlined: Bool?
    var level: Int?
  }

  private var styles: [String: Style] = [:]
  private var open: (id: String, style: Style)?
  /// Within the formatting of a part of a table, which is no text's.
  private var conditionDepth = 0
  private var depth = 0

  static let vocabulary = MarkupVocabulary(StyleElement.self)

  enum StyleElement: String, CaseIterable {
    case style, name, basedOn, b, u, outlineLvl, tblStylePr

    static let all = Array(allCases)
  }

  func startElement(_ element: MarkupElement) throws {
    depth += 1
    guard element.name < StyleElement.all.count, conditionDepth == 0 else { return }
    let value = element.attribute("val") ?? ""
    switch StyleElement.all[element.name] {
    case .style: open = (element.attribute("styleId") ?? "", Style())
    case .name: open?.style.name = value.lowercased()
    case .basedOn: open?.style.base = value
    case .b: open?.style.isBold = WordToggle.isOn(value)
    case .u: open?.style.isUnderlined = value != "none"
    case .outlineLvl: open?.style.level = Int(value).map { $0 + 1 }
    case .tblStylePr: conditionDepth = depth
    }
  }

  func endElement(_ code: Int, line: Int) throws {
    if depth == conditionDepth { conditionDepth = 0 }
    depth -= 1
    guard code < StyleElement.all.count, StyleElement.all[code] == .style, let open else { return }
    styles[open.id] = open.style
    self.open = nil
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) throws {}

  /// Styles that a style may be made of, one of the other.
  private static let maximumBases = 16

  private func first<Value>(_ id: String, _ value: (Style) -> Value?) -> Value? {
    var id = id
    for _ in 0..<Self.maximumBases {
      guard let style = styles[id] else { return nil }
      if let found = value(style) { return found }
      id = style.base
    }
    return nil
  }

  func isBold(_ id: String) -> Bool? { first(id) { $0.isBold } }

  func isUnderlined(_ id: String) -> Bool? { first(id) { $0.isUnderlined } }

  /// The level of a heading's style, from 1; nil for other styles.
  func level(_ id: String) -> Int? {
    let level = first(id) { style -> Int? in
      if let level = style.level { return level }
      if style.name == "title" { return 1 }
      guard style.name.hasPrefix("heading ") else { return nil }
      return Int(style.name.dropFirst(8))
    }
    guard styles[id] != nil else { return Self.level(named: id) }
    // Word numbers ten levels; the last is that of body text.
    return level.flatMap { (1...9).contains($0) ? $0 : nil }
  }
}

extension WordStyles {
  /// The level of a style that the document uses and does not describe, by what Word calls it in some
  /// languages: "Heading1", "berschrift2".
  fileprivate static func level(named id: String) -> Int? {
    let id = id.lowercased()
    if ["title", "titel", "titre"].contains(id) { return 1 }
    guard let digit = id.last.flatMap({ $0.wholeNumberValue }), (1...9).contains(digit) else {
      return nil
    }
    let names = ["heading", "berschrift", "überschrift", "titre", "ttulo", "título", "titolo"]
    return names.contains(String(id.dropLast())) ? digit : nil
  }
}

/// A property that is there, and may say that it is off.
enum WordToggle {
  static func isOn(_ value: String) -> Bool { !["0", "false", "off"].contains(value) }
}
