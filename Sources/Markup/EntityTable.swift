internal import CLibXML2

/// The entities that a document's internal DTD declares, and what they stand for.
///
/// libxml2 would parse replacement texts itself, again at every reference; here each is expanded
/// once, under limits of our own, and handed to libxml2 as finished text. So an entity can stand for
/// text but not for elements, which no transcript seen does.
struct EntityTable: ~Copyable {
  private var declared: [String: [UInt8]] = [:]
  private var external: Set<String> = []
  private var expanded: [String: Replacement] = [:]
  private let limits: MarkupLimits
  /// What libxml2 is given: valid until the next call of `entity(named:…)`.
  private let entity: UnsafeMutablePointer<xmlEntity>
  /// How many bytes references have produced so far.
  private(set) var producedSize = 0

  private struct Replacement {
    /// The text, ending in NUL.
    var text: UnsafeMutableBufferPointer<UInt8>
    /// The text with `&` and `<` written as character references, ending in NUL.
    var escaped: UnsafeMutableBufferPointer<UInt8>
  }

  init(limits: MarkupLimits) {
    self.limits = limits
    entity = .allocate(capacity: 1)
    entity.initialize(to: xmlEntity())
  }

  deinit {
    entity.deallocate()
    for replacement in expanded.values {
      replacement.text.deallocate()
      replacement.escaped.deallocate()
    }
  }

  /// Notes the declaration of an entity whose text the DTD holds; of several the first counts
  /// (XML 1.0, section 4.2).
  mutating func declare(_ name: String, text: [UInt8]) {
    if declared[name] == nil, !external.contains(name) { declared[name] = text }
  }

  /// Notes the declaration of an entity that another document holds.
  mutating func declareExternal(_ name: String) {
    if declared[name] == nil { external.insert(name) }
  }

  /// The entity to give to libxml2.
  /// - Parameters:
  ///   - isInAttribute: libxml2 parses entities in attributes once more, but copies text in content.
  /// - Throws: ``MarkupError`` when it is not declared, external, or stands for too much.
  mutating func entity(
    named name: UnsafePointer<UInt8>, isInAttribute: Bool, line: Int, documentSize: Int
  ) throws -> UnsafeMutablePointer<xmlEntity> {
    let key = String(cString: name)
    let replacement: Replacement
    if let known = expanded[key] {
      replacement = known
    } else {
      var text: [UInt8] = []
      try expand(key, into: &text, depth: 0, line: line)
      replacement = Replacement(text: Self.terminated(text), escaped: Self.escaped(text))
      expanded[key] = replacement
    }
    producedSize += replacement.text.count
    guard producedSize <= limits.expansion + documentSize else {
      throw MarkupError(
        .tooLarge, line: line,
        problem: "entities make the document grow by more than \(producedSize) bytes",
        remedy: "write the text out, or refuse the document: this is how entity bombs work")
    }
    let bytes = isInAttribute ? replacement.escaped : replacement.text
    entity.pointee.type = XML_ENTITY_DECL
    entity.pointee.name = name
    entity.pointee.content = bytes.baseAddress
    entity.pointee.length = Int32(bytes.count - 1)
    entity.pointee.etype =
      isInAttribute ? XML_INTERNAL_GENERAL_ENTITY : XML_INTERNAL_PREDEFINED_ENTITY
    return entity
  }

  private func expand(
    _ name: String, into text: inout [UInt8], depth: Int, line: Int
  ) throws {
    guard depth < limits.entityDepth else {
      throw MarkupError(
        .tooLarge, line: line,
        problem: "entities refer to entities more than \(limits.entityDepth) deep at '&\(name);'",
        remedy: "write the text out")
    }
    guard let source = declared[name] else {
      if external.contains(name) {
        throw MarkupError(
          .refused, line: line,
          problem: "entity '&\(name);' is in another document, and those are never fetched",
          remedy: "put its text into the document")
      }
      throw MarkupError(
        .malformed, line: line, problem: "entity '&\(name);' is not declared in the document",
        remedy: "declare it, or write the character itself; external DTDs are never fetched")
    }
    var index = 0
    while index < source.count {
      let byte = source[index]
      switch byte {
      case UInt8(ascii: "<"):
        throw MarkupError(
          .refused, line: line, problem: "entity '&\(name);' stands for elements",
          remedy: "write the elements out; entities are read only where they stand for text")
      case UInt8(ascii: "&"):
        guard let end = source[index...].firstIndex(of: UInt8(ascii: ";")) else {
          throw MarkupError(
            .malformed, line: line, problem: "entity '&\(name);' holds an '&' without ';'",
            remedy: "write &amp; for an ampersand")
        }
        let reference = String(decoding: source[(index + 1)..<end], as: UTF8.self)
        if let character = Self.character(reference) {
          text.append(contentsOf: character)
        } else {
          try expand(reference, into: &text, depth: depth + 1, line: line)
        }
        index = end + 1
      default:
        text.append(byte)
        index += 1
      }
      guard text.count <= limits.entitySize else {
        throw MarkupError(
          .tooLarge, line: line,
          problem: "entity '&\(name);' stands for more than \(limits.entitySize) bytes",
          remedy: "write the text out, or refuse the document: this is how entity bombs work")
      }
    }
  }

  /// What a character reference or a predefined entity stands for; nil when it is neither.
  private static func character(_ reference: String) -> [UInt8]? {
    switch reference {
    case "lt": return [UInt8(ascii: "<")]
    case "gt": return [UInt8(ascii: ">")]
    case "amp": return [UInt8(ascii: "&")]
    case "quot": return [UInt8(ascii: "\"")]
    case "apos": return [UInt8(ascii: "'")]
    default: break
    }
    guard reference.first == "#" else { return nil }
    let digits = reference.dropFirst()
    let number =
      digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
    guard let scalar = number.flatMap(Unicode.Scalar.init),
      scalar.value >= 0x20 || scalar == "\n"
        || scalar == "\t" || scalar == "\r"
    else { return nil }
    return Array(String(scalar).utf8)
  }

  private static func terminated(_ text: [UInt8]) -> UnsafeMutableBufferPointer<UInt8> {
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count + 1)
    _ = buffer.initialize(from: text + [0])
    return buffer
  }

  private static func escaped(_ text: [UInt8]) -> UnsafeMutableBufferPointer<UInt8> {
    terminated(
      text.flatMap { byte -> [UInt8] in
        switch byte {
        case UInt8(ascii: "&"): Array("&#38;".utf8)
        case UInt8(ascii: "<"): Array("&#60;".utf8)
        default: [byte]
        }
      })
  }
}
