/// The elements of publicwhip files, and what they are.
enum PublicWhipElement: String, CaseIterable {
  case publicwhip, speech, ques, reply, p, gidredirect, division, divisioncount, mplist, mpname
  case lordlist, lord, msplist, mspname, mlalist, mlaname, mslist, msname, amlist, amname
  case memberlist, member, stamp, page, divlist, agreement, motion, bill, petition
  case majorHeading = "major-heading"
  case minorHeading = "minor-heading"
  case oralHeading = "oral-heading"
  case i, b, em, strong, u, a, span, phrase, sup, sub, br, ul, ol, li, dl, dt, dd, table, tbody,
    tr, td, th
  case blockquote, center, ulink, image, img, timestamp, note, col, colgroup, thead, caption, tfoot
  case h1, h2, h3, h4, h5, h6, hr, pre, font, small, q, cite, abbr, title, sc, link, wbr

  static let all = Array(allCases)

  /// Whether the element begins and ends a paragraph.
  var isBlock: Bool {
    switch self {
    case .p, .li, .dt, .dd, .td, .th, .tr, .br, .blockquote, .ul, .ol, .table, .center, .caption,
      .h1, .h2, .h3, .h4, .h5, .h6, .hr, .pre, .motion, .agreement:
      true
    default: false
    }
  }
}
