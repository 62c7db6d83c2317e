package import Transcripts

extension CalendarDate {
  /// The first `YYYY-MM-DD` in a text.
  package static func first(in text: String) -> CalendarDate? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10 else { return nil }
    for start in 0...(bytes.count - 10)
    where bytes[start + 4] == UInt8(ascii: "-") && bytes[start + 7] == UInt8(ascii: "-") {
      if let date = CalendarDate(String(decoding: bytes[start..<(start + 10)], as: UTF8.self)) {
        return date
      }
    }
    return nil
  }
}
