internal import Transcripts

/// What pages say, in one of their languages. A language is a file `Resources/TAG.texts` and a line of
/// ``all``.
struct Texts: Sendable {
  private let texts: [Key: String]
  /// Names of months, from January.
  private let months: [String]
  private let monthsShort: [String]

  /// Of the languages, the first for whoever asks for none of them.
  static let all = [Texts(PackageResources.en_texts), Texts(PackageResources.de_texts)]

  enum Key: String, Hashable, CaseIterable {
    case language, thousands, dayForm, monthForm, months, monthsShort, siteName,
      siteDescription, skip, navigation, search, meetings, speakers, places, calendar,
      statementOne, statementMany, meetingOne, meetingMany, speakerOne, speakerMany,
      archiveHolds, archiveEmpty, newestMeetings, speaksMost, byYear, byMonth, all,
      allMeetings, allSpeakers, allPlaces, words, wordsHint, speaker, from, to, place, order,
      orderRelevance, orderNewest, orderOldest, inflected, searchButton, moreOptions,
      searchTitle, everything, resultsOne, resultsMany, nothingFound, nothingHint,
      understoodAs, understoodAll, understoodAny, understoodNot, understoodPrefix,
      understoodPhrase, understoodTogether, understoodNear, understoodWord, understoodForms,
      understoodSpeakers, noSuchSpeaker, narrow, narrowYear, remove, chosen, bySpeaker,
      byPlace, byKind, kindSpeech, kindQuestion, kindAnswer, kindInterjection, noName, noPlace,
      nextPage, previousPage, firstPage, pageOf, inContext, before, after, noSpeakerPrinted,
      meeting, date, kind, languageLabel, source, licence, original, file, download,
      downloadJSON, downloadCSV, downloadMarkdown, downloadText, speakersHere, transcript,
      linkToStatement, linkToParagraph, noTitle, sections, names, roles, identifiers,
      meetingsWith, recentStatements, allStatements, searchThis, between, firstSaid,
      findSpeaker, name, findButton, meetingsAt, meetingsOn, meetingsIn, noMeetings,
      noSpeakers, earlier, later, errorTitle, notFoundTitle, notFoundPage, notFoundMeeting,
      notFoundStatement, notFoundSpeaker, notFoundPlace, notFoundDays, badAddress, badDate,
      badPage, badChoice, tryThese, tryAgain, toHome, searchFailed, footer, loading, revision,
      forbidden, feed
  }

  init(_ file: [UInt8]) {
    var texts: [Key: String] = [:]
    for line in String(decoding: file, as: UTF8.self).split(separator: "\n") {
      guard !line.hasPrefix("#"), let sign = line.firstRange(of: " = ") else { continue }
      guard let key = Key(rawValue: String(line[..<sign.lowerBound])) else { continue }
      texts[key] = String(line[sign.upperBound...])
    }
    self.texts = texts
    months = (texts[.months] ?? "").split(separator: "|").map(String.init)
    monthsShort = (texts[.monthsShort] ?? "").split(separator: "|").map(String.init)
  }

  /// The language that a client asks for with `Accept-Language`.
  static func accepted(by field: String?) -> Texts {
    var best = (texts: all[0], quality: 0.0)
    for part in (field ?? "").split(separator: ",").prefix(50) {
      let pieces = part.split(separator: ";")
      guard let first = pieces.first else { continue }
      let tag = first.filter { $0 != " " && $0 != "\t" }.lowercased()
      var quality = 1.0
      for piece in pieces.dropFirst() {
        let text = piece.filter { $0 != " " }
        if text.hasPrefix("q=") { quality = Double(text.dropFirst(2)) ?? 0 }
      }
      let language = tag.prefix { $0 != "-" }
      let texts = language == "*" ? all[0] : all.first { $0.language == language }
      if let texts, quality > best.quality { best = (texts, min(quality, 1)) }
    }
    return best.texts
  }

  var language: String { self[.language] }

  /// Keys without a text; none where a file is whole.
  var missing: [Key] { Key.allCases.filter { texts[$0] == nil } }

  subscript(key: Key) -> String { texts[key] ?? key.rawValue }

  /// A text with values in the places of `{}`.
  func callAsFunction(_ key: Key, _ values: String...) -> String {
    var result = ""
    var rest = self[key][...]
    for value in values {
      guard let place = rest.firstRange(of: "{}") else { break }
      result += rest[..<place.lowerBound] + value
      rest = rest[place.upperBound...]
    }
    return result + rest
  }

  /// "1,234,567".
  func number(_ value: some BinaryInteger) -> String {
    var digits = Array(String(value))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(contentsOf: self[.thousands], at: index)
      index -= 3
    }
    return String(digits)
  }

  func count(_ value: some BinaryInteger, _ one: Key, _ many: Key) -> String {
    value == 1 ? self[one] : self(many, number(value))
  }

  func statements(_ count: some BinaryInteger) -> String {
    self.count(count, .statementOne, .statementMany)
  }

  /// "14 May 2021".
  func day(_ date: CalendarDate) -> String {
    let (year, month, day) = date.components
    return form(.dayForm, year, month, day)
  }

  /// "May 2021".
  func month(_ year: Int, _ month: Int) -> String { form(.monthForm, year, month, nil) }

  /// "May".
  func monthShort(_ month: Int) -> String {
    monthsShort.indices.contains(month - 1) ? monthsShort[month - 1] : String(month)
  }

  private func form(_ key: Key, _ year: Int, _ month: Int, _ day: Int?) -> String {
    let name = months.indices.contains(month - 1) ? months[month - 1] : String(month)
    return self[key].replacing("{day}", with: day.map { String($0) } ?? "")
      .replacing("{month}", with: name).replacing("{year}", with: String(year))
  }
}
