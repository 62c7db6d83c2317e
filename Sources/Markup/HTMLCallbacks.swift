internal import CLibXML2

/// What libxml2 calls while it parses HTML.
enum HTMLCallbacks {
  /// libxml2's table of callbacks. What is not set here is not called.
  static func handler() -> xmlSAXHandler {
    var handler = xmlSAXHandler()
    handler.initialized = UInt32(XML_SAX2_MAGIC)
    handler.startElement = startElement
    handler.endElement = endElement
    handler.characters = characters
    handler.ignorableWhitespace = characters
    // Scripts and style sheets; without this callback they would come as characters.
    handler.cdataBlock = { _, _, _ in }
    verbatim_xml_set_structured_error(&handler, XMLCallbacks.reportProblem)
    return handler
  }

  private static let startElement: startElementSAXFunc = { pointer, name, attributes in
    guard let parser = MarkupParser.from(pointer), let name else { return }
    var count = 0
    while let attributes, attributes[count * 2] != nil { count += 1 }
    let element = MarkupElement(
      name: parser.names.code(of: name), line: parser.currentLine,
      html: attributes.map { UnsafePointer($0) }, count: count)
    parser.start(element, attributeCount: count)
  }

  private static let endElement: endElementSAXFunc = { pointer, name in
    guard let name else { return }
    MarkupParser.from(pointer)?.end(name)
  }

  private static let characters: charactersSAXFunc = { pointer, text, count in
    MarkupParser.from(pointer)?.text(text, count)
  }
}
