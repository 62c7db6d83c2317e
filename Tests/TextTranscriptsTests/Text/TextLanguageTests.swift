import ReadingSupport
import Testing
import TranscriptReading

@testable import TextTranscripts
@testable import Transcripts

/// Languages whose words are known, and those that are not.
@Suite struct TextLanguageTests {
  private static let polish = """
    Panie Marszałku, Wysoka Izbo, jest dla mnie zaszczytem, że mogę dziś przedstawić projekt ustawy o
    drogach zimowych. Komisja pracowała nad tym projektem przez cały rok i przyjęła go bez głosu
    sprzeciwu. Proszę o jego uchwalenie, ponieważ zima nie będzie na nas czekała.
    """
  private static let german = """
    Frau Präsidentin, meine Damen und Herren, wir haben lange über die Straßen im Winter gesprochen, und
    ich bin der Meinung, dass wir das Gesetz heute beschließen sollten. Es ist nicht zu viel verlangt,
    wenn die Gemeinden von uns ein wenig mehr Geld für den Winter bekommen.
    """
  private static let french = """
    Madame la présidente, nous avons longtemps parlé des routes dans cette assemblée, et je ne crois pas
    que les communes puissent attendre une autre année pour les aides qui sont prévues par la loi. Le
    budget est prêt, et il ne manque plus que votre vote pour que les travaux commencent.
    """
  private static let russian = """
    Уважаемый председатель, мы долго говорили о дорогах, и я не думаю, что это можно отложить ещё на год.
    Деньги есть, как и люди, но у нас нет решения, и все ждут, что мы его примем сегодня. Так что прошу
    вас поддержать закон, который мы внесли от имени комитета, и не переносить его на весну.
    """
  private static let english = """
    Madam President, we have talked about the roads for a long time, and I do not think that this can
    wait for another year. The money is there, and so are the people, but what we lack is a decision, and
    it is in our hands to take it today.
    """
  private static let greek = """
    Κυρία Πρόεδρε, μιλήσαμε πολύ για τους δρόμους και δεν νομίζω ότι αυτό μπορεί να περιμένει άλλον έναν
    χρόνο. Τα χρήματα υπάρχουν, όπως και οι άνθρωποι, αλλά μας λείπει μια απόφαση, και είναι στο χέρι μας
    να την πάρουμε σήμερα, πριν έρθει ο χειμώνας και κλείσουν τα σχολεία μας και οι δρόμοι.
    """

  @Test(
    "Known languages are told",
    arguments: [
      (english, TextLanguage.known("en")), (german, .known("de")), (french, .known("fr")),
      (english.replacing(" ", with: "\u{A0}"), .known("en")),
      (german.replacing(" ", with: "–"), .known("de")), (russian, .known("ru")), (polish, .unknown),
      (greek, .unknown),
      (String(repeating: "主席先生我们今天讨论冬天的道路问题。", count: 40), .unknown),
      ("Ann Ash: Yes.", .undecided), ("", .undecided),
    ])
  func languages(text: String, language: TextLanguage) {
    #expect(TextLanguage.of(Array(text.utf8)[...]) == language)
  }

  @Test(
    "A page has the language that its words tell, and none where they tell none",
    arguments: [(english, "en"), (german, "de"), (russian, "ru"), (polish, "")])
  func pages(words: String, language: String) throws {
    let text = "Council\nMarch 4, 2031, Tarnhaven\n\nAnn Ash: \(words)\n\nBo Berg: \(words)\n"
    let read = try read(text)
    #expect(read.transcripts.map(\.meeting.source.format) == ["page-text"])
    #expect(read.transcripts.map(\.meeting.language) == [language])
    let told = try ReadingSupport.read(text, options: ReadingOptions(language: "nl"))
    #expect(told.transcripts.map(\.meeting.language) == ["nl"])
  }

  @Test("A text in a language without words says so", arguments: [polish, greek])
  func warning(words: String) throws {
    let text = "Date: 2031-03-04\n\nJan Lis: \(words)\n\nEwa Sowa: \(words)\n"
    let report = try read(text).report
    #expect(report.entries.contains { $0.severity == .warning && $0.rule == .language })
    let told = try read(text, options: ReadingOptions(language: "pl")).report
    #expect(told.entries.contains { $0.rule == .language && $0.wording == "pl" })
  }

  @Test("Words of a known language give no warning", arguments: [english, german, french, russian])
  func noWarning(words: String) throws {
    let text = "Date: 2031-03-04\n\nJan Lis: \(words)\n\nEwa Sowa: \(words)\n"
    #expect(try !read(text).report.entries.contains { $0.rule == .language })
  }

  @Test("French roles without a name are labels, and each reply is a voice of its own")
  func frenchLabels() throws {
    let transcript = try read(
      """
      Date: 2031-03-04

      Mme Anne Frêne: Quand viendra la loi sur les routes ?

      M. le ministre: À l’automne.

      Plusieurs députés: Très bien !

      Mme la présidente: La séance est levée.
      """
    ).transcripts[0]
    #expect(
      transcript.statements.map(\.attribution.label) == [
        "Mme Anne Frêne", "M. le ministre", "Plusieurs députés", "Mme la présidente",
      ])
    #expect(transcript.statements[0].attribution.name == "Anne Frêne")
    #expect(
      transcript.statements.map(\.attribution.certainty) == [
        .identified, .roleOnly, .group, .roleOnly,
      ])
  }

  @Test("Interjections in German and Russian are unnamed voices")
  func interjections() throws {
    let german = try read(
      """
      Date: 2031-03-04

      Vorsitzender Hans Müller: Das Wort hat die Abgeordnete.

      Zwischenruf: Das stimmt nicht!

      Frau Eva Lind: Doch.

      Zwischenruf: Nein!
      """
    ).transcripts[0]
    #expect(
      german.statements.map(\.attribution.certainty) == [
        .identified, .unnamed, .identified, .unnamed,
      ])
    #expect(german.statements[0].attribution.name == "Hans Müller")
    #expect(german.statements[0].attribution.role == "Vorsitzender")
    #expect(german.statements[2].attribution.name == "Eva Lind")
    let russian = try read(
      """
      Date: 2031-03-04

      Председатель Иван Сосна: Слово предоставляется депутату.

      Реплика: Неправда!

      Вопрос: Когда?

      Иван Сосна: Осенью.
      """
    ).transcripts[0]
    #expect(
      russian.statements.map(\.attribution.certainty) == [
        .identified, .unnamed, .unnamed, .identified,
      ])
    #expect(russian.statements[0].attribution.role == "Председатель")
    #expect(
      russian.statements[0].attribution.speakerID == russian.statements[3].attribution.speakerID)
  }
}
