/// A kind of file that is no text and is often given for one, told by the bytes that it begins with.
package struct ForeignFile: Sendable {
  /// What it is, with its article.
  package let name: String
  /// What makes text of it.
  package let remedy: String

  /// The kind of a file that begins with these bytes; nil where it may be text.
  package init?(_ bytes: [UInt8]) {
    guard let kind = Self.kinds.first(where: { bytes.starts(with: $0.beginning) }) else {
      return nil
    }
    name = kind.name
    remedy = kind.remedy
  }

  private static let unpack = "unpack it, and give what is in it"
  private static let save = "save it as text, and give that"
  private static let recognise = "have its letters recognised, and give the text"

  private static let kinds: [(beginning: [UInt8], name: String, remedy: String)] = [
    (Array("BZh".utf8), "a bzip2 file", unpack),
    ([0xFD] + Array("7zXZ".utf8), "an xz file", unpack),
    ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard file", unpack),
    (Array("7z".utf8) + [0xBC, 0xAF], "a 7-Zip file", unpack),
    (
      [0x50, 0x4B, 0x03, 0x04], "a zip file, or a document of an office program other than Word",
      save
    ),
    ([0xD0, 0xCF, 0x11, 0xE0], "an old document of Word or another office program", save),
    (Array("{\\rtf".utf8), "a document in Rich Text Format", save),
    (Array("%PDF-".utf8), "a PDF document", "take the text out of it, as pdftotext does"),
    ([0x89] + Array("PNG".utf8), "a picture (PNG)", recognise),
    ([0xFF, 0xD8, 0xFF], "a picture (JPEG)", recognise),
    (Array("GIF8".utf8), "a picture (GIF)", recognise),
    (Array("II*".utf8) + [0], "a picture (TIFF)", recognise),
    (Array("MM".utf8) + [0, 0x2A], "a picture (TIFF)", recognise),
  ]
}
