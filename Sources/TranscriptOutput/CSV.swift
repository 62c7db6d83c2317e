/// Records of comma-separated values, RFC 4180.
package enum CSV {
  /// A record, ended by CR LF; fields are quoted where they need it.
  package static func record(_ fields: [String]) -> [UInt8] {
    var record: [UInt8] = []
    write(fields, to: &record)
    return record
  }

  /// Adds a record, ended by CR LF; fields are quoted where they need it.
  package static func write(_ fields: [String], to record: inout [UInt8]) {
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
    record.append(0x0D)
    record.append(0x0A)
  }
}
