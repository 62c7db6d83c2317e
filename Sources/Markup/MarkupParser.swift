internal import CLibXML2

/// A push parser of XML or HTML over libxml2: bytes in pieces in, elements and text out.
///
/// It reads no file and no network address, whatever the document asks for: no external DTD, no
/// external entity, no inclusion. States: fed (any number of `parse`), finished (after `finish`),
/// failed (after the first error, or when the handler threw); parsing on from the last two is an
/// error of the caller and throws ``MarkupError/Code/unusable``.
///
/// One parser belongs to one thread at a time; parsers on several threads do not touch each other.
package final class MarkupParser {
  /// The language of a document.
  package enum Language: Hashable, Sendable {
    /// XML 1.0 with namespaces. The encoding is what the document says (Appendix F).
    case xml
    /// HTML as libxml2 reads it, lenient about elements. UTF-8 unless the document says otherwise.
    case html
  }

  /// Something that is wrong and did not end the parsing.
  package struct Warning: Hashable, Sendable {
    /// The line, from 1.
    package var line: Int
    /// What was wrong.
    package var message: String
  }

  /// The first ``maximumWarnings`` of what was wrong and did not end the parsing.
  package internal(set) var warnings: [Warning] = []
  /// libxml2's numbers of all that was wrong and did not end the parsing.
  var warnedCodes: Set<Int32> = []
  /// How many warnings are kept.
  package static let maximumWarnings = 100

  let language: Language
  let limits: MarkupLimits
  /// The handler is owned: callbacks may come as long as the parser lives.
  let handler: any MarkupHandler
  var names: NameTable
  var entities: EntityTable
  /// How many elements are open.
  var depth = 0
  /// How many bytes were fed.
  var size = 0
  /// What a callback ended the parsing with.
  var failure: (any Error)?
  /// Whether the end of the document was announced.
  package internal(set) var isFinishing = false

  /// libxml2's parser; this object owns it and the document it may hold, and frees both.
  let context: xmlParserCtxtPtr
  private var isUsable = true
  private var line = 1
  /// HTML waits for this many bytes before it settles the encoding.
  private var head: [UInt8] = []
  private var hasStarted = false
  /// Whether it begins with the byte-order mark of UTF-16.
  private var isWide = false

  /// Creates a parser that tells `handler` what it finds.
  /// - Throws: ``MarkupError`` when there is no memory.
  package init(
    _ language: Language, vocabulary: MarkupVocabulary, limits: MarkupLimits = MarkupLimits(),
    handler: any MarkupHandler
  ) throws {
    LibXML.initialise()
    self.language = language
    self.limits = limits
    self.handler = handler
    names = NameTable(vocabulary, maximumOthers: limits.names)
    entities = EntityTable(limits: limits)
    var callbacks = language == .xml ? XMLCallbacks.handler() : HTMLCallbacks.handler()
    // `htmlCreatePushParserCtxt` and `xmlCreatePushParserCtxt` copy the handler.
    // https://gnome.pages.gitlab.gnome.org/libxml2/html/group__parser.html
    let created =
      language == .xml
      ? xmlCreatePushParserCtxt(&callbacks, nil, nil, 0, nil)
      : htmlCreatePushParserCtxt(&callbacks, nil, nil, 0, nil, XML_CHAR_ENCODING_NONE)
    guard let created else {
      throw MarkupError(.unusable, line: 0, problem: "there is no memory for a parser")
    }
    context = created
    // The context never outlives this object, which frees it; so it need not be retained.
    context.pointee.userData = Unmanaged.passUnretained(self).toOpaque()
    // XML_PARSE_NOENT makes libxml2 ask for the text of entities, which EntityTable gives; it never
    // sees an external one. XML_PARSE_HUGE, which lifts libxml2's own limits, is not set.
    let options =
      language == .xml
      ? Int32(bitPattern: XML_PARSE_NOENT.rawValue | XML_PARSE_NONET.rawValue)
      : Int32(bitPattern: HTML_PARSE_NONET.rawValue | HTML_PARSE_IGNORE_ENC.rawValue)
    if language == .xml {
      xmlCtxtUseOptions(context, options)
    } else {
      htmlCtxtUseOptions(context, options)
    }
  }

  deinit {
    // In SAX mode libxml2 keeps the declarations of entities in a document of its own.
    if let document = context.pointee.myDoc {
      context.pointee.myDoc = nil
      xmlFreeDoc(document)
    }
    if language == .xml { xmlFreeParserCtxt(context) } else { htmlFreeParserCtxt(context) }
  }

  /// Parses the next bytes.
  /// - Throws: ``MarkupError``, or what the handler threw.
  package func parse(_ bytes: UnsafeRawBufferPointer) throws {
    try checkUsable()
    size += bytes.count
    if language == .html {
      guard hasStarted else {
        head.append(contentsOf: bytes)
        if head.count >= HTMLEncoding.sampleSize { try startHTML() }
        return
      }
      if !isWide { try HTMLEncoding.checkNUL(bytes, line: line) }
    }
    try feed(bytes)
  }

  /// Parses the next bytes.
  package func parse(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try parse($0) }
  }

  /// Parses the end of the document.
  /// - Throws: ``MarkupError`` when the document is not complete, or what the handler threw.
  package func finish() throws {
    try checkUsable()
    if language == .html, !hasStarted { try startHTML() }
    isFinishing = true
    try parseChunk(nil, count: 0, isLast: true)
    isUsable = false
  }

  /// The name that has a code.
  package func name(of code: Int) -> String { names.name(of: code) }

  private func startHTML() throws {
    hasStarted = true
    let bytes = head
    head = []
    isWide = HTMLEncoding.isWide(bytes)
    if !isWide { try bytes.withUnsafeBytes { try HTMLEncoding.checkNUL($0, line: 1) } }
    if let name = try HTMLEncoding.name(in: bytes) {
      guard let encoding = xmlFindCharEncodingHandler(name) else {
        isUsable = false
        throw MarkupError(
          .invalidEncoding, line: 1, problem: "the encoding '\(name)' is not known here",
          remedy: "save the page as UTF-8")
      }
      // 0 when the encoding is set.
      guard xmlSwitchToEncoding(context, encoding) == 0 else {
        isUsable = false
        throw MarkupError(
          .invalidEncoding, line: 1, problem: "the encoding '\(name)' cannot be read",
          remedy: "save the page as UTF-8")
      }
    }
    try bytes.withUnsafeBytes { try feed($0) }
  }

  /// Hands bytes to libxml2, in steps that fit its `int`.
  private func feed(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let step = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.maximumStep))
      rest = rest.dropFirst(Self.maximumStep)
      let start = step.assumingMemoryBound(to: CChar.self).baseAddress
      try parseChunk(start, count: Int32(step.count), isLast: false)
    }
  }

  private func parseChunk(_ start: UnsafePointer<CChar>?, count: Int32, isLast: Bool) throws {
    let before = verbatim_xml_take_errors(
      Unmanaged.passUnretained(self).toOpaque(), XMLCallbacks.reportProblem)
    let code =
      language == .xml
      ? xmlParseChunk(context, start, count, isLast ? 1 : 0)
      : htmlParseChunk(context, start, count, isLast ? 1 : 0)
    verbatim_xml_return_errors(before)
    try check(code)
  }

  /// libxml2 moves what it has not parsed yet with every step; small steps move little.
  private static let maximumStep = 64 * 1024

  /// Throws what a callback noted, or what libxml2 returned.
  private func check(_ code: Int32) throws {
    if let input = context.pointee.input { line = max(line, Int(input.pointee.line)) }
    if let failure {
      isUsable = false
      self.failure = nil
      throw failure
    }
    // HTML returns the number of the last error, none of which ends the parsing by itself.
    guard code == 0 || language == .html || warnedCodes.contains(code) else {
      isUsable = false
      throw MarkupError(
        .malformed, line: line, problem: "libxml2 gave up with error \(code)",
        remedy: "check the document with a validator")
    }
  }

  private func checkUsable() throws {
    guard isUsable else {
      throw MarkupError(.unusable, line: line, problem: "the parser has already ended")
    }
  }
}

/// libxml2 as a whole.
enum LibXML {
  /// Prepares libxml2's tables; must happen once before threads use it, which a `static let` ensures.
  private static let isInitialised: Bool = {
    xmlInitParser()
    return true
  }()

  static func initialise() { _ = isInitialised }
}
