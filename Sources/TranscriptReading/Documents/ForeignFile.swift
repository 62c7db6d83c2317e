/// A kind of file that is no text and is often given for one, told by the bytes that it begins with.
package struct ForeignFile: Sendable {
  /// What it is, with its article.
  package let name: String
  /// What makes text of it.
  package let remedy: String

  /// The kind of a file that begins with these bytes; nil where it may be text.
  package init?(_ bytes: [UInt8]) {
    if let kind = Self.kinds.first(where: { kind in
      bytes.count >= kind.place + kind.beginning.count
        && bytes[kind.place...].starts(with: kind.beginning)
    }) {
      (name, remedy) = (kind.name, kind.remedy)
    } else if Self.isSound(bytes) {
      (name, remedy) = ("an audio file (MP3)", Self.transcribe)
    } else {
      return nil
    }
  }

  /// The kind of a file that is no text by its bytes, and of no kind that is known.
  package init?(binary bytes: [UInt8]) {
    let start = bytes.prefix(Self.sampled)
    // What text of no encoding has, but for those of two bytes a letter.
    let odd = start.count { $0 < 0x20 && !(0x09...0x0D).contains($0) && $0 != 0x1B }
    guard start.count >= Self.fewest, odd * Self.share > start.count else { return nil }
    (name, remedy) = ("no text", "check that it is a transcript and whole")
  }

  /// Fewest bytes that tell it.
  private static let fewest = 64
  /// How many bytes are looked at, and of how many one that no text has makes a file no text.
  private static let (sampled, share) = (4096, 50)

  /// The kind of a zip file, by the names in it and what it says first.
  package init(zip bytes: [UInt8], isNamed fileName: String) {
    let start = String(decoding: bytes.prefix(Self.sampled), as: UTF8.self)
    let kinds = [
      ("opendocument.text", "a document of OpenDocument (ODT)", Self.saveAsWord),
      ("opendocument.spreadsheet", "a spreadsheet (ODS)", Self.table),
      ("opendocument", "a document of OpenDocument", Self.save),
      ("epub+zip", "a book (EPUB)", Self.book),
      ("xl/", "a spreadsheet of Excel (XLSX)", Self.table),
      ("ppt/", "a presentation of PowerPoint (PPTX)", Self.save),
    ]
    let endings = [
      ".odt": 0, ".ods": 1, ".epub": 3, ".xlsx": 4, ".pptx": 5,
    ]
    let ending = endings.first { fileName.lowercased().hasSuffix($0.key) }?.value
    if let found = kinds.first(where: { start.contains($0.0) }) ?? ending.map({ kinds[$0] }) {
      (name, remedy) = (found.1, found.2)
    } else {
      name = "a zip file, or a document of an office program other than Word"
      remedy = Self.save
    }
  }

  /// Whether bytes begin as sound in MPEG's layers does, with or without a tag before it.
  private static func isSound(_ bytes: [UInt8]) -> Bool {
    guard bytes.count > 3, bytes[0] == 0xFF, bytes[1] & 0xE0 == 0xE0, bytes[1] & 0x06 != 0,
      bytes[1] & 0x18 != 0x08
    else { return false }
    // UTF-16 begins FF FE; a rate that is none is of no sound.
    return bytes[1] != 0xFE && bytes[2] & 0xF0 != 0xF0 && bytes[2] & 0x0C != 0x0C
  }

  private static let unpack = "unpack it, and give what is in it"
  private static let save = "save it as text, and give that"
  private static let recognise = "have its letters recognised, and give the text"

  private static let saveAsWord = "save it as .docx or as text, and give that"
  private static let table = "save its sheet as CSV, and give that"
  private static let book = "take the text out of it, as pandoc does"
  private static let transcribe =
    "have it transcribed, and give the text, WebVTT or JSON that comes of it"

  private static let kinds: [(beginning: [UInt8], place: Int, name: String, remedy: String)] = [
    (Array("BZh".utf8), 0, "a bzip2 file", unpack),
    ([0xFD] + Array("7zXZ".utf8), 0, "an xz file", unpack),
    ([0x28, 0xB5, 0x2F, 0xFD], 0, "a Zstandard file", unpack),
    (Array("7z".utf8) + [0xBC, 0xAF], 0, "a 7-Zip file", unpack),
    (
      [0x50, 0x4B, 0x03, 0x04], 0, "a zip file, or a document of an office program other than Word",
      save
    ),
    ([0xD0, 0xCF, 0x11, 0xE0], 0, "an old document of Word or another office program", save),
    (Array("{\\rtf".utf8), 0, "a document in Rich Text Format", save),
    (Array("%PDF-".utf8), 0, "a PDF document", "take the text out of it, as pdftotext does"),
    ([0x89] + Array("PNG".utf8), 0, "a picture (PNG)", recognise),
    ([0xFF, 0xD8, 0xFF], 0, "a picture (JPEG)", recognise),
    (Array("GIF8".utf8), 0, "a picture (GIF)", recognise),
    (Array("II*".utf8) + [0], 0, "a picture (TIFF)", recognise),
    (Array("MM".utf8) + [0, 0x2A], 0, "a picture (TIFF)", recognise),
    (Array("WEBP".utf8), 8, "a picture (WebP)", recognise),
    (Array("ID3".utf8), 0, "an audio file (MP3)", transcribe),
    (Array("WAVE".utf8), 8, "an audio file (WAV)", transcribe),
    (Array("OggS".utf8), 0, "an audio file (Ogg)", transcribe),
    (Array("fLaC".utf8), 0, "an audio file (FLAC)", transcribe),
    (Array("ftypM4A".utf8), 4, "an audio file (M4A)", transcribe),
    (Array("ftyp".utf8), 4, "a video file (MP4)", transcribe),
    ([0x1A, 0x45, 0xDF, 0xA3], 0, "a video file (Matroska or WebM)", transcribe),
    (Array("SQLite format 3".utf8), 0, "a database of SQLite", save),
    (Array("[Script Info]".utf8), 0, "subtitles in ASS or SSA", "convert it to WebVTT or SubRip"),
  ]
}
