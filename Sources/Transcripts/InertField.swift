/// Fields of tables that no spreadsheet runs as a formula: what begins with `=`, `+`, `-`, `@`, a tab or a
/// carriage return has an apostrophe before it, and so has what begins with apostrophes and then so, so that
/// whoever takes one away has the field.
package enum InertField {
  /// Whether a spreadsheet may run a field, or would but for the apostrophes before it.
  package static func mayBeRun(_ field: String) -> Bool {
    switch field.utf8.first(where: { $0 != UInt8(ascii: "'") }) {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D:
      true
    default: false
    }
  }

  /// The field that was written so.
  package static func original(_ field: String) -> String {
    field.utf8.first == UInt8(ascii: "'") && mayBeRun(field) ? String(field.dropFirst()) : field
  }
}
