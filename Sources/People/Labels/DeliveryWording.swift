package import Transcripts

/// Reads "(retranslated)", "(speaking German)", "(As interpreted.)" and their like.
package enum DeliveryWording {
  /// The delivery that a bracketed wording tells of; nil when it tells of none.
  /// - Parameter wording: As printed, brackets included.
  package static func delivery(_ wording: String) -> Attribution.Delivery? {
    let words = FoldedText.words(of: wording)
    guard !words.isEmpty, words.count <= 8 else { return nil }
    let language = words.lazy.compactMap { languages[$0] }.first ?? ""
    if words.contains(where: { $0.hasPrefix("retranslat") })
      || (words.first == "re" && words.count > 1 && words[1].hasPrefix("translat"))
    {
      return Attribution.Delivery(mode: .retranslated, wording: wording)
    }
    if words.contains(where: { $0.hasPrefix("interpret") }) || words.contains("translated")
      || words.contains("translation")
    {
      return Attribution.Delivery(mode: .interpreted, language: language, wording: wording)
    }
    let speaks =
      words[0] == "speaking" || words[0] == "speaks" || words[0] == "in" || words[0] == "spoke"
      || words[0] == "continues" || words[0] == "switches"
    guard speaks, words.count <= 4 else { return nil }
    if !language.isEmpty {
      return Attribution.Delivery(mode: .direct, language: language, wording: wording)
    }
    // A language without a tag here stays as printed: "(speaking Evenki)".
    guard words[0] == "speaking" || words[0] == "speaks", words.count <= 3,
      let name = wording.split(whereSeparator: { !$0.isLetter }).last,
      name.first?.isUppercase == true
    else { return nil }
    return Attribution.Delivery(mode: .direct, language: String(name), wording: wording)
  }

  /// English names of languages, folded, with their BCP 47 tags.
  private static let languages: [String: String] = [
    "afrikaans": "af", "albanian": "sq", "arabic": "ar", "armenian": "hy", "azerbaijani": "az",
    "bashkir": "ba", "basque": "eu", "belarusian": "be", "bengali": "bn", "bosnian": "bs",
    "bulgarian": "bg", "burmese": "my", "catalan": "ca", "chechen": "ce", "chinese": "zh",
    "croatian": "hr", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en",
    "estonian": "et", "farsi": "fa", "finnish": "fi", "french": "fr", "georgian": "ka",
    "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu",
    "icelandic": "is", "indonesian": "id", "irish": "ga", "italian": "it", "japanese": "ja",
    "kazakh": "kk", "khmer": "km", "korean": "ko", "kurdish": "ku", "kyrgyz": "ky", "lao": "lo",
    "latin": "la", "latvian": "lv", "lithuanian": "lt", "macedonian": "mk", "malay": "ms",
    "maltese": "mt", "mandarin": "zh", "moldovan": "ro", "mongolian": "mn", "nepali": "ne",
    "norwegian": "no", "ossetian": "os", "pashto": "ps", "persian": "fa", "polish": "pl",
    "portuguese": "pt", "romanian": "ro", "russian": "ru", "serbian": "sr", "slovak": "sk",
    "slovenian": "sl", "somali": "so", "spanish": "es", "swahili": "sw", "swedish": "sv",
    "tagalog": "tl", "tajik": "tg", "tamil": "ta", "tatar": "tt", "thai": "th", "turkish": "tr",
    "turkmen": "tk", "tuvan": "tyv", "ukrainian": "uk", "urdu": "ur", "uzbek": "uz",
    "vietnamese": "vi", "welsh": "cy", "yakut": "sah", "yiddish": "yi", "zulu": "zu",
  ]
}
