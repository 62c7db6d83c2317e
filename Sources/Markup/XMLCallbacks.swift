internal import CLibXML2

/// What libxml2 calls while it parses XML; each function finds its parser and hands on.
enum XMLCallbacks {
  /// libxml2's table of callbacks (SAX2). What is not set here is not called.
  static func handler() -> xmlSAXHandler {
    var handler = xmlSAXHandler()
    handler.initialized = UInt32(XML_SAX2_MAGIC)
    handler.startElementNs = startElement
    handler.endElementNs = endElement
    handler.characters = characters
    handler.ignorableWhitespace = characters
    handler.cdataBlock = characters
    handler.entityDecl = declareEntity
    handler.getEntity = getEntity
    handler.getParameterEntity = getParameterEntity
    handler.resolveEntity = resolveEntity
    verbatim_xml_set_structured_error(&handler, reportProblem)
    return handler
  }

  private typealias Name = UnsafePointer<xmlChar>

  private static let startElement: startElementNsSAX2Func = {
    pointer, name, _, _, _, _, count, _, attributes in
    guard let parser = MarkupParser.from(pointer), let name else { return }
    let element = MarkupElement(
      name: parser.names.code(of: name), line: parser.currentLine,
      xml: attributes.map { UnsafePointer($0) }, count: Int(count))
    parser.start(element, attributeCount: Int(count))
  }

  private static let endElement: endElementNsSAX2Func = { pointer, name, _, _ in
    guard let name else { return }
    MarkupParser.from(pointer)?.end(name)
  }

  private static let characters: charactersSAXFunc = { pointer, text, count in
    MarkupParser.from(pointer)?.text(text, count)
  }

  private static let declareEntity: entityDeclSAXFunc = { pointer, name, type, _, _, content in
    guard let parser = MarkupParser.from(pointer), let name else { return }
    let key = String(cString: name)
    switch xmlEntityType(rawValue: UInt32(bitPattern: type)) {
    case XML_INTERNAL_GENERAL_ENTITY:
      guard let content else { return }
      let size = Int(xmlStrlen(content))
      parser.entities.declare(
        key, text: Array(UnsafeBufferPointer(start: content, count: size)))
    case XML_EXTERNAL_GENERAL_PARSED_ENTITY, XML_EXTERNAL_GENERAL_UNPARSED_ENTITY:
      parser.entities.declareExternal(key)
    default:
      // Parameter entities: refused where they are used.
      return
    }
  }

  private static let getEntity: getEntitySAXFunc = { pointer, name in
    guard let parser = MarkupParser.from(pointer), let name, parser.failure == nil else {
      return nil
    }
    let state = parser.context.pointee.instate
    // libxml2 also asks after each declaration, for an original wording that nothing here needs.
    guard state == XML_PARSER_CONTENT || state == XML_PARSER_ATTRIBUTE_VALUE else { return nil }
    do {
      return try parser.entities.entity(
        named: name, isInAttribute: state == XML_PARSER_ATTRIBUTE_VALUE,
        line: parser.currentLine, documentSize: parser.size)
    } catch {
      parser.fail(error)
      return nil
    }
  }

  private static let getParameterEntity: getParameterEntitySAXFunc = { pointer, name in
    guard let parser = MarkupParser.from(pointer) else { return nil }
    parser.fail(
      MarkupError(
        .refused, line: parser.currentLine,
        problem: "the DTD uses parameter entity '%\(name.map { String(cString: $0) } ?? "");'",
        remedy: "write the declarations out; parameter entities are not expanded"))
    return nil
  }

  private static let resolveEntity: resolveEntitySAXFunc = { _, _, _ in nil }

  static let reportProblem:
    @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<xmlError>?) -> Void = {
      pointer, error in
      MarkupParser.from(pointer)?.problem(error)
    }
}
