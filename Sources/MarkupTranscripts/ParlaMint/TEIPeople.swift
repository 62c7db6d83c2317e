import Markup
import TranscriptReading
import Transcripts

/// Reads lists of people and organisations, inline or in a file of their own.
struct TEIPeople {
  /// People by `xml:id`.
  private(set) var people: [ExactText: ListedPerson] = [:]
  private var affiliations: [ExactText: [Affiliation]] = [:]
  private var organisations: [ExactText: String] = [:]
  /// The language whose wordings are preferred.
  var language = ""

  private var person: ListedPerson?
  private var organisation: String?
  private var affiliation: Affiliation?
  private var name: NameParts?
  private var capture = Capture()
  private var captured: TEIElement?
  private var capturedLanguage = ""
  private var identifierScheme = ""

  private struct Affiliation {
    var role: String
    var organisation: String
    var wordings: [(language: String, text: String)] = []
    var from: CalendarDate?
    var to: CalendarDate?
  }

  private struct NameParts {
    var depth: Int
    var forenames: [String] = []
    var links: [String] = []
    var surnames: [String] = []
    var others: [String] = []
    var from: CalendarDate?
    var to: CalendarDate?

    var whole: String {
      let parts = forenames + links + surnames
      return (parts.isEmpty ? others : parts).joined(separator: " ")
    }
  }

  /// Takes the beginning of an element of a list.
  mutating func start(_ element: TEIElement, _ markup: MarkupElement, depth: Int) {
    switch element {
    case .person, .personGrp:
      person = ListedPerson(key: markup.attribute("id") ?? "", name: "")
      affiliations[text: person?.key ?? ""] = nil
    case .persName where person != nil:
      name = NameParts(
        depth: depth, from: MarkupReading.days(markup.attribute("from")).first,
        to: MarkupReading.days(markup.attribute("to")).last)
      begin(element, markup, depth: depth)
    case .forename, .surname, .nameLink, .addName, .genName:
      if name != nil { begin(element, markup, depth: depth) }
    case .affiliation where person != nil:
      let (from, to) = (markup.attribute("from"), markup.attribute("to"))
      let whole = markup.attribute("when")
      affiliation = Affiliation(
        role: markup.attribute("role") ?? "",
        organisation: Self.key(markup.attribute("ref")),
        from: MarkupReading.days(from ?? whole).first, to: MarkupReading.days(to ?? whole).last)
      begin(element, markup, depth: depth)
    case .roleName:
      if name == nil, affiliation != nil { begin(element, markup, depth: depth) } else { stop() }
    case .occupation where person != nil: begin(element, markup, depth: depth)
    case .idno where person != nil:
      identifierScheme = markup.attribute("subtype") ?? markup.attribute("type") ?? "idno"
      begin(element, markup, depth: depth)
    case .org: organisation = markup.attribute("id")
    case .orgName where organisation != nil: begin(element, markup, depth: depth)
    default: break
    }
  }

  /// Takes text.
  mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    if capture.isActive { capture.append(bytes) }
  }

  /// Takes the end of an element.
  mutating func end(_ element: TEIElement?, depth: Int) {
    if let text = capture.end(depth: depth) { finish(text) }
    switch element {
    case .persName:
      guard let parts = name, parts.depth == depth else { break }
      addName(parts)
      name = nil
    case .affiliation:
      guard let done = affiliation, let key = person?.key else { break }
      affiliations[text: key, default: []].append(done)
      affiliation = nil
    case .person, .personGrp:
      guard var done = person, !done.key.isEmpty else { break }
      done.identifiers.insert(Speaker.Identifier(scheme: "parlamint", value: done.key), at: 0)
      if done.name.isEmpty { done.name = done.names.first?.wording ?? done.key }
      people[text: done.key] = done
      person = nil
    case .org: organisation = nil
    default: break
    }
  }

  /// The person of a key, with roles in words.
  func person(_ key: String) -> ListedPerson? {
    guard var person = people[text: key] else { return nil }
    for affiliation in affiliations[text: key] ?? [] {
      let own = affiliation.wordings.first { $0.language == language || $0.language.isEmpty }
      var wording = (own ?? affiliation.wordings.first)?.text ?? ""
      if wording.isEmpty {
        let name = organisations[text: affiliation.organisation] ?? affiliation.organisation
        wording = [affiliation.role, name].filter { !$0.isEmpty }.joined(separator: ", ")
      }
      let role = Speaker.Dated(wording, from: affiliation.from, to: affiliation.to)
      if !wording.isEmpty, !person.roles.contains(role) { person.roles.append(role) }
    }
    return person
  }

  /// Adds what another list says; what is known stays.
  mutating func merge(_ other: TEIPeople) {
    people.merge(other.people) { own, _ in own }
    affiliations.merge(other.affiliations) { own, _ in own }
    organisations.merge(other.organisations) { own, _ in own }
  }

  /// A reference without its `#` or the prefix of its file.
  static func key(_ reference: String?) -> String {
    guard let reference else { return "" }
    return reference.lastIndex(of: "#").map { String(reference[reference.index(after: $0)...]) }
      ?? reference
  }

  private mutating func begin(_ element: TEIElement, _ markup: MarkupElement, depth: Int) {
    captured = element
    capturedLanguage = markup.attribute("lang") ?? ""
    capture.begin(depth: depth)
  }

  /// Ends a capture whose element turned out to have parts.
  private mutating func stop() { _ = capture.end(depth: capture.depth) }

  private mutating func finish(_ text: String) {
    guard !text.isEmpty else { return }
    switch captured {
    case .forename: name?.forenames.append(text)
    case .surname: name?.surnames.append(text)
    case .nameLink: name?.links.append(text)
    case .addName, .genName, .persName: name?.others.append(text)
    case .roleName, .affiliation: affiliation?.wordings.append((capturedLanguage, text))
    case .occupation: person?.roles.append(Speaker.Dated(text))
    case .idno:
      let isAddress = identifierScheme == "wikidata"
      let value = isAddress ? String(text.split(separator: "/").last ?? Substring(text)) : text
      person?.identifiers.append(Speaker.Identifier(scheme: identifierScheme, value: value))
    case .orgName:
      guard let organisation else { return }
      if organisations[text: organisation] == nil || capturedLanguage == language {
        organisations[text: organisation] = text
      }
    default: break
    }
  }

  /// The name in use now is the one to show; all are kept.
  private mutating func addName(_ parts: NameParts) {
    let whole = parts.whole
    guard !whole.isEmpty, var person else { return }
    if person.name.isEmpty || parts.to == nil && parts.from != nil { person.name = whole }
    let dated = Speaker.Dated(whole, from: parts.from, to: parts.to)
    if !person.names.contains(dated) { person.names.append(dated) }
    self.person = person
  }
}
