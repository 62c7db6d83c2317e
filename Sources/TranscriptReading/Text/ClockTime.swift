import Transcripts

/// A time of day as documents print it: "10:25 A.M. EDT", "17:05", "7:06 P.M. EST".
package struct ClockTime: Hashable {
  /// `HH:MM`.
  package var time: String
  /// UTC offset `+HH:MM`, or empty.
  package var zone: String

  /// Reads a text that is a time and nothing else; nil when it is anything else.
  package init?(_ text: String) {
    var rest = Substring(text)
    func skipSpace() { while let first = rest.first, first.isWhitespace { rest.removeFirst() } }
    func number() -> Int? {
      let digits = rest.prefix { ("0"..."9").contains($0) }
      guard (1...2).contains(digits.count) else { return nil }
      rest.removeFirst(digits.count)
      return Int(digits)
    }
    skipSpace()
    guard var hour = number(), hour < 24 else { return nil }
    var minute = 0
    if rest.first == ":" || rest.first == "." {
      rest.removeFirst()
      guard let value = number(), value < 60 else { return nil }
      minute = value
    }
    skipSpace()
    let words = FoldedText.words(of: rest.replacingDots())
    var index = 0
    var hasHalf = false
    if let half = words.first, half == "am" || half == "pm", (1...12).contains(hour) {
      hour = hour % 12 + (half == "pm" ? 12 : 0)
      index = 1
      hasHalf = true
    }
    var zone = ""
    if index < words.count, let offset = Self.zones[words[index]] {
      zone = offset
      index += 1
    } else if index + 1 == words.count, Self.isAbbreviation(rest) {
      // A zone that has no offset here, or several: IST is kept in India, Israel and Ireland.
      index += 1
    } else if index < words.count, words[index] == "local" {
      index += words.count == index + 2 && words[index + 1] == "time" ? 2 : 1
    }
    guard index == words.count, hasHalf || text.contains(":") else { return nil }
    self.zone = zone
    time = (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
  }

  /// Whether a text ends in two to five capitals that stand alone.
  private static func isAbbreviation(_ text: Substring) -> Bool {
    let word = text.split(whereSeparator: \.isWhitespace).last ?? ""
    return (2...5).contains(word.utf8.count) && word.utf8.allSatisfy { (0x41...0x5A).contains($0) }
  }

  /// Abbreviations that official texts use, with their offsets from UTC; those of several zones are
  /// left out, unless official texts in English mean one of them.
  private static let zones: [String: String] = [
    "utc": "+00:00", "gmt": "+00:00", "z": "+00:00", "wet": "+00:00", "bst": "+01:00",
    "cet": "+01:00", "west": "+01:00", "cest": "+02:00", "eet": "+02:00", "eest": "+03:00",
    "msk": "+03:00", "est": "-05:00", "edt": "-04:00", "cst": "-06:00", "cdt": "-05:00",
    "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00", "akst": "-09:00",
    "akdt": "-08:00", "hst": "-10:00", "jst": "+09:00", "kst": "+09:00", "aest": "+10:00",
    "aedt": "+11:00", "ict": "+07:00", "idt": "+03:00", "pht": "+08:00", "sgt": "+08:00",
    "hkt": "+08:00", "wib": "+07:00", "wita": "+08:00", "wit": "+09:00", "awst": "+08:00",
    "nzst": "+12:00", "nzdt": "+13:00", "pkt": "+05:00", "npt": "+05:45", "trt": "+03:00",
    "wat": "+01:00", "cat": "+02:00", "eat": "+03:00", "sast": "+02:00", "cvt": "-01:00",
    "pet": "-05:00", "cot": "-05:00", "art": "-03:00", "brt": "-03:00", "clt": "-04:00",
    "clst": "-03:00",
  ]
}

extension Substring {
  /// "P.M." as "PM".
  fileprivate func replacingDots() -> String { String(filter { $0 != "." }) }
}
