/// What a character reference of HTML stands for: "&eacute;", "&#233;", "&#xE9;".
///
/// The names are those of letters and marks that subtitles hold: Latin-1, and what typesetting uses.
enum CharacterReference {
  /// Longest reference that is looked for, in bytes.
  static let maximumSize = 12

  /// - Parameter reference: What stands between "&" and ";".
  static func character(_ reference: Substring) -> String? {
    guard reference.utf8.first == 0x23 else { return named[String(reference)] }
    let digits = reference.dropFirst()
    let number =
      digits.first == "x" || digits.first == "X"
      ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
    guard let scalar = number.flatMap(Unicode.Scalar.init), scalar.value >= 0x20 else { return nil }
    return String(Character(scalar))
  }

  private static let named: [String: String] = {
    var named = others
    for (code, name) in zip(UInt32(0xA0)..., latin.split(whereSeparator: \.isWhitespace)) {
      named[String(name)] = Unicode.Scalar(code).map { String(Character($0)) }
    }
    return named
  }()

  private static let others = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "lrm": "\u{200E}",
    "rlm": "\u{200F}", "hellip": "…", "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’",
    "sbquo": "‚", "ldquo": "“", "rdquo": "”", "bdquo": "„", "lsaquo": "‹", "rsaquo": "›",
    "bull": "•", "euro": "€", "trade": "™", "dagger": "†", "Dagger": "‡", "permil": "‰",
    "prime": "′", "Prime": "″", "minus": "−", "OElig": "Œ", "oelig": "œ", "Scaron": "Š",
    "scaron": "š", "Yuml": "Ÿ", "Ccaron": "Č", "ccaron": "č", "Zcaron": "Ž", "zcaron": "ž",
    "ensp": "\u{2002}", "emsp": "\u{2003}", "thinsp": "\u{2009}", "zwnj": "\u{200C}",
    "zwj": "\u{200D}",
  ]

  /// From U+00A0 on.
  private static let latin = """
    nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg
    plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest
    Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute
    Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml
    Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc
    euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash
    ugrave uacute ucirc uuml yacute thorn yuml
    """
}
