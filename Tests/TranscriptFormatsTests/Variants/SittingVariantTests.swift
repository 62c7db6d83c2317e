import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Records of sittings in several languages, whose labels end in a stop, a dash or both.
@Suite struct SittingVariantTests {
  private static func sitting(
    _ description: String, _ head: String, _ words: String,
    _ labels: [(label: String, who: String)]
  ) -> Variant {
    Variant(
      description,
      head + "\n\n" + labels.map { "\($0.label)\(words)" }.joined(separator: "\n\n") + "\n",
      labels.map { "\($0.who)|\(words)" })
  }

  private static let french = "Séance du conseil municipal, 5 mars 2024"
  private static let thanks = "Je vous remercie et nous allons continuer les travaux."

  static let variants: [Variant] = [
    sitting(
      "French, a stop and a dash", french, thanks,
      [
        ("M. le président. – ", "-|président"),
        ("M. Luc Varnier, ministre. – ", "Varnier|ministre"),
        ("Mme Odile Castrel, rapporteure. – ", "Castrel|rapporteure"), ("Un député. – ", "-"),
        ("Mme la maire. – ", "-|maire"), ("Plusieurs voix. – ", "-"),
        ("M. Luc Varnier. – ", "Luc Varnier"), ("Une voix à droite. — ", "-"),
        ("M. le ministre de la mer. –\u{A0}", "-|ministre"), ("Mme Castrel. – ", "Castrel"),
      ]),
    sitting(
      "French, a stop", french, thanks,
      [
        ("M. le président. ", "-|président"), ("M. Luc Varnier, ministre. ", "Varnier|ministre"),
        ("Mme Odile Castrel, rapporteure. ", "Castrel|rapporteure"), ("Un député. ", "-"),
        ("Mme la maire. ", "-|maire"), ("Plusieurs voix. ", "-"),
        ("M. Luc Varnier. ", "Luc Varnier"),
      ]),
    sitting(
      "Italian", "Seduta del consiglio, 5 marzo 2024",
      "Signor Presidente, ringrazio tutti quelli che ci hanno lavorato.",
      [
        ("PRESIDENTE. ", "-|presidente"), ("BRANDESI (PD). ", "Brandesi"),
        ("TORVELLI, ministro dell'interno. ", "Torvelli|ministro"),
        ("SANTINI UGO (M5S). ", "Santini"), ("PRESIDENTE. ", "-|presidente"),
        ("BRANDESI. ", "Brandesi"),
      ]),
    sitting(
      "Spanish", "Sesión plenaria, 5 de marzo de 2024",
      "Muchas gracias por la palabra, comienzo mi intervención.",
      [
        ("La señora PRESIDENTA: ", "-|presidenta"), ("El señor BARZAL GIL: ", "Barzal"),
        ("La señora ministra de HACIENDA (Ruiz Soto): ", "Ruiz Soto|ministra"),
        ("El señor VICEPRESIDENTE (Gil Mora): ", "Gil Mora|vicepresidente"),
        ("El presidente de la Comisión: ", "-|presidente"), ("El señor BARZAL GIL: ", "Barzal"),
      ]),
    sitting(
      "Portuguese, a dash", "Sessão plenária, 5 de março de 2024",
      "Muito obrigado a todos os que nele trabalharam neste inverno.",
      [
        ("O SR. PRESIDENTE (Rui Teivas) – ", "Teivas|presidente"),
        ("O SR. JOÃO LAMARÃO (PT-SP. Sem revisão do orador.) – ", "Lamarão"),
        ("A SRA. INÊS COVARIM (PSD-RJ) – ", "Covarim"),
        ("O SR. PRESIDENTE (Rui Teivas) – ", "Teivas|presidente"),
        ("O SR. JOÃO LAMARÃO (PT-SP) – ", "Lamarão"),
      ]),
    sitting(
      "Portuguese, a hyphen", "Sessão plenária, 5 de março de 2024",
      "Muito obrigado a todos os que nele trabalharam neste inverno.",
      [
        ("O SR. PRESIDENTE (Rui Teivas) - ", "Teivas|presidente"),
        ("O SR. JOÃO LAMARÃO (PT-SP) - ", "Lamarão"),
        ("O SR. PRESIDENTE (Rui Teivas) - ", "Teivas|presidente"),
        ("O SR. JOÃO LAMARÃO (PT-SP) - ", "Lamarão"),
      ]),
    sitting(
      "Swiss", "Sitzung des Rates, 5. März 2024",
      "Wir danken allen, die daran gearbeitet haben, und wir gehen weiter.",
      [
        ("Präsident (Ollbrich Uwe, Präsident): ", "Ollbrich Uwe|präsident"),
        ("Brandesi Marco (S, VS): ", "Brandesi Marco"),
        ("Wendlandt Karin (GL, ZH), für die Kommission: ", "Wendlandt Karin"),
        ("Strassen-Kuhn Eva, Bundesrätin: ", "Strassen-Kuhn Eva|Bundesrätin"),
        ("Brandesi Marco (S, VS): ", "Brandesi Marco"),
      ]),
    sitting(
      "Ukrainian", "Засідання ради порту, 5 березня 2024 року",
      "Ми дякуємо всім, хто працював над цим взимку, і продовжуємо.",
      [
        ("ГОЛОВУЮЧИЙ. ", "-|головуючий"), ("ГАЙЧУК О.В. ", "ГАЙЧУК О.В."),
        ("МОРОЗЕЦЬ Г.С. ", "МОРОЗЕЦЬ Г.С."), ("ГОЛОВУЮЧИЙ. ", "-|головуючий"),
        ("ГАЙЧУК О.В. ", "ГАЙЧУК О.В."),
      ]),
    sitting(
      "Catalan", "Meeting of the chamber, 5 March 2024", "Gràcies a tothom que hi ha treballat.",
      [
        ("La presidenta: ", "-|presidenta"), ("Josep Roca i Vidal: ", "Josep Roca i Vidal"),
        ("El president de la Generalitat: ", "-|president"), ("La presidenta: ", "-|presidenta"),
        ("Josep Roca i Vidal: ", "Josep Roca i Vidal"),
      ]),
  ]

  @Test("Each statement is of the one whom its label names", arguments: variants)
  func read(variant: Variant) throws { try variant.check() }

  private static let strange = [
    "M. Luc Varnier, ministre. – ", "Mme Odile Castrel, rapporteure. – ", "Un député. – ",
    "Mme la maire. – ", "M. le président. – ", "Plusieurs voix. – ", "Mme la présidente. ",
    "Un sénateur. ", "Voix diverses. — ", "ROSSI, ministro. — ", "De voorzitter: ",
    "M. le ministre de l’intérieur. – ", "Mme Castrel. ", "Plusieurs voix. ", "Głos z sali: ",
    "Josep Roca i Vidal: ", "10:14:23 From Carla Diaz (she/her) to Everyone: ",
    "RCALDER@EXAMPLE.ORG: ", "rcalder_01: ",
  ]

  @Test("Among other labels it opens a statement or is warned of", arguments: strange)
  func warned(label: String) throws {
    let text =
      "Réunion du conseil du port, 5 mars 2024\n\nHélène Dormeau : J’ouvre la séance.\n\n"
      + "Paul Ardent : J’étais là le premier.\n\n\(label)Je n’ai rien dit de tel.\n\n"
      + "Hélène Dormeau : Merci.\n\nPaul Ardent : Je vous en prie.\n"
    let (transcripts, report) = try ReadingSupport.read(text)
    let holder = try #require(
      transcripts.first?.statements.first {
        $0.paragraphs.contains { $0.contains("rien dit de tel") }
      })
    #expect(
      holder.attribution.name != "Paul Ardent" || report.hasWarned(line: 7), "\(report.entries)")
  }
}
