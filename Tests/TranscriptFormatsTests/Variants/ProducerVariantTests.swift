import ReadingSupport
import Testing
import TranscriptFormats
import TranscriptReading

@testable import Transcripts

/// What programs and houses print around names and turns, in the manner of each.
@Suite struct ProducerVariantTests {
  private static let head = "Meeting of the harbour council\n\nMarch 5, 2024\n\n"

  private static let bodies = [
    " - Norvik", " – Harbour Board", " — Dept. of Works", " | City of Harlow", " / NHS Trust",
    "/ACME Ltd", " @ Norvik", " (Norvik (Guest))", " - EXT", " — Ministry of Ports", " - DG PORT",
  ]

  /// Names that are ordinary words, or end in an office, are parted from a body, too.
  private static let people = ["Ann Vale", "Will Day", "Quinn May", "Ada King", "Inés d’Amaro"]

  @Test("A body behind a name is no part of the name", arguments: bodies, people)
  func bodyBehindName(body: String, name: String) throws {
    let label = name + body
    let documents = [
      ("x.txt", "\(Self.head)\(label): Good evening.\n\nBo Lind: Thank you.\n\n\(label): I see.\n"),
      (
        "x.txt",
        "\(Self.head)\(label)  0:05\nGood evening.\n\nBo Lind  0:12\nThank you.\n\n"
          + "\(label)  0:18\nI see.\n"
      ),
      (
        "2024-03-05.vtt",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v \(label)>Good evening.\n\n00:03.000 --> 00:04.000\n"
          + "<v Bo Lind>Thank you.\n\n00:05.000 --> 00:06.000\n<v \(label)>I see.\n"
      ),
      (
        "x.csv",
        "date,speaker,text\n2024-03-05,\"\(label)\",Good evening.\n2024-03-05,Bo Lind,Thank you.\n"
          + "2024-03-05,\"\(label)\",I see.\n"
      ),
    ]
    for (file, text) in documents {
      let transcript = try read(text, name: file).transcripts[0]
      let found = transcript.statements.map { "\($0.attribution.name)|\($0.paragraphs.joined())" }
      #expect(
        found == ["\(name)|Good evening.", "Bo Lind|Thank you.", "\(name)|I see."],
        "\(file): \(transcript.statements.map(\.attribution))")
    }
  }

  @Test(
    "Layouts of programs and houses are read",
    arguments: [
      Variant(
        "a stop ends a label on a line of its own",
        "Seduta del 5 marzo 2024\n\nPRESIDENTE.\nLa seduta è aperta.\n\nMARIO NERI.\nGrazie, "
          + "presidente.\n\n"
          + "PRESIDENTE.\nGrazie a lei.\n\nMARIO NERI.\nUn momento.\n",
        [
          "-|PRESIDENTE|La seduta", "Mario Neri|Grazie", "-|PRESIDENTE|Grazie a",
          "Mario Neri|Un momento",
        ]),
      Variant(
        "the same with a blank line below it, among labels before words",
        "Seduta del 5 marzo 2024\n\nPRESIDENTE.\n\nLa seduta è aperta.\n\nMARIO NERI (PD). "
          + "Grazie.\n\n"
          + "PRESIDENTE.\n\nGrazie a lei.\n\nMARIO NERI. Un momento.\n",
        ["-|PRESIDENTE|La seduta", "Mario Neri|Grazie", "-|PRESIDENTE|Grazie a", "Mario Neri|Un"]),
      Variant(
        "a minister of several words",
        "Seduta del 5 marzo 2024\n\nPAOLO DE SANTIS, Ministro dei porti. Non sono d’accordo.\n\n"
          + "CARLA LO RUSSO. Perché?\n\nPAOLO DE SANTIS, Ministro dei porti. Basta così.\n",
        [
          "Paolo De Santis|Ministro|Non", "Carla Lo Russo|Perché",
          "Paolo De "
            + "Santis|Ministro|Basta",
        ]),
      Variant(
        "initials behind surnames, and a sentence that begins with a letter alone",
        "Заседание совета порта\n\n5 марта 2024 года\n\nПредседательствующий. Откроем "
          + "заседание.\n\n"
          + "Долина А.В. Бюджета не хватает.\n\nЯ с этим не согласна. И это не всё.\n\n"
          + "Председательствующий. Спасибо.\n\nДолина А.В. Пожалуйста.\n",
        ["-|Председ|Откроем", "Долина|Бюджета", "-|Председ|Спасибо", "Долина|Пожалуйста"]),
      Variant(
        "a dash behind the colon",
        "Sessão do conselho do porto\n\n5 de março de 2024\n\nO Sr. Luís Peixoto (PS): — Não "
          + "concordo.\n\n"
          + "A Sr.ª Ana Vale (PSD): — Porquê?\n\nO Sr. Luís Peixoto (PS): — É verdade.\n",
        ["Luís Peixoto|Não", "Ana Vale|Porquê", "Luís Peixoto|É"]),
      Variant(
        "a time behind a bold label",
        "# Harbour council\n\nMarch 5, 2024\n\n**Ann Vale:** [00:00:05] Good evening.\n\n"
          + "**Bo Lind:** [00:00:12] Thank you.\n\n**Ann Vale:** [00:00:19] I see.\n",
        name: "x.md", ["Ann Vale|Good", "Bo Lind|Thank", "Ann Vale|I see"]),
      Variant(
        "minutes taken down as a list",
        "# Harbour council\n\nMarch 5, 2024\n\n* Ann Vale: Good evening.\n* Bo Lind: Thank you.\n"
          + "* Ann Vale: I see.\n* Bo Lind: So do I.\n",
        name: "x.md", ["Ann Vale|Good", "Bo Lind|Thank", "Ann Vale|I see", "Bo Lind|So"]),
      Variant(
        "a tab between name and words",
        head + "Ann Vale\tGood evening.\nBo Lind\tThank you.\nAnn Vale\tI see.\nBo Lind\tSo do "
          + "I.\n",
        ["Ann Vale|Good", "Bo Lind|Thank", "Ann Vale|I see", "Bo Lind|So"]),
      Variant(
        "names that are words, alone on their lines",
        head + "Will Day\nGood evening.\n\nBo Lind\nThank you.\n\nWill Day\nI see.\n\nBo "
          + "Lind\nSo do I.\n",
        ["Will Day|Good", "Bo Lind|Thank", "Will Day|I see", "Bo Lind|So"]),
      Variant(
        "a chat",
        "10:00:05\t From Will Day to Everyone:\n\tGood evening.\n10:00:09\t From  Tom To  To  "
          + "Everyone:\n"
          + "\tThank you.\n10:01:05\t From Will Day to Everyone:\n\tI see.\n",
        name: "2024-03-05-chat.txt", ["Will Day|Good", "Tom To|Thank", "Will Day|I see"]),
      Variant(
        "names in turned order that are words, or end in particles",
        head + "Young, Grace: Good evening.\n\nBerg, Hans van der: Thank you.\n\nYoung, Grace: I "
          + "see.\n\n"
          + "Berg, Hans van der: So do I.\n",
        [
          "Grace Young|Good", "Hans van der Berg|Thank", "Grace Young|I see",
          "Hans van der Berg|So",
        ]),
      Variant(
        "a surname of several words behind a form of address",
        "Sesión del consejo del puerto\n\n5 de marzo de 2024\n\nSra. Ana Roca de Castro: No "
          + "estoy de acuerdo.\n\n"
          + "Sr. Luis Peña: ¿Por qué?\n\nSra. Ana Roca de Castro: Es cierto.\n",
        ["Ana Roca de Castro|No", "Luis Peña|¿Por", "Ana Roca de Castro|Es"]),
      Variant(
        "who stopped the recording",
        head + "Ann Vale   0:05\nGood evening.\n\nBo Lind   0:12\nThank you.\n\nAnn Vale   "
          + "0:19\nI see.\n\n"
          + "Ann Vale stopped transcription\n",
        ["Ann Vale|Good", "Bo Lind|Thank", "Ann Vale|I see."]),
    ])
  func layouts(variant: Variant) throws {
    let (transcript, _) = try variant.check()
    for statement in transcript.statements {
      let words = statement.paragraphs.joined(separator: " ")
      #expect(!words.contains("stopped") && !words.contains("—") && !words.contains("["))
    }
  }

  @Test(
    "Signs and lines of houses that stood for names, or within words, do not",
    arguments: [
      Variant(
        "a shortened saint in a surname",
        head
          + "    Mr. Lind. Good evening.\n\n    Mr. St. Germain. I have one.\n\n    Mr. Lind. I see.\n",
        ["Lind|Good", "St. Germain|I have", "Lind|I see"]),
      Variant(
        "an examination, and by whom",
        head
          + "THE COURT: Call the witness.\n\nDIRECT EXAMINATION BY MR. FENN\n\nQ. Where do you work?\n\n"
          + "A. At the harbour.\n\nBY MS. LOWE:\n\nQ. Since when?\n\nA. Since 2019.\n",
        ["-|Call", "-|Where", "-|At", "-|Since when", "-|Since 2019"]),
      Variant(
        "no space behind the colon, before signs that begin sentences",
        "Sesión del consejo\n\n5 de marzo de 2024\n\nMaría Ruiz:Gracias a todos.\n\n"
          + "Ana Abril:¿Cuánto costará?\n\nMaría Ruiz:«Mucho», dicen.\n",
        ["María Ruiz|Gracias", "Ana Abril|¿Cuánto", "María Ruiz|«Mucho"]),
      Variant(
        "soft breaks of word processors",
        head + "Ann Vale: Good evening.\u{2028}Bo Lind: Thank you.\u{0B}Ann Vale: I see.\n",
        ["Ann Vale|Good", "Bo Lind|Thank", "Ann Vale|I see"]),
      Variant(
        "a time in brackets behind the colon",
        head
          + "Ann Vale: (0:03) Good evening.\n\nBo Lind: (0:09) Thank you.\n\nAnn Vale: (0:12) I see.\n",
        ["Ann Vale|Good", "Bo Lind|Thank", "Ann Vale|I see"]),
      Variant(
        "a speaker who goes on, and is not named",
        "Sessão do conselho\n\n5 de março de 2024\n\nO Sr. João Silva (PS): — Não concordo.\n\n"
          + "Vozes do PSD: — Muito bem!\n\nO Orador: — Continuo a falar.\n",
        ["João Silva|Não", "-|Muito", "-|Continuo"]),
      Variant(
        "heads of pages",
        "IN THE COURT OF HARLOW\n\nMarch 5, 2024\n\nTHE COURT: Good morning to\n\nHARLOW REPORTERS     12\n\n"
          + "everybody.\n\nMR. VALE: Thank you.\n\nHARLOW REPORTERS     13\n\nTHE COURT: I see.\n",
        ["-|Good morning to everybody.", "Vale|Thank you.", "-|I see"]),
      Variant(
        "a crowd before a stop",
        "Séance du conseil\n\n5 mars 2024\n\nM. Luc Varnier. Merci.\n\nVoix diverses. Ah !\n\n"
          + "Mme Anne Vallier. Non.\n",
        ["Luc Varnier|Merci.", "-|Ah", "Anne Vallier|Non"]),
    ])
  func houses(variant: Variant) throws {
    let (transcript, _) = try variant.check()
    for statement in transcript.statements {
      #expect(!statement.paragraphs.contains { $0.contains("REPORTERS") || $0.contains("LOWE") })
    }
  }

  @Test(
    "What may be another's is said",
    arguments: [
      "Orla Fenn\nI open.\n\nTom East\nYes.\n\nOrla Fenn\nI see.\n\nTom East\nNo.\n\nOrla Fenn\nGood.\n\nBo Lind\nSo.\n\nBo Lind\nWell.\n",
      "Ann Vale: Good evening.\n\n[The prepared statement of Mr. Lind follows:]\n\nI oppose this bill.\n\nAnn Vale: So.\n",
      "Ann Vale: Good evening.\n\nMeeting of the harbour council\n\nApril 2, 2024\n\nAnn Vale: I see.\n",
    ])
  func told(body: String) throws {
    let (_, report) = try read(Self.head + body, name: "x.txt")
    #expect(report.entries.contains { $0.severity == .warning })
  }

  @Test("Lines of lists within somebody's words open no statement")
  func lists() throws {
    let text =
      Self.head + "Ann Vale: Three have signed.\n\n- Bo Lind: treasurer\n- Cara Dunne: clerk\n- "
      + "Bo Lind: chair\n\n"
      + "Bo Lind: Thank you.\n\nAnn Vale: I see.\n"
    let (transcripts, report) = try read(text, name: "x.txt")
    let names = transcripts[0].statements.map(\.attribution.name)
    #expect(
      names == ["Ann Vale", "Bo Lind", "Ann Vale"]
        || report.entries.contains { $0.severity == .warning })
  }

  @Test("A page that is refused says in its report why each reader declined it")
  func refusals() throws {
    var report = ReadingReport(detail: .everything)
    let page = "<html><body><p>We sell ropes.</p><p>They are good.</p></body></html>"
    #expect(throws: DocumentError.self) {
      try DocumentFormats.read(bytes: Array(page.utf8), name: "x.html", report: &report) { _ in }
    }
    let declined = report.entries.filter { $0.explanation.hasPrefix("declined: ") }
    #expect(declined.first?.wording == "html")
    #expect(Set(declined.map(\.wording)).count > 10)
  }
}
