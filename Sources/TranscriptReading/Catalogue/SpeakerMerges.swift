import People
internal import Transcripts

/// What a user has settled about who is who, kept in a small text file.
///
/// Each line is one decision; taking the line out takes the decision back. `#` begins a comment.
///
///     merge sergei-brilev -> sergei-brilyov
///     apart andrei-sokolov andrei-sokolova
///     split sergei-morozov "Governor of Astrakhan Region" -> sergei-morozov~astrakhan
///     name sergei-brilyov "Sergei Brilyov"
///
/// `merge` says that two ids are one person, the right one to be kept; `apart` that they are two,
/// so that they are not proposed again; `split` that whoever is printed under an id with this role
/// is somebody else; `name` which name to show.
package struct SpeakerMerges: Hashable, Sendable {
  /// The id that each merged id goes into, one step.
  package private(set) var merged: [String: String] = [:]
  /// Pairs that are two people, the smaller id first.
  package private(set) var apart: Set<Pair> = []
  /// New ids by id and folded role.
  package private(set) var splits: [String: [String: String]] = [:]
  /// Names to show.
  package private(set) var names: [String: String] = [:]
  /// The ids whose people are settled by some line, other than that they are apart.
  package private(set) var settledIDs: Set<String> = []

  /// Two ids in order.
  package struct Pair: Hashable, Sendable {
    /// The smaller id.
    package var first: String
    /// The greater id.
    package var second: String

    /// The two ids, in whichever order they are given.
    package init(_ left: String, _ right: String) {
      (first, second) = left < right ? (left, right) : (right, left)
    }
  }

  /// No decisions.
  package init() {}

  /// The largest merge file: a line for each of a million people.
  private static let maximumFileSize = 64 << 20

  /// Reads a merge file.
  /// - Throws: ``DocumentError`` when it cannot be opened, and as ``init(_:name:)`` does.
  package init(path: String) throws {
    let document = try Document(path: path)
    let bytes = try document.contents(limit: Self.maximumFileSize)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw document.error(.invalidEncoding, "the merge file is not UTF-8", remedy: "convert it")
    }
    try self.init(text, name: path)
  }

  /// Reads a merge file.
  /// - Parameter name: What messages call the file.
  /// - Throws: ``DocumentError`` with the line that is no decision or that closes a circle.
  package init(_ text: String, name: String = "merges") throws {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      var words = Self.words(line)
      if words.isEmpty { continue }
      let verb = words.removeFirst()
      for id in Self.ids(verb, words) where !Self.settledIdentifier(id).isSpeakerID {
        throw Self.error(name, index, "“\(id.prefix(80))” cannot be an id")
      }
      switch (verb, words.count) {
      case ("merge", 3) where words[1] == "->" && words[0] != words[2]:
        merged[words[0]] = words[2]
        settledIDs.formUnion([words[0], words[2]])
        guard canonical(words[0]) != nil else {
          throw Self.error(name, index, "this merges an id into itself by way of others")
        }
      case ("apart", 2): apart.insert(Pair(words[0], words[1]))
      case ("split", 4) where words[2] == "->":
        splits[words[0], default: [:]][NameFolding.fold(words[1])] = words[3]
        settledIDs.formUnion([words[0], words[3]])
      case ("name", 2):
        names[words[0]] = words[1]
        settledIDs.insert(words[0])
      default:
        throw Self.error(name, index, "this is no decision: “\(line.prefix(80))”")
      }
    }
  }

  /// The words of a decision that are ids.
  private static func ids(_ verb: String, _ words: [String]) -> [String] {
    switch (verb, words.count) {
    case ("merge", 3): [words[0], words[2]]
    case ("split", 4): [words[0], words[3]]
    case ("apart", 2): words
    case ("name", 2): [words[0]]
    default: []
    }
  }

  /// The identifier by which the archive sees that this id is settled.
  static func settledIdentifier(_ id: String) -> Speaker.Identifier {
    Speaker.Identifier(scheme: Speaker.Identifier.settledScheme, value: id)
  }

  private static func error(_ name: String, _ index: Int, _ problem: String) -> DocumentError {
    DocumentError(
      .malformed, document: name, line: index + 1, problem: problem,
      remedy:
        "write “merge ID -> ID”, “apart ID ID”, “split ID \"Role\" -> ID” or “name ID \"Name\"”")
  }

  /// The words of a line, those in quotation marks whole, without its comment.
  private static func words(_ line: Substring) -> [String] {
    var words: [String] = []
    var word = ""
    var (isQuoted, hasWord) = (false, false)
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
        hasWord = true
      } else if isQuoted {
        word.append(character)
      } else if character == "#" {
        break
      } else if character.isWhitespace {
        if hasWord { words.append(word) }
        (word, hasWord) = ("", false)
      } else {
        word.append(character)
        hasWord = true
      }
    }
    if hasWord { words.append(word) }
    return words
  }

  /// The id that an id has in the end; nil when merges go round in a circle.
  package func canonical(_ id: String) -> String? {
    var id = id
    var steps = 0
    while let next = merged[id] {
      id = next
      steps += 1
      if steps > merged.count { return nil }
    }
    return id
  }

  /// The id of whoever is printed under an id with a role.
  package func settled(_ id: String, role: String = "") -> String {
    let split = role.isEmpty ? nil : splits[id]?[NameFolding.fold(role)]
    return canonical(split ?? id) ?? id
  }
}
