/// Records of comma-separated values, RFC 4180.
///
/// A field that a spreadsheet would run as a formula, since it begins with `=`, `+`, `-`, `@`, a tab or a
/// carriage return, gets an apostrophe before it, and so does one that begins with apostrophes and then so:
/// whoever takes one away has the field. `TableReader` does.
package enum CSV {
  /// A record, ended by CR LF; fields are quoted where they need it.
  /// - Parameter isExact: Whether fields stay as they are, whatever a spreadsheet makes of them.
  package static func record(_ fields: [String], isExact: Bool = false) -> [UInt8] {
    var record: [UInt8] = []
    write(fields, isExact: isExact, to: &record)
    return record
  }

  /// Adds a record, ended by CR LF; fields are quoted where they need it.
  /// - Parameter isExact: Whether fields stay as they are, whatever a spreadsheet makes of them.
  package static func write(_ fields: [String], isExact: Bool = false, to record: inout [UInt8]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { record.append(UInt8(ascii: ",")) }
      let apostrophe = !isExact && mayBeRun(field)
      let needsQuotes = field.utf8.contains {
        switch $0 {
        case UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D: true
        default: false
        }
      }
      guard needsQuotes else {
        if apostrophe { record.append(UInt8(ascii: "'")) }
        record.append(contentsOf: field.utf8)
        continue
      }
      record.append(UInt8(ascii: "\""))
      if apostrophe { record.append(UInt8(ascii: "'")) }
      for byte in field.utf8 {
        if byte == UInt8(ascii: "\"") { record.append(byte) }
        record.append(byte)
      }
      record.append(UInt8(ascii: "\""))
    }
    record.append(0x0D)
    record.append(0x0A)
  }

  /// Whether a spreadsheet may run a field, or would but for the apostrophes before it.
  private static func mayBeRun(_ field: String) -> Bool {
    switch field.utf8.first(where: { $0 != UInt8(ascii: "'") }) {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D:
      true
    default: false
    }
  }
}
