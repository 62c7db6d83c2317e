import Foundation
import Testing

@testable import TextAnalysis

@Suite("Words of a text")
struct WordTests {
  @Test(
    "are folded by case, accents and width, and parted where people look for a part",
    arguments: [
      ("The budget, the DEFICIT.", "the budget the deficit"),
      ("long-term long\u{2011}term", "long term long term"),
      ("Don't dont don\u{2019}t", "dont dont dont"),
      ("O\u{2019}Brien's O'Clock", "obrien s oclock"),
      ("it's its she'll shell we're were I'd", "it s its she ll shell we re were i d"),
      ("don\u{2BC}t don`t don\u{B4}t don\u{FF07}t don\u{201B}t", "dont dont dont dont dont"),
      ("he\u{2BC}s \u{2BC}tis п\u{2BC}ять п'ять п’ять", "he s tis пять пять пять"),
      ("o\u{2BB}zbek o‘zbek 6\u{2032} 7′30", "ozbek ozbek 6 7 30"),
      ("l'économie qu\u{2019}il d'accord aujourd'hui", "l economie qu il d accord aujourdhui"),
      ("all'estero dell'anno", "all estero dell anno"),
      ("the U.S. and US, 5 p.m.", "the us and us 5 pm"),
      ("the U.S.’s and U.S's, but U.S'x", "the us s and us s but u s x"),
      ("J.R.R. Tolkien e.g. this", "jrr tolkien eg this"),
      ("the end.The next", "the end the next"),
      ("1,000 1.000.000 1.234,56 1,234.56 3.14", "1000 1000000 1234.56 1234.56 3.14"),
      ("3,5 192.168.1.1 section 4.2.1", "3 5 192.168.1.1 section 4.2.1"),
      ("12\u{202F}000 1'000", "12000 1000"),
      ("the '90s, 90's COVID-19 G7 v1.2", "the 90s 90 s covid 19 g7 v1.2"),
      ("Straße ÆRØ Łódź İlham ﬁnal", "strasse aero lodz ilham final"),
      ("Vučić VUC\u{30C}IC\u{301}", "vucic vucic"),
      ("Ёлка ёлка е\u{308}лка Йод и\u{306}од", "елка елка елка йод йод"),
      ("Київ ї\u{456}\u{308}", "київ її"),
      ("Η Ελλάδα ΟΔΥΣΣΕΥΣ", "η ελλαδα οδυσσευσ"),
      ("ＦＵＬＬ １２３", "full 123"),
      ("١٢٣ كِتَاب", "123 كتاب"),
      ("שָׁלוֹם ה\"ב", "שלום הב"),
      ("foo_bar _baz_ soft\u{AD}hyphen", "foo bar baz softhyphen"),
      ("a—b – c… d/e", "a b c d e"),
      ("col·lecció", "colleccio"),
      ("中华人民共和国", "中华 人民 共和国"),
      ("日本語を話す カタカナ", "日本語 を 話す カタカナ"),
      ("ภาษาไทย", "ภาษา ไทย"),
      ("2024년 한국", "2024 년 한국"),
      ("", ""), (" \u{A0} ", ""), ("_ ' . \u{301}", ""), ("\u{0}a\u{0}b", "a b"),
    ])
  func forms(text: String, expected: String) {
    #expect(WordScanner().scan(text).texts.joined(separator: " ") == expected)
  }

  @Test("stand where they are printed")
  func ranges() {
    let text = "«L'État» U.S. 1,000 и\u{306}од"
    let utf8 = Array(text.utf8)
    let list = WordScanner().scan(text)
    let printed = list.words.map { String(decoding: utf8[$0.range], as: UTF8.self) }
    #expect(printed == ["L", "État", "U.S", "1,000", "и\u{306}од"])
  }

  @Test("are found alike whatever was scanned before, and whatever stands around them")
  func independent() {
    let scanner = WordScanner()
    var list = WordList()
    for text in ["a longer text of many words, 中华人民共和国", "b", "ภาษาไทย c", "d’e f"] {
      var copy = text
      copy.withUTF8 { scanner.scan(UnsafeRawBufferPointer($0), into: &list) }
      #expect(list.texts == WordScanner().scan(text).texts)
      let within = WordScanner().scan("x \(text) y").texts
      #expect(within == ["x"] + list.texts + ["y"])
    }
  }

  @Test("are one, however their characters are composed: each character")
  func everyCharacter() {
    let scanner = WordScanner()
    for value in UInt32(0xc0)...0x2_ffff {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = String(scalar)
      let apart = text.decomposedStringWithCanonicalMapping
      guard !apart.unicodeScalars.elementsEqual(text.unicodeScalars) else { continue }
      let whole = text.precomposedStringWithCanonicalMapping
      let found = [text, apart, whole].map { scanner.scan($0).texts }
      if found[0] != found[1] || found[0] != found[2] {
        Issue.record("U+\(String(value, radix: 16)): \(found)")
      }
    }
  }

  @Test(
    "are one, however their characters are composed, and stand where they are printed",
    arguments: [
      "2024년 한국 정부는 값을", "がぎぐ ババ パパ", "日本ガ語を話すプロバイダー", "أسئلة ؤ", "ќе ѓ ӂ Йод Ў",
      "বো கொ කෝ ಕೋ ഖൊ", "ệ ṩ Ǖ ά ΐ", "क़ हि",
    ])
  func canonical(text: String) {
    let apart = text.decomposedStringWithCanonicalMapping
    let (whole, parts) = (WordScanner().scan(text), WordScanner().scan(apart))
    #expect(parts.texts == whole.texts)
    func printed(_ list: WordList, _ text: String) -> [String] {
      let utf8 = Array(text.utf8)
      return list.words.map { String(decoding: utf8[$0.range], as: UTF8.self) }
    }
    // Strings that are canonically equal are equal.
    #expect(printed(parts, apart) == printed(whole, text))
  }

  @Test("of kana of half width are those of full width")
  func halfWidth() {
    let scanner = WordScanner()
    for (half, full) in [
      ("ﾃﾚﾋﾞ", "テレビ"), ("ﾊﾞﾊﾞ ﾊﾟﾊﾟ", "ババ パパ"), ("ﾊﾝｶｸ", "ハンカク"), ("ﾌﾟﾛｸﾞﾗﾑを", "プログラムを"),
    ] {
      #expect(scanner.scan(half).texts == scanner.scan(full).texts)
    }
    let list = scanner.scan("(ﾃﾚﾋﾞ)")
    #expect(list.words.map(\.range) == [1..<13])
  }

  @Test("of ideographs and Hangul are folded as ICU folds them")
  func ideographs() {
    for scalar in [0x3400, 0x4dbf, 0x4e00, 0x9fff, 0xac00, 0xd7a3].map(UInt32.init) {
      let entry = CharacterTable.entry(of: scalar)
      #expect(entry == CharacterTable.Entry(CharacterTable.Class.dictionary, Folding.fold(scalar)))
    }
    for scalar in stride(from: UInt32(0), to: 0x11_0000, by: 1) where Unicode.Scalar(scalar) != nil
    {
      let entry = CharacterTable.entry(of: scalar)
      let bytes = (0..<entry.count).map { UInt8(truncatingIfNeeded: entry.bytes >> (8 * $0)) }
      if String(validating: bytes, as: UTF8.self) == nil { Issue.record("\(scalar)") }
    }
  }

  @Test("of any length are borne, and count as their first bytes")
  func long() {
    let scanner = WordScanner()
    let long = String(repeating: "ж", count: 100_000)
    let list = scanner.scan("\(long) end")
    #expect(list.texts == [String(long.prefix(WordScanner.maximumByteCount / 2)), "end"])
    #expect(list.words[0].range == 0..<200_000)
    let marks = "a" + String(repeating: "\u{301}", count: 100_000)
    #expect(scanner.scan(marks).texts == ["a"])
    let joined = String(repeating: "a'", count: 50_000)
    #expect(!scanner.scan(joined).words.isEmpty)
    let numbers = scanner.scan(String(repeating: "1.", count: 200_000) + "1")
    #expect(numbers.words.count == 1)
    let thai = String(repeating: "ภาษาไทย", count: 20_000)
    #expect(scanner.scan(thai).words.count == 40_000)
  }
}
