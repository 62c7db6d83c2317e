/// The elements of the Bundestag's XML, and what they are.
enum PlenarprotokollElement: String, CaseIterable {
  case dbtplenarprotokoll, vorspann, kopfdaten, sitzungstitel, veranstaltungsdaten, ort, datum
  case inhaltsverzeichnis, sitzungsverlauf, sitzungsbeginn, sitzungsende, tagesordnungspunkt, rede
  case p, redner, name, titel, vorname, nachname, namenszusatz, fraktion, rolle, ortszusatz, bdland
  case kommentar, zitat, anlagen, rednerliste, table, tr, td, th, thead, tbody, sup, sub, br, a, i,
    b
  case wahlperiode, sitzungsnr, xref, fussnote
  case rolleLang = "rolle_lang"
  case rolleKurz = "rolle_kurz"
  case plenarprotokollNummer = "plenarprotokoll-nummer"
  case ivzTitel = "ivz-titel"
  case topTitel = "top-titel"

  static let all = Array(allCases)
}
