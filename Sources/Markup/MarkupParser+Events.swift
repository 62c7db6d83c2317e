internal import CLibXML2

extension MarkupParser {
  /// The parser that a callback is for. Unretained: the parser owns libxml2's context and frees it in
  /// its `deinit`, and libxml2 calls back only from within `parse` and `finish`.
  static func from(_ pointer: UnsafeMutableRawPointer?) -> MarkupParser? {
    pointer.map { Unmanaged<MarkupParser>.fromOpaque($0).takeUnretainedValue() }
  }

  /// The line libxml2 is at.
  var currentLine: Int {
    guard let input = context.pointee.input else { return 1 }
    return Int(input.pointee.line)
  }

  /// Ends the parsing with an error; what comes after the first is ignored.
  ///
  /// `xmlStopParser` would free the bytes that libxml2, further up the stack, is still reading.
  /// Without callbacks it soon comes to the end of the step it was given, and gets no other.
  func fail(_ error: any Error) {
    guard failure == nil else { return }
    failure = error
    context.pointee.disableSAX = 1
  }

  /// An element begins.
  func start(_ element: MarkupElement, attributeCount: Int) {
    guard failure == nil else { return }
    depth += 1
    guard depth <= limits.depth else {
      return fail(
        MarkupError(
          .tooLarge, line: element.line, problem: "elements nest more than \(limits.depth) deep",
          remedy: "raise the limit for depth if the document is meant to be like this"))
    }
    guard attributeCount <= limits.attributes else {
      return fail(
        MarkupError(
          .tooLarge, line: element.line,
          problem: "an element has more than \(limits.attributes) attributes",
          remedy: "remove the attributes that carry nothing"))
    }
    do { try handler.startElement(element) } catch { fail(error) }
  }

  /// An element ends.
  func end(_ name: UnsafePointer<UInt8>) {
    guard failure == nil else { return }
    depth -= 1
    do { try handler.endElement(names.code(of: name), line: currentLine) } catch { fail(error) }
  }

  /// Text.
  func text(_ start: UnsafePointer<UInt8>?, _ count: Int32) {
    guard failure == nil, count > 0 else { return }
    do {
      try handler.text(
        UnsafeBufferPointer(start: start, count: Int(count)), line: currentLine)
    } catch { fail(error) }
  }

  /// libxml2 found something wrong.
  func problem(_ error: UnsafePointer<xmlError>?) {
    guard failure == nil, let error = error?.pointee else { return }
    let code = Problem.code(of: error, language: language)
    if code == nil {
      // In HTML, unknown elements and missing end tags are as common as they are harmless.
      guard language == .xml || Problem.losesText(error) else { return }
      warnedCodes.insert(error.code)
      guard warnings.count < Self.maximumWarnings else { return }
    }
    let message = error.message.map { String(cString: $0) } ?? "error \(error.code)"
    let problem = String(message.filter { !$0.isNewline }.prefix(Self.maximumMessage))
    guard let code else {
      warnings.append(Warning(line: Int(error.line), message: problem))
      return
    }
    if message.hasPrefix("internal error: Huge input lookup") {
      // libxml2 looks for the end of a tag, a comment or the like no further than 10 MB on.
      return fail(
        MarkupError(
          .tooLarge, line: currentLine, problem: "a tag, an attribute or a comment is too long",
          remedy: "this is no transcript, or shorten what stands between < and >"))
    }
    fail(
      MarkupError(
        code, line: error.line > 0 ? Int(error.line) : currentLine,
        column: Int(max(0, error.int2)), problem: problem, remedy: Problem.remedy(for: code)))
  }

  /// libxml2 quotes the document in some messages.
  private static let maximumMessage = 300
}

/// What libxml2's errors mean here.
enum Problem {
  /// The kind of an error that ends the parsing; nil when it does not.
  static func code(of error: xmlError, language: MarkupParser.Language) -> MarkupError.Code? {
    let kind = xmlParserErrors(rawValue: UInt32(bitPattern: error.code))
    switch kind {
    case XML_ERR_INVALID_ENCODING, XML_ERR_UNKNOWN_ENCODING, XML_ERR_UNSUPPORTED_ENCODING,
      XML_I18N_CONV_FAILED, XML_IO_ENCODER:
      return .invalidEncoding
    case XML_ERR_NO_MEMORY:
      return .unusable
    case XML_ERR_INVALID_CHAR where language == .html:
      // A surrogate or NUL as a character reference; stray control characters are only dropped.
      return error.int1 == 0 || (0xD800...0xDFFF).contains(error.int1) ? .malformed : nil
    default: break
    }
    guard language == .xml else { return nil }
    // libxml2 gives bytes that are not UTF-8 the number of a forbidden character.
    if kind == XML_ERR_INVALID_CHAR, let message = error.message,
      String(cString: message).hasPrefix("Input is not proper")
    {
      return .invalidEncoding
    }
    switch kind {
    case XML_ERR_DOCUMENT_END, XML_ERR_TAG_NOT_FINISHED, XML_ERR_DOCUMENT_EMPTY,
      XML_ERR_CDATA_NOT_FINISHED, XML_ERR_COMMENT_NOT_FINISHED, XML_ERR_PI_NOT_FINISHED,
      XML_ERR_DOCTYPE_NOT_FINISHED:
      return .truncated
    case XML_ERR_ENTITY_LOOP, XML_ERR_ATTRIBUTE_NOT_FINISHED:
      return .malformed
    default:
      // Below "fatal" are broken namespaces and what only validation minds.
      return error.level == XML_ERR_FATAL ? .malformed : nil
    }
  }

  /// Whether an HTML error means that characters were dropped.
  static func losesText(_ error: xmlError) -> Bool {
    error.code == Int32(XML_ERR_INVALID_CHAR.rawValue)
  }

  static func remedy(for code: MarkupError.Code) -> String {
    switch code {
    case .malformed: "correct the document at this place"
    case .truncated: "get the whole document; this one ends too early or is none"
    case .invalidEncoding: "save the document in the encoding that it names, best UTF-8"
    case .tooLarge, .refused, .unusable: ""
    }
  }
}
