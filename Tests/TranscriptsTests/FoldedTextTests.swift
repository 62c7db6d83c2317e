import Testing

@testable import Transcripts

@Suite struct FoldedTextTests {
  @Test(
    "What people type and what documents print fold to the same words",
    arguments: [
      ("Vladimir PUTIN", "vladimir putin"), ("  Putin,  Vladimir. ", "putin vladimir"),
      ("Vučić", "vucic"), ("Sauli Niinistö", "sauli niinisto"), ("Jean-Claude", "jean claude"),
      ("O’Brien", "obrien"), ("O'Brien", "obrien"), ("Oʼbrien", "obrien"), ("D´Arc", "darc"),
      ("Сергей Лавров", "сергеи лавров"), ("СЕРГЕЙ", "сергеи"), ("Ёлкин", "елкин"),
      ("Μητσοτάκης", "μητσοτακησ"), ("ΜΗΤΣΟΤΑΚΗΣ", "μητσοτακησ"), ("Łukasz Øst", "lukasz ost"),
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
