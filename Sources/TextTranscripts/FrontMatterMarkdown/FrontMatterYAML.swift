// libyaml as Yams brings it. Its events are read as they come, without Yams' nodes: heads come from
// strangers, and so nothing is built of what is nested, and documents of a few lines are read in half
// the time.
import CYaml

/// The first level of a head in YAML.
///
/// Nesting is bounded, and aliases are not followed, since a few lines of them make values of any
/// size.
struct FrontMatterYAML {
  /// Values that are scalars; sequences of scalars are joined by ", ". Those that are null are left
  /// out.
  private(set) var values: [String: String] = [:]
  /// Keys of other values.
  private(set) var nested: [String] = []

  /// Deepest nesting.
  private static let maximumDepth = 64

  /// The keys so far.
  private var keys: Set<String> = []
  /// How many mappings and sequences are open.
  private var depth = 0
  /// What the next node at the first level is.
  private var awaited = Awaited.key
  /// The scalars of the sequence that is the value; nil when it holds anything else, or is none.
  private var items: [String]?

  private enum Awaited: Equatable {
    case key
    /// A value; nil when its key is no scalar.
    case value(of: String?)
  }

  /// Reads a head.
  /// - Parameter firstLine: The line of the document that it begins on, from 0.
  init(_ yaml: UnsafeBufferPointer<UInt8>, firstLine: Int) throws(FrontMatterFault) {
    // On the heap, because libyaml keeps the parser's own address. This function owns it.
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    defer { parser.deallocate() }
    guard yaml_parser_initialize(parser) == 1 else {
      throw FrontMatterFault(line: nil, problem: "there is no memory to read it")
    }
    defer { yaml_parser_delete(parser) }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, yaml.baseAddress, yaml.count)
    while true {
      var event = yaml_event_t()
      // 1, or 0 when `problem` says what is wrong.
      guard yaml_parser_parse(parser, &event) == 1 else {
        let problem = parser.pointee.problem.map { String(cString: $0) }
        throw FrontMatterFault(
          line: firstLine + 1 + Int(parser.pointee.problem_mark.line),
          problem: problem ?? "it cannot be read")
      }
      defer { yaml_event_delete(&event) }
      if event.type == YAML_STREAM_END_EVENT { return }
      if let problem = take(event) {
        throw FrontMatterFault(
          line: firstLine + 1 + Int(event.start_mark.line), problem: problem)
      }
    }
  }

  /// Takes an event.
  /// - Returns: What is wrong with it.
  private mutating func take(_ event: yaml_event_t) -> String? {
    switch event.type {
    case YAML_ALIAS_EVENT: return "it refers to another place, and aliases are not followed"
    case YAML_SCALAR_EVENT: return takeScalar(event)
    case YAML_MAPPING_START_EVENT, YAML_SEQUENCE_START_EVENT:
      let isSequence = event.type == YAML_SEQUENCE_START_EVENT
      if depth == 0, isSequence { return "it has no keys" }
      if depth == 1 {
        items = isSequence && awaited != .key ? [] : nil
      } else if depth > 1 {
        items = nil
      }
      depth += 1
      if depth > Self.maximumDepth { return "it nests deeper than \(Self.maximumDepth)" }
    case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
      depth -= 1
      if depth == 1 { finishCollection() }
    default: break
    }
    return nil
  }

  private mutating func takeScalar(_ event: yaml_event_t) -> String? {
    let scalar = event.data.scalar
    switch depth {
    case 0: return "it has no keys"
    case 1:
      switch awaited {
      case .key:
        let key = Self.text(scalar) ?? ""
        guard keys.insert(key).inserted else { return "“\(key)” stands twice" }
        awaited = .value(of: key)
      case .value(let key):
        if let key, let text = Self.text(scalar) { values[key] = text }
        awaited = .key
      }
    case 2: if let text = Self.text(scalar) { items?.append(text) }
    default: break
    }
    return nil
  }

  /// A sequence or a mapping at the first level is at its end.
  private mutating func finishCollection() {
    switch awaited {
    case .key: awaited = .value(of: nil)
    case .value(let key):
      if let key {
        if let items {
          if !items.isEmpty { values[key] = items.joined(separator: ", ") }
        } else {
          nested.append(key)
        }
      }
      awaited = .key
    }
    items = nil
  }

  private typealias Scalar = yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar

  /// The words of a scalar on one line, without NUL; nil when it is null.
  private static func text(_ scalar: Scalar) -> String? {
    let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
    let text = String(decoding: bytes, as: UTF8.self)
    if scalar.style == YAML_PLAIN_SCALAR_STYLE, ["", "~", "null", "Null", "NULL"].contains(text) {
      return nil
    }
    guard bytes.contains(where: { $0 < 0x20 || $0 == 0xC2 || $0 == 0xE2 }) else { return text }
    return text.filter { $0 != "\0" }.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
