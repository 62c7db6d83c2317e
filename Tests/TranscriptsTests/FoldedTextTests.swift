import Foundation
import Testing

@testable import Transcripts

@Suite struct FoldedTextTests {
  @Test(
    "What people type and what documents print fold to the same words",
    arguments: [
      ("Vladimir PUTIN", "vladimir putin"), ("  Putin,  Vladimir. ", "putin vladimir"),
      ("Vučić", "vucic"), ("Sauli Niinistö", "sauli niinisto"), ("Jean-Claude", "jean claude"),
      ("O’Brien", "obrien"), ("O'Brien", "obrien"), ("Oʼbrien", "obrien"), ("D´Arc", "darc"),
      ("Łukasz Øst", "lukasz ost"), ("İlham Əliyev", "ilham aliyev"),
      ("ILHAM ALIYEV", "ilham aliyev"),
      ("Straße", "strasse"), ("STRASSE", "strasse"), ("Đoković", "dokovic"),
      ("İstanbul", "istanbul"),
      ("a\u{a0}b\u{202f}c", "a b c"), ("a\u{200b}b\u{feff}c\u{ad}d", "abcd"), ("ﬁne Ａ１", "fine a1"),
      ("e\u{301}", "e"), ("é", "e"), ("", ""), ("—…!?", ""), ("1st №5", "1st no5"),
      ("नरेन्द्र मोदी", "नरेन्द्र मोदी"), ("習近平", "習近平"), ("'", ""), ("a`b", "ab"),
    ])
  func folds(text: String, folded: String) {
    #expect(FoldedText(text).text == folded)
    #expect(FoldedText(folded).text == folded)
  }

  @Test(
    "Cyrillic and Greek are folded to what English publications print",
    arguments: [
      ("Сергей Морозов", "sergei morozov"), ("СЕРГЕЙ МОРОЗОВ", "sergei morozov"),
      ("Серге\u{438}\u{306} Морозов", "sergei morozov"), ("Ёлкин", "yelkin"), ("Елкин", "yelkin"),
      ("Дмитрий Медведев", "dmitry medvedev"), ("Юрий Белый", "yury bely"),
      ("Мария Захарова", "maria zakharova"), ("Евгений Андреев", "yevgeny andreyev"),
      ("Наталья Щукина", "natalya shchukina"), ("Ъ Ь", ""), ("а ъ б", "a b"), ("Йорк", "york"),
      ("Володимир Зеленський", "volodimir zelensky"), ("Александар Вучић", "aleksandar vuchic"),
      ("Κυριάκος Μητσοτάκης", "kyriakos mitsotakis"), ("ΜΗΤΣΟΤΑΚΗΣ", "mitsotakis"),
      ("Γιώργος Παπανδρέου", "giorgos papandreou"), ("Ευάγγελος", "evangelos"),
    ])
  func transliterates(text: String, folded: String) {
    #expect(FoldedText(text).text == folded)
  }

  @Test("A letter is folded alike whether it is one character or a letter and marks")
  func decomposed() {
    for value in [UInt32(0xc0)...0x24f, 0x370...0x52f, 0x1e00...0x1fff, 0xac00...0xac80].joined() {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let whole = String(scalar)
      let apart = whole.decomposedStringWithCanonicalMapping
      #expect(FoldedText(whole) == FoldedText(apart), "U+\(String(value, radix: 16))")
    }
  }

  @Test(
    "Ids are made of the folded words",
    arguments: [
      ("Aron Velt", "aron-velt"), ("José Araniz", "jose-araniz"),
      ("Vladimir Putin", "vladimir-putin"), ("O’Brien", "obrien"), ("习近平", "u4e60u8fd1u5e73"),
    ])
  func slug(name: String, id: String) { #expect(Slug.make(FoldedText(name)) == id) }

  @Test("A long name has an id within bounds, and another than a name that begins like it")
  func longSlug() {
    let name = String(repeating: "word ", count: 40)
    let ids = ["", "a", "b"].map { Slug.make(FoldedText(name + $0)) }
    #expect(Set(ids).count == 3)
    #expect(ids.allSatisfy { $0.utf8.count <= Slug.nameByteCount })
  }

  @Test(
    "Words are found together, whole and in order",
    arguments: [
      ("The Kremlin, Moscow", "moscow", true), ("The Kremlin, Moscow", "Kremlin Moscow", true),
      ("The Kremlin, Moscow", "the", true), ("The Kremlin, Moscow", "Moscow Kremlin", false),
      ("The Kremlin, Moscow", "Mosc", false), ("The Kremlin, Moscow", "remlin", false),
      ("a a b", "a b", true), ("", "a", false), ("a", "", true), ("Novo-Ogaryovo", "novo", true),
    ])
  func together(text: String, wanted: String, found: Bool) {
    #expect(FoldedText(text).containsTogether(FoldedText(wanted)) == found)
  }

  @Test("Folding twice changes nothing, whatever the characters")
  func stable() {
    for value in stride(from: UInt32(1), to: 0x2ffff, by: 1) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let once = FoldedText("a\(scalar)b")
      #expect(FoldedText(once.text) == once, "U+\(String(value, radix: 16))")
    }
  }
}
