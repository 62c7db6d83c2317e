import CYaml
import Yams

/// The first level of a head in YAML.
///
/// Heads come from strangers: nesting is bounded, and aliases are not followed, since a few lines of
/// them make values of any size.
struct FrontMatterYAML {
  /// Values that are scalars; sequences of scalars are joined by ", ". Those that are null are left
  /// out.
  private(set) var values: [String: String] = [:]
  /// Keys of other values.
  private(set) var nested: [String] = []

  /// Deepest nesting by indentation; libyaml counts it, for the whole process.
  private static let maximumDepth: Int32 = 64
  /// Most brackets that may open, nested or not, because libyaml does not count how deep those stand.
  private static let maximumBrackets = 128
  private static let limitsDepth: Void = yaml_set_max_nest_level(maximumDepth)

  /// Reads a head.
  /// - Parameter firstLine: The line of the document that it begins on, from 0.
  init(_ yaml: String, firstLine: Int) throws(FrontMatterFault) {
    _ = Self.limitsDepth
    if let name = Self.alias(yaml) {
      throw FrontMatterFault(
        line: firstLine + 1, problem: "it refers to “\(name)”, and aliases are not followed")
    }
    guard yaml.utf8.count(where: { $0 == 0x5B || $0 == 0x7B }) <= Self.maximumBrackets else {
      throw FrontMatterFault(
        line: firstLine + 1, problem: "more than \(Self.maximumBrackets) brackets open in it")
    }
    let root: Node?
    do {
      // Nothing but what is written: the basic resolver takes no text for a number or a date.
      root = try Parser(yaml: yaml, resolver: .basic, encoding: .utf8).singleRoot()
    } catch {
      throw Self.fault(error, firstLine: firstLine)
    }
    // Nothing but comments.
    guard let root else { return }
    guard let mapping = root.mapping else {
      throw FrontMatterFault(line: firstLine + 1, problem: "it has no keys")
    }
    for (key, value) in mapping {
      guard let key = key.scalar?.string else { continue }
      if let scalar = value.scalar {
        if let text = Self.text(scalar) { values[key] = text }
      } else if let items = value.sequence, items.allSatisfy({ $0.scalar != nil }) {
        let texts = items.compactMap { $0.scalar.flatMap(Self.text) }
        if !texts.isEmpty { values[key] = texts.joined(separator: ", ") }
      } else {
        nested.append(key)
      }
    }
  }

  /// The words of a scalar on one line, without NUL; nil when it is null.
  private static func text(_ scalar: Node.Scalar) -> String? {
    switch scalar.style {
    case .any, .plain:
      if ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return nil }
    default: break
    }
    return scalar.string.filter { $0 != "\0" }.split(whereSeparator: \.isNewline).joined(
      separator: " ")
  }

  /// The name of an anchor that something refers to; nil when there is none. A name may be found
  /// where it stands in a text, but none is missed.
  private static func alias(_ yaml: String) -> Substring? {
    guard yaml.utf8.contains(UInt8(ascii: "&")) else { return nil }
    func names(_ sign: Character) -> Set<Substring> {
      Set(
        yaml.split(separator: sign).dropFirst(yaml.first == sign ? 0 : 1).map {
          $0.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
        })
    }
    return names("&").intersection(names("*")).first { !$0.isEmpty }
  }

  /// What libyaml or Yams says.
  private static func fault(_ error: any Error, firstLine: Int) -> FrontMatterFault {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      FrontMatterFault(line: firstLine + mark.line, problem: problem)
    case .duplicatedKeysInMapping(let keys, let context):
      FrontMatterFault(
        line: firstLine + context.mark.line,
        problem: "“\(keys.joined(separator: "”, “"))” stands twice")
    case .reader(let problem, _, _, _):
      FrontMatterFault(line: firstLine + 1, problem: problem)
    default:
      FrontMatterFault(line: firstLine + 1, problem: "\(error)")
    }
  }
}
