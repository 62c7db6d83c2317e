/// Records of comma-separated values, RFC 4180.
enum CSV {
  /// A record, ended by CR LF; fields are quoted where they need it.
  static func record(_ fields: [String]) -> [UInt8] {
    var record: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { record.append(UInt8(ascii: ",")) }
      let needsQuotes = field.utf8.contains {
        switch $0 {
        case UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D: true
        default: false
        }
      }
      guard needsQuotes else {
        record.append(contentsOf: field.utf8)
        continue
      }
      record.append(UInt8(ascii: "\""))
      for byte in field.utf8 {
        if byte == UInt8(ascii: "\"") { record.append(byte) }
        record.append(byte)
      }
      record.append(UInt8(ascii: "\""))
    }
    return record + [0x0D, 0x0A]
  }
}
