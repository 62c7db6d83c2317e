internal import CStemmer

/// A language of whose words the inflected forms are known: those of libstemmer.
package enum StemLanguage: UInt8, Hashable, Sendable, CaseIterable {
  case arabic = 1
  case armenian, basque, catalan, danish, dutch, english, finnish, french, german, greek, hindi
  case hungarian, indonesian, irish, italian, lithuanian, nepali, norwegian, portuguese, romanian
  case russian, serbian, spanish, swedish, tamil, turkish, yiddish

  /// The language of a BCP 47 tag, "pt-BR"; nil where it is not known, or has no stems here.
  package init?(tag: String) {
    let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
    guard let language = Self.codes[primary], Self.available.contains(language) else { return nil }
    self = language
  }

  /// The name of its algorithm.
  var algorithm: String { "\(self)" }

  /// Codes of ISO 639-1, and those of ISO 639-2 and 639-3 that documents have.
  private static let codes: [String: StemLanguage] = [
    "ar": .arabic, "ara": .arabic, "hy": .armenian, "hye": .armenian, "arm": .armenian,
    "eu": .basque, "eus": .basque, "baq": .basque, "ca": .catalan, "cat": .catalan,
    "da": .danish, "dan": .danish, "nl": .dutch, "nld": .dutch, "dut": .dutch,
    "en": .english, "eng": .english, "fi": .finnish, "fin": .finnish, "fr": .french,
    "fra": .french, "fre": .french, "de": .german, "deu": .german, "ger": .german,
    "el": .greek, "ell": .greek, "gre": .greek, "hi": .hindi, "hin": .hindi,
    "hu": .hungarian, "hun": .hungarian, "id": .indonesian, "ind": .indonesian,
    "ga": .irish, "gle": .irish, "it": .italian, "ita": .italian, "lt": .lithuanian,
    "lit": .lithuanian, "ne": .nepali, "nep": .nepali, "no": .norwegian, "nb": .norwegian,
    "nn": .norwegian, "nor": .norwegian, "nob": .norwegian, "nno": .norwegian,
    "pt": .portuguese, "por": .portuguese, "ro": .romanian, "ron": .romanian, "rum": .romanian,
    "mo": .romanian, "ru": .russian, "rus": .russian, "sr": .serbian, "srp": .serbian,
    "es": .spanish, "spa": .spanish, "sv": .swedish, "swe": .swedish, "ta": .tamil,
    "tam": .tamil, "tr": .turkish, "tur": .turkish, "yi": .yiddish, "yid": .yiddish,
  ]

  /// Those of the library that is installed, of which older ones have fewer.
  package static let available: Set<StemLanguage> = {
    var names: Set<String> = []
    // An array that ends with a null pointer; the library keeps it.
    var next = sb_stemmer_list()
    while let list = next, let name = list.pointee {
      names.insert(String(cString: name))
      next = list + 1
    }
    return Set(allCases.filter { names.contains($0.algorithm) })
  }()
}

/// Some languages, and whether those without stems are among them.
package struct StemLanguages: OptionSet, Hashable, Sendable {
  package var rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// One language, or with nil those without stems.
  package init(_ language: StemLanguage?) { rawValue = 1 << UInt32(language?.rawValue ?? 0) }

  package static let all = StemLanguages(rawValue: .max)
}
