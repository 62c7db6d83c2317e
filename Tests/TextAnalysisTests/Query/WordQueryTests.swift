import Testing

@testable import TextAnalysis

@Suite("A query for words")
struct WordQueryTests {
  @Test(
    "is read as people type it",
    arguments: [
      ("Budget", "budget"),
      ("budget deficit", "(budget & deficit)"),
      ("budget AND deficit", "(budget & deficit)"),
      ("  budget\t\u{A0}deficit\n", "(budget & deficit)"),
      ("\"Budget deficit\"", "\"budget deficit\""),
      ("\u{201C}budget deficit\u{201D}", "\"budget deficit\""),
      ("\u{201E}budget deficit\u{201C} tax", "(\"budget deficit\" & tax)"),
      ("«budget deficit» tax", "(\"budget deficit\" & tax)"),
      ("«\u{A0}budget deficit\u{A0}»~5", "{budget deficit}5"),
      ("\u{FF02}budget deficit\u{FF02}", "\"budget deficit\""),
      ("\"budget\"", "budget"),
      ("a OR b", "(a | b)"),
      ("a b OR c d", "((a & b) | (c & d))"),
      ("a (b OR c) d", "(a & (b | c) & d)"),
      ("or and not near", "(or & and & not & near)"),
      ("a -b", "(a & !b)"),
      ("a NOT b", "(a & !b)"),
      ("a –b —\"c d\" −(e) \u{2010}f －g", "(a & !b & !\"c d\" & !e & !f & !g)"),
      ("a–b (–c)", "(\"a b\" & !c)"),
      ("\"a b\"~5(c)", "({a b}5 & c)"),
      ("-b", "!b"),
      ("-(a b) OR -\"c d\"", "(!(a & b) | !\"c d\")"),
      ("a AND -b", "(a & !b)"),
      ("econom*", "econom*"),
      ("(econom*)", "econom*"),
      ("Écon* x", "(econ* & x)"),
      ("\"budget deficit\"~5", "{budget deficit}5"),
      ("\"budget\"~5", "budget"),
      ("budget NEAR/5 deficit", "[budget / deficit]5"),
      ("\"the budget\" NEAR/0 deficit tax", "([the budget / deficit]0 & tax)"),
      ("-a NEAR/100 b", "![a / b]100"),
      ("long-term", "\"long term\""),
      ("long-term NEAR/3 don't", "[long term / dont]3"),
      ("U.S. O'Brien 1,000", "(us & obrien & 1000)"),
      ("and/or", "\"and or\""),
      ("budget, deficit.", "(budget & deficit)"),
      ("a(b)c", "(a & b & c)"),
      ("a\"b c\"d", "(a & \"b c\" & d)"),
      ("中华人民", "\"中华 人民\""),
      ("((((a))))", "a"),
      ("~Taxes", "~taxes"),
      ("~tax cut", "(~tax & cut)"),
      ("-~tax OR ~levy", "(!~tax | ~levy)"),
      ("~\"tax cut\"", "\"~tax ~cut\""),
      ("\"~tax cut\"", "\"~tax cut\""),
      ("\"a ~tax\u{A0}cut ~b\"", "\"a ~tax cut ~b\""),
      ("\u{201C}~long-term debts\u{201D}", "\"~long ~term debts\""),
      ("~long-term", "\"~long ~term\""),
      ("~\"tax cut\"~5", "{~tax ~cut}5"),
      ("\"~tax ~cut\"~5", "{~tax ~cut}5"),
      ("~tax NEAR/3 \"a ~cut\"", "[~tax / a ~cut]3"),
      ("~OR", "~or"),
    ])
  func reading(text: String, tree: String) throws {
    #expect(try WordQuery(parsing: text).sketch == tree)
  }

  @Test(
    "means the same with the signs of other keyboards, any space and what nobody sees",
    arguments: [
      ("tax （cut OR plan） -budget", "tax (cut OR plan) -budget"),
      ("-（tax OR cut）", "-(tax OR cut)"), ("econ＊", "econ*"), ("～tax", "~tax"),
      ("tax ＯＲ cut", "tax OR cut"), ("“tax cut”～5", "\"tax cut\"~5"),
      ("“～tax cut”", "\"~tax cut\""),
      ("tax\u{2009}-cut", "tax -cut"), ("tax\u{202F}OR\u{202F}cut", "tax OR cut"),
      ("tax\u{2003}NEAR/5\u{1680}cut", "tax NEAR/5 cut"), ("tax\u{2028}cut", "tax cut"),
      ("tax\u{85}cut", "tax cut"), ("tax\u{205F}cut\u{2007}plan", "tax cut plan"),
      ("tax \u{200B}-cut", "tax -cut"), ("\u{202A}-tax cut\u{202C}", "-tax cut"),
      ("tax \u{200E}OR\u{200F} cut", "tax OR cut"), ("\u{FEFF}~tax", "~tax"),
      ("「tax cut」", "\"tax cut\""), ("‹tax cut›", "\"tax cut\""), ("〝tax cut〟", "\"tax cut\""),
      ("❝tax cut❞", "\"tax cut\""), ("″tax cut″", "\"tax cut\""), ("〜tax", "~tax"),
      ("econ∗", "econ*"), ("econ﹡", "econ*"), ("tax ⁃cut", "tax -cut"),
      ("tax\u{2800}-cut", "tax -cut"), ("tax\u{3164}-cut", "tax -cut"),
      ("econ*\u{200E} cut", "econ* cut"), ("tax O\u{2060}R cut", "tax OR cut"),
      ("tax \u{61C}-cut", "tax -cut"), ("tax \u{AD}OR\u{2064} cut", "tax OR cut"),
      ("tax \u{200D}-cut", "tax -cut"), ("\u{206A}\u{E0001}~tax", "~tax"),
      ("tax NEAR/5\u{200E} cut", "tax NEAR/5 cut"), ("(\u{2060}econ\u{2060}*)", "(econ*)"),
    ])
  func otherSigns(text: String, plain: String) throws {
    #expect(try WordQuery(parsing: text).sketch == WordQuery(parsing: plain).sketch)
  }

  @Test(
    "that makes no sense is refused with the place and what is expected there",
    arguments: [
      ("", 0, "a word, a phrase or \"(\" is expected, not the end"),
      ("   ", 3, "not the end"),
      ("-", 0, "a dash goes right before what must not be there"),
      ("Russia - Ukraine", 7, "leave out one that stands alone"),
      ("Russia – Ukraine", 7, "leave out one that stands alone"),
      ("a -", 2, "a dash goes right before"),
      ("a -- b", 3, "a dash goes right before"),
      ("a --b", 3, "what must not be there is expected, not \"-\""),
      ("NOT NOT a", 4, "what must not be there is expected, not \"NOT\""),
      ("\"a b\"~5x", 7, "a space is expected behind ~5"),
      ("\"a b\"~5~5", 7, "a space is expected behind ~5"),
      ("a OR", 4, "not the end"),
      ("OR a", 0, "a word, a phrase or \"(\" is expected, not OR"),
      ("a AND OR b", 6, "not OR"),
      ("a AND", 5, "not the end"),
      ("(a b", 4, "\")\" is expected, not the end"),
      ("a)", 1, "an operator or the end is expected, not \")\""),
      ("()", 1, "not \")\""),
      ("tax \"budget deficit", 4, "the quote is not closed"),
      ("\"\"", 0, "a word is expected between the quotes"),
      ("a \"-\"", 3, "a letter or digit is expected"),
      ("a & b", 2, "a letter or digit is expected, not \"&\""),
      ("a [b OR c]", 2, "parentheses group"), ("{a}", 0, "parentheses group"),
      ("【a】", 0, "parentheses group"), ("a !b", 2, "a dash leaves out what follows"),
      ("a NEAR\u{2060}/5 b", 2, "of plain letters and digits"),
      ("e*", 0, "at least 2 letters"),
      ("*", 0, "goes behind the beginning of a word"),
      ("eco*nomy", 3, "\"*\" ends a word"),
      ("long-ter*", 0, "\"*\" goes behind one word, not 2"),
      ("\"budget def*\"", 11, "a phrase holds whole words"),
      ("~ tax", 1, "a word or a phrase is expected right behind \"~\""),
      ("~", 1, "a word or a phrase is expected right behind \"~\""),
      ("~~tax", 1, "a word or a phrase is expected right behind \"~\""),
      ("~(a b)", 1, "a word or a phrase is expected right behind \"~\""),
      ("~tax*", 4, "\"*\" and \"~\" do not go together"),
      ("a ~tax~3", 6, "\"~\" goes before a word, as in ~tax, or behind a phrase"),
      ("tax~3", 3, "\"~\" goes before a word, as in ~tax, or behind a phrase"),
      ("\"tax~ cut\"", 4, "\"~\" goes before a word"),
      ("\"tax ~ cut\"", 6, "a word is expected right behind \"~\""),
      ("\"tax ~\"", 6, "a word is expected right behind \"~\""),
      ("\"~tax ~~cut\"", 7, "a word is expected right behind \"~\""),
      ("\"~tax\"*", 6, "\"*\" goes behind the beginning"),
      ("\"b c\"~2 NEAR/5 d", 5, "NEAR joins phrases without"),
      ("a \"~tax cut\"~5", 2, "forms are meant of all words or of none"),
      ("\"a b\"~", 6, "a number of words from 0 to 100"),
      ("\"a b\"~101", 6, "a number of words from 0 to 100"),
      ("\"a b\"~99999999999999999999999", 6, "a number of words from 0 to 100"),
      ("\"tax cut\" ~5", 10, "behind a phrase \"~\" goes without a space"),
      ("~5", 0, "a number has no inflected forms"),
      ("a ＮＥＡＲ／５ b", 2, "of plain letters and digits"),
      ("a NEAR b", 6, "NEAR takes a number"),
      ("a NEAR/x b", 7, "a number of words"),
      ("a NEAR/5x b", 8, "a space is expected behind NEAR/5"),
      ("a NEAR/5", 8, "a word or a phrase is expected, not the end"),
      ("NEAR/5 a", 0, "not NEAR"),
      ("a NEAR/5 (b c)", 9, "a word or phrase is expected beside NEAR, not \"(\""),
      ("(a) NEAR/5 b", 4, "which NEAR joins"),
      ("a NEAR/5 eco*", 12, "NEAR joins whole words"),
      ("eco* NEAR/5 a", 5, "which NEAR joins"),
      ("a NEAR/5 \"b c\"~3", 14, "NEAR joins phrases without"),
      ("a NEAR/5 b NEAR/5 c", 11, "NEAR joins two"),
      ("\u{0}", 0, "a letter or digit is expected"),
    ])
  func refusal(text: String, offset: Int, message: String) {
    #expect {
      try WordQuery(parsing: text)
    } throws: { error in
      guard let error = error as? WordQueryError else { return false }
      return error.offset == offset && error.message.contains(message)
    }
  }

  @Test("that is refused tells the place as people count it")
  func place() {
    for (text, place) in [("é–x (", 6), ("😀 \"bud", 3), ("", 1), ("한국 - x", 4)] {
      do throws(WordQueryError) {
        _ = try WordQuery(parsing: text)
        Issue.record("\(text) is read")
      } catch {
        #expect(error.description.hasPrefix("at character \(place): "), "\(text): \(error)")
      }
    }
  }

  @Test("has limits, which say their number")
  func limits() throws {
    func message(_ text: String) -> String {
      do throws(WordQueryError) {
        _ = try WordQuery(parsing: text)
        return ""
      } catch {
        return error.message
      }
    }
    let limits = SearchLimits()
    let words = repeatElement("a ", count: limits[.queryWords]).joined()
    #expect(message(words) == "")
    #expect(message(words + "a").contains("at most 256 words"))
    #expect(message("\"" + words + "a\"").contains("at most 256 words"))
    #expect(message(repeatElement("a OR ", count: 1_000).joined()).contains("at most 4096 bytes"))
    #expect(message(repeatElement("OR ", count: 1_000).joined()).contains("not OR"))
    #expect(message(repeatElement("a ", count: 100_000).joined()).contains("at most 4096 bytes"))
    func nested(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + "a" + String(repeating: ")", count: depth)
    }
    #expect(message(nested(limits[.queryDepth])) == "")
    #expect(message(nested(limits[.queryDepth] + 1)).contains("at most 32 parentheses"))
    #expect(message(String(repeating: "-", count: 4_000)).contains("a dash goes right before"))
    #expect(message(String(repeating: "NOT ", count: 1_000)).contains("what must not be there"))
    let prefixes = repeatElement("ab* ", count: limits[.queryPrefixes]).joined()
    #expect(message(prefixes) == "")
    #expect(message(prefixes + "ab*").contains("at most 16 words with"))
  }

  @Test("that is hostile is refused with its place")
  func hostile() {
    let queries = [
      ("\"tax cut", 0, "the quote is not closed"),
      ("a \u{201C}tax cut", 2, "the quote is not closed"),
      ("\"a\" \"", 4, "the quote is not closed"),
      (" - ", 1, "a dash goes right before"),
      (String(repeating: "AND ", count: 1_000), 0, "not AND"),
      (String(repeating: "NOT ", count: 1_000), 4, "what must not be there"),
      (String(repeating: "a OR ", count: 256), 1_280, "not the end"),
      ("a" + String(repeating: " NEAR/1 a", count: 400), 11, "NEAR joins two"),
      (String(repeating: "~", count: 1_000), 1, "right behind \"~\""),
      (String(repeating: "*", count: 1_000), 0, "goes behind the beginning"),
      (String(repeating: "\"", count: 1_000), 0, "a word is expected between the quotes"),
      (String(repeating: "a ", count: 100_000), 4_096, "not 200000"),
      ("a*", 0, "at least 2 letters"),
      ("tax \u{0} cut", 4, "a letter or digit is expected"),
      ("\u{FFFD}", 0, "a letter or digit is expected"),
    ]
    for (text, offset, message) in queries {
      do throws(WordQueryError) {
        _ = try WordQuery(parsing: text)
        Issue.record("\(text.prefix(40)) is read")
      } catch {
        #expect(error.offset == offset, "\(text.prefix(40))")
        #expect(error.description.contains(message), "\(text.prefix(40))")
      }
    }
  }

  @Test("may be as large as it is let, and no larger")
  func large() throws {
    var limits = SearchLimits()
    limits[.querySize] = 1 << 20
    limits[.queryWords] = 4_096
    limits[.queryDepth] = 256
    limits[.queryPrefixes] = 1_024
    let many = repeatElement("a", count: 4_096)
    guard case .all(let parts) = try WordQuery(parsing: many.joined(separator: " "), limits: limits)
    else { throw SomethingElse() }
    #expect(parts.count == 4_096)
    guard
      case .phrase(let words) = try WordQuery(
        parsing: "~\"" + many.joined(separator: " ") + "\"", limits: limits)
    else { throw SomethingElse() }
    #expect(words.count { $0.isInflected } == 4_096)
    let deep = String(repeating: "-(", count: 256) + "a" + String(repeating: ")", count: 256)
    _ = try WordQuery(parsing: deep, limits: limits)
    for (text, limit) in [
      (many.joined(separator: " ") + " a", SearchLimit.queryWords),
      ("(" + deep + ")", .queryDepth), (String(repeating: " ", count: 1 << 20) + "a", .querySize),
      (String(repeating: "ab* ", count: 1_025), .queryPrefixes), ("a*", .prefixLetters),
      ("a NEAR/101 b", .queryDistance),
    ] {
      do throws(WordQueryError) {
        _ = try WordQuery(parsing: text, limits: limits)
        Issue.record("\(limit) is not kept")
      } catch {
        #expect(error.limit == limit)
        #expect(error.description.hasSuffix("(the server's \(limit.rawValue))"))
      }
    }
  }

  private struct SomethingElse: Error {}

  @Test("of random signs is read or refused, at a place that it has", arguments: Array(1...40))
  func randomSigns(seed: UInt64) {
    var state = seed
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces = [
      "a", "tax", "(", ")", "\"", " ", " ", "OR", "AND", "NOT", "NEAR/", "NEAR/3", "5", "-", "*",
      "~", "~tax", "\"~", "\u{201C}", "中", "'", ".", "\u{301}", "\u{0}", "é", "\u{1F600}",
      "–", "«",
    ]
    for _ in 0..<200 {
      let text = (0..<random(14)).map { _ in pieces[random(pieces.count)] }.joined()
      do throws(WordQueryError) {
        _ = try WordQuery(parsing: text)
      } catch {
        #expect((0...text.utf8.count).contains(error.offset), "\(text.debugDescription)")
        #expect(!error.message.isEmpty)
      }
    }
  }
}

extension WordQuery {
  /// The tree on a line.
  var sketch: String {
    switch self {
    case .word(let word): word.sketch
    case .prefix(let prefix): prefix + "*"
    case .phrase(let words): "\"" + sketch(words) + "\""
    case .together(let words, let others): "{" + sketch(words) + "}\(others)"
    case .near(let left, let right, let others):
      "[" + sketch(left) + " / " + sketch(right) + "]\(others)"
    case .all(let parts): "(" + parts.map(\.sketch).joined(separator: " & ") + ")"
    case .any(let parts): "(" + parts.map(\.sketch).joined(separator: " | ") + ")"
    case .not(let part): "!" + part.sketch
    }
  }

  private func sketch(_ words: [Word]) -> String { words.map(\.sketch).joined(separator: " ") }
}

extension WordQuery.Word {
  var sketch: String { (isInflected ? "~" : "") + text }
}
