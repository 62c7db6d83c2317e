internal import Transcripts

/// A policy as text. Each line is one fact; taking the line out takes the fact back. `#` begins a comment.
///
///     anonymous may read
///     desk may read import
///     desk token sha256:5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9 until 2027-03-31
///     desk certificate uri spiffe://city.example/desk
///     desk certificate dns desk.city.example
///     desk certificate subject "CN=desk,O=City of Example"
///     desk calls-per-second 50
///     desk calls-at-once 8
///     desk work-at-once 2
///     desk import-memory 64MiB
///
/// A principal's first line says what it may, so that a name that is written wrongly is noticed.
package struct PolicyFile: Sendable {
  package let policy: AccessPolicy

  /// What is wrong with a policy.
  package struct SyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    package var line: Int
    /// From 1, in characters.
    package var column: Int
    /// What is wrong, and what to do.
    package var problem: String

    package var description: String { "line \(line), column \(column): \(problem)" }
  }

  /// Reads a policy.
  package init(_ text: String) throws(SyntaxError) {
    let text = text.hasPrefix("\u{feff}") ? text.dropFirst() : text[...]
    var reading = Reading()
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: Self.endsLine)
      .enumerated()
    {
      do throws(WordError) {
        try reading.read(PolicyWord.words(of: line), line: index + 1)
      } catch {
        throw SyntaxError(line: index + 1, column: error.column, problem: error.problem)
      }
    }
    guard reading.everybody != nil || !reading.principals.isEmpty else {
      throw SyntaxError(
        line: 1, column: 1,
        problem:
          "nothing is said: where everybody may read and nobody may do anything else, write “anonymous "
          + "may read”")
    }
    policy = AccessPolicy(
      everybody: reading.everybody ?? [.read], principals: reading.principals,
      tokens: reading.tokens, certificates: reading.certificates)
  }

  /// What ends a line of a text file; others that Unicode has would end comments unseen.
  private static func endsLine(_ character: Character) -> Bool {
    ["\n", "\r", "\r\n"].contains(character)
  }

  /// What was read so far, and where.
  private struct Reading {
    var everybody: Set<Right>?
    var principals: [Principal] = []
    var numbers: [String: Int] = [:]
    var tokens: [[UInt8]: AccessPolicy.TokenHolder] = [:]
    var certificates: [AccessPolicy.CertificateName: Int] = [:]
    /// Lines of what may stand once.
    var lines: [[String]: Int] = [:]
    var tokenLines: [[UInt8]: Int] = [:]
    var certificateLines: [AccessPolicy.CertificateName: Int] = [:]

    mutating func read(_ words: [PolicyWord], line: Int) throws(WordError) {
      guard let name = words.first else { return }
      guard words.count > 1 else {
        throw name.wrong(
          "“\(name.shown)” stands alone: write “NAME may RIGHT…”, “NAME token sha256:…”, “NAME "
            + "certificate uri|dns|subject VALUE”, “NAME calls-per-second NUMBER”, “NAME "
            + "calls-at-once NUMBER”, “NAME work-at-once NUMBER” or “NAME import-memory SIZE”")
      }
      let verb = words[1]
      let rest = Array(words.dropFirst(2))
      if name.text == "anonymous" {
        guard verb.text == "may" else {
          throw verb.wrong(
            "of anonymous there is only “anonymous may read” or “anonymous may nothing”")
        }
        try once(["anonymous", "may"], line, verb)
        everybody = try anonymousRights(rest, verb)
        return
      }
      if let problem = Principal.problem(withName: name.text) { throw name.wrong(problem) }
      if verb.text == "may" {
        try once([name.text, "may"], line, name)
        numbers[name.text] = principals.count
        principals.append(Principal(name: name.text, rights: try rights(rest, verb)))
        return
      }
      let verbs = [
        "token", "certificate", "calls-per-second", "calls-at-once", "work-at-once",
        "import-memory",
      ]
      guard verbs.contains(verb.text) else {
        throw verb.wrong(
          "“\(verb.shown)” says nothing: after a name stands may, \(verbs.joined(separator: ", "))")
      }
      guard let number = numbers[name.text] else {
        throw name.wrong(
          "“\(name.shown)” is not known yet: say first what it may (“\(name.shown) may RIGHT…”)")
      }
      switch verb.text {
      case "token": try readToken(rest, of: number, line, verb)
      case "certificate": try readCertificate(rest, of: number, line, verb)
      case "calls-per-second":
        try once([name.text, verb.text], line, verb)
        principals[number].callsPerSecond = try count(rest, verb)
      case "calls-at-once":
        try once([name.text, verb.text], line, verb)
        principals[number].callsAtOnce = try count(rest, verb)
      case "work-at-once":
        try once([name.text, verb.text], line, verb)
        principals[number].workAtOnce = try count(rest, verb)
      default:
        try once([name.text, verb.text], line, verb)
        principals[number].importMemory = try size(rest, verb)
      }
    }

    private mutating func once(
      _ what: [String], _ line: Int, _ word: PolicyWord
    ) throws(WordError) {
      if let other = lines[what] {
        throw word.wrong("“\(what.joined(separator: " "))” stands in line \(other) already")
      }
      lines[what] = line
    }

    private func anonymousRights(
      _ words: [PolicyWord], _ verb: PolicyWord
    ) throws(WordError) -> Set<Right> {
      guard let word = words.first, words.count == 1, ["read", "nothing"].contains(word.text) else {
        throw (words.first ?? verb).wrong(
          "who is nobody's principal may “read” or “nothing”; all else takes a principal")
      }
      return word.text == "read" ? [.read] : []
    }

    private func rights(
      _ words: [PolicyWord], _ verb: PolicyWord
    ) throws(WordError) -> Set<Right> {
      let all = Right.allCases.map(\.rawValue).joined(separator: ", ")
      guard !words.isEmpty else { throw verb.wrong("“may” is followed by rights: \(all)") }
      var rights: Set<Right> = []
      for word in words {
        guard let right = Right(rawValue: word.text) else {
          throw word.wrong("“\(word.shown)” is no right: there are \(all)")
        }
        guard rights.insert(right).inserted else {
          throw word.wrong("“\(word.shown)” stands twice")
        }
      }
      return rights
    }

    private mutating func readToken(
      _ words: [PolicyWord], of number: Int, _ line: Int, _ verb: PolicyWord
    ) throws(WordError) {
      guard let word = words.first else {
        throw verb.wrong("“token” is followed by its digest, as “verbatim token create” prints it")
      }
      // What stands here may be a secret: it is never shown.
      guard !word.text.hasPrefix(AccessToken.prefix) else {
        throw word.wrong(
          "this is a token itself, and whoever can read the policy has it now: make another by "
            + "“verbatim token create” and write the line that it prints")
      }
      guard let digest = AccessToken.bytes(ofDigest: word.text[...]) else {
        throw word.wrong(
          "this is no digest of a token: write the line that “verbatim token create” prints "
            + "(“sha256:” and 64 hexadecimal digits)")
      }
      var lastDay: CalendarDate?
      if words.count > 1 {
        guard words.count == 3, words[1].text == "until", let day = CalendarDate(words[2].text)
        else {
          throw words[words.count == 3 && words[1].text == "until" ? 2 : 1].wrong(
            "after a digest stands nothing, or “until” and the last day, as 2027-03-31")
        }
        lastDay = day
      }
      if let other = tokenLines[digest] {
        throw word.wrong("this token stands in line \(other) already: each is of one principal")
      }
      tokenLines[digest] = line
      tokens[digest] = AccessPolicy.TokenHolder(principal: number, lastDay: lastDay)
    }

    private mutating func readCertificate(
      _ words: [PolicyWord], of number: Int, _ line: Int, _ verb: PolicyWord
    ) throws(WordError) {
      guard words.count == 2, !words[1].text.isEmpty else {
        throw (words.count > 2 ? words[2] : verb).wrong(
          "“certificate” is followed by uri, dns or subject and one value; one with spaces stands in "
            + "quotation marks")
      }
      let value = words[1]
      let name: AccessPolicy.CertificateName
      switch words[0].text {
      case "uri":
        guard value.text.contains(":") else {
          throw value.wrong("“\(value.shown)” is no URI, such as spiffe://city.example/desk")
        }
        name = .uri(value.text)
      case "dns":
        guard !value.text.contains(where: { $0 == "*" || $0 == " " || $0 == "/" || $0 == ":" })
        else {
          throw value.wrong(
            "“\(value.shown)” is no one DNS name: write it as it stands in the certificate, without a "
              + "star")
        }
        name = .dns(value.text.lowercased())
      case "subject":
        guard value.text.contains("=") else {
          throw value.wrong(
            "“\(value.shown)” is no subject: write it as the access log does, “CN=desk,O=Example”")
        }
        name = .subject(value.text)
      default:
        throw words[0].wrong(
          "“\(words[0].shown)” is nothing that a certificate is known by: write uri, dns or subject"
        )
      }
      if let other = certificateLines[name] {
        throw value.wrong(
          "this certificate stands in line \(other) already: each is of one principal")
      }
      certificateLines[name] = line
      certificates[name] = number
    }

    private func size(_ words: [PolicyWord], _ verb: PolicyWord) throws(WordError) -> Int {
      let units = ["KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
      let bounds = 64 << 10...1 << 40
      guard let word = words.first, words.count == 1,
        let unit = units.first(where: { word.text.hasSuffix($0.key) }),
        let number = Int(word.text.dropLast(3)), number > 0,
        number <= bounds.upperBound / unit.value,
        bounds.contains(number * unit.value)
      else {
        throw (words.first ?? verb).wrong(
          "“\(verb.text)” takes a size from 64KiB to 1024GiB, such as 64MiB")
      }
      return number * unit.value
    }

    private func count(_ words: [PolicyWord], _ verb: PolicyWord) throws(WordError) -> Int {
      guard let word = words.first, words.count == 1, let number = Int(word.text),
        (1...1_000_000).contains(number)
      else {
        throw (words.first ?? verb).wrong("“\(verb.text)” takes a number from 1 to 1000000")
      }
      return number
    }
  }
}
