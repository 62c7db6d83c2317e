/// The elements of WordprocessingML (ISO/IEC 29500-1, 17) that matter to a transcript.
enum WordElement: String, CaseIterable {
  case document, body, p, r, t, tab, br, cr, tbl, tr, tc, pPr, rPr, pStyle, rStyle, b, u, vanish
  case footnoteReference, endnoteReference
  /// The reading above some words, which is not said beside them.
  case rt
  case i, outlineLvl, del, moveFrom, instrText, noBreakHyphen
  /// How words were set before a tracked change.
  case rPrChange, pPrChange
  /// What older programs are shown in place of what newer ones are.
  case fallback = "Fallback"

  static let all = Array(allCases)
}
