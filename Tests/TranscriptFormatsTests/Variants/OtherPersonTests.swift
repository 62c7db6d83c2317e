import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Labels that name another beside the one who speaks, or nobody but another.
@Suite struct OtherPersonTests {
  private func attribution(of label: String, _ known: String) throws -> Attribution {
    let labels = [known, "Ada Torvelli", known, label, "Ada Torvelli", known]
    let text =
      "Meeting of the harbour board, 12 March 2024\n\n"
      + labels.enumerated().map { "\($1): The harbour is open, number \($0).\n\n" }.joined()
    let statements = try #require(try read(text).transcripts.first).statements
    try #require(statements.count == labels.count, "\(statements.map(\.attribution))")
    return statements[3].attribution
  }

  private static let ofAnother = [
    ("Wife of Orla Fenn", "Orla Fenn"), ("Mother of Orla Fenn", "Orla Fenn"),
    ("Assistant to Orla Fenn", "Orla Fenn"), ("Spokesman for Orla Fenn", "Orla Fenn"),
    ("Recording of Orla Fenn", "Orla Fenn"), ("Letter from Orla Fenn", "Orla Fenn"),
    ("Statement by Orla Fenn", "Orla Fenn"), ("WIFE OF ORLA FENN", "Orla Fenn"),
    ("Wife of Bo Lind", "Orla Fenn"), ("Die Frau von Jörg Wendlandt", "Jörg Wendlandt"),
    ("Sprecher von Jörg Wendlandt", "Jörg Wendlandt"),
    ("Brief von Jörg Wendlandt", "Jörg Wendlandt"), ("Porte-parole de Luc Varnier", "Luc Varnier"),
    ("Épouse de Luc Varnier", "Luc Varnier"), ("Lettre de Luc Varnier", "Luc Varnier"),
    ("Portavoz de Marta Quilón", "Marta Quilón"), ("Carta de Marta Quilón", "Marta Quilón"),
    ("Portavoce di Nina Brandesi", "Nina Brandesi"), ("Moglie di Nina Brandesi", "Nina Brandesi"),
    ("Porta-voz de João Teivas", "João Teivas"), ("Carta de João Teivas", "João Teivas"),
    ("Представитель Петра Залесова", "Пётр Залесов"), ("Письмо Петра Залесова", "Пётр Залесов"),
    ("Жена Петра Залесова", "Пётр Залесов"), ("Вопрос Петру Залесову", "Пётр Залесов"),
    ("Речник Оксани Гайчук", "Оксана Гайчук"), ("Лист Оксани Гайчук", "Оксана Гайчук"),
    ("Zuruf von der CDU", "Jörg Wendlandt"), ("Voix dans la salle", "Luc Varnier"),
    ("Голос із зали", "Оксана Гайчук"), ("Голоси із зали", "Оксана Гайчук"),
  ]

  @Test("Who is of another is not that person", arguments: ofAnother)
  func another(label: String, known: String) throws {
    let who = try attribution(of: label, known)
    #expect(who.speakerID.isEmpty && who.name.isEmpty, "\(who)")
  }

  private static let several = [
    ("Ruth Calder on behalf of Orla Fenn", "Orla Fenn", "Ruth Calder"),
    ("Ruth Calder, on behalf of Orla Fenn", "Orla Fenn", "Ruth Calder"),
    ("Ruth Calder for Orla Fenn", "Orla Fenn", "Ruth Calder"),
    ("Ruth Calder reading Orla Fenn", "Orla Fenn", "Ruth Calder"),
    ("Ruth Calder quoting Orla Fenn", "Orla Fenn", "Ruth Calder"),
    ("Ruth Calder, Orla Fenn", "Orla Fenn", "Ruth Calder"),
    ("RUTH CALDER TO ORLA FENN", "Orla Fenn", "Ruth Calder"),
    ("RUTH CALDER ON BEHALF OF ORLA FENN", "Orla Fenn", "Ruth Calder"),
    ("Greta Maiwald im Auftrag von Jörg Wendlandt", "Jörg Wendlandt", "Greta Maiwald"),
    ("Odile Castrel au nom de Luc Varnier", "Luc Varnier", "Odile Castrel"),
    ("Pilar Ezcaray en nombre de Marta Quilón", "Marta Quilón", "Pilar Ezcaray"),
    ("Deputy of Orla Fenn Ruth Calder", "Orla Fenn", "Ruth Calder"),
  ]

  @Test("Who is named first speaks", arguments: several)
  func speaksFirst(label: String, known: String, name: String) throws {
    #expect(try attribution(of: label, known).name.lowercased() == name.lowercased())
  }

  private static let particled = [
    "Charles de Gaulle", "M. de La Tour", "Jeanne d’Arvert", "Jeanne d'Arvert", "d’Arvert",
    "Hélène de l’Isle", "Ada dell’Orto", "Ugo de’ Rossi", "María de los Ángeles Roca y Peñal",
    "Jan van ’t Hoff", "Ludwig van der Beek", "Ana de las Heras", "Santiago Roca y Vidal",
  ]

  @Test("Small words belong to names", arguments: particled)
  func particles(label: String) throws {
    let who = try attribution(of: label, "Orla Fenn")
    let name = label.hasPrefix("M. ") ? "de La Tour" : label
    #expect(who.name.hasSuffix(name) && !who.speakerID.isEmpty, "\(who)")
  }

  private static let withTitles = [
    ("Dr. Ruth Calder, PhD", "Ruth Calder"), ("Ms Velt, Treasurer", "Velt"),
    ("Calder, Ruth", "Ruth Calder"),
    ("Ruth Calder, MP", "Ruth Calder"), ("Mr. Bo Lind, Harbour Master", "Bo Lind"),
  ]

  @Test("A name behind a title and before a comma is kept", arguments: withTitles)
  func titled(label: String, name: String) throws {
    let who = try attribution(of: label, "Orla Fenn")
    #expect(who.name.lowercased() == name.lowercased() && !who.speakerID.isEmpty, "\(who)")
  }
}
