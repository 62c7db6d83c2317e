import Markup
import TranscriptReading
import Transcripts

/// What the metadata of an Akoma Ntoso document says: days, language, people, roles, notes.
struct AkomaNtosoMeta {
  private(set) var workDate: CalendarDate?
  private(set) var workURI = ""
  private(set) var language = ""
  private(set) var alias = ""
  private(set) var people: [ExactText: ListedPerson] = [:]
  /// Printed names of roles, by key.
  private(set) var roles: [ExactText: String] = [:]
  /// Printed names of organisations, by key.
  private(set) var organisations: [ExactText: String] = [:]
  /// Texts of notes, by key.
  private(set) var notes: [ExactText: String] = [:]

  private var level: AkomaNtosoElement?
  private var noteKey: String?

  /// Takes an element of the metadata.
  mutating func start(_ name: AkomaNtosoElement, _ element: MarkupElement) {
    switch name {
    case .FRBRWork, .FRBRExpression, .FRBRManifestation, .FRBRItem: level = name
    case .FRBRdate where level == .FRBRWork && workDate == nil:
      workDate = MarkupReading.date(element.attribute("date"))
    case .FRBRuri where level == .FRBRWork: workURI = element.attribute("value") ?? ""
    case .FRBRthis where level == .FRBRWork && workURI.isEmpty:
      workURI = element.attribute("value") ?? ""
    case .FRBRlanguage where language.isEmpty:
      language = Self.tag(element.attribute("language") ?? "")
    case .FRBRalias where alias.isEmpty: alias = element.attribute("value") ?? ""
    case .TLCPerson: listPerson(element)
    case .TLCRole:
      if let key = Self.key(element) {
        roles[text: key] = MarkupReading.trimmed(element.attribute("showAs") ?? "")
      }
    case .TLCOrganization:
      if let key = Self.key(element) {
        organisations[text: key] = element.attribute("showAs") ?? ""
      }
    case .note: noteKey = Self.key(element)
    default: break
    }
  }

  /// Takes the text of a `note`.
  mutating func addNote(_ text: String) {
    if let noteKey { notes[text: noteKey] = text }
    noteKey = nil
  }

  private mutating func listPerson(_ element: MarkupElement) {
    guard let key = Self.key(element) else { return }
    let name = element.attribute("showAs") ?? ""
    var person = ListedPerson(key: key, name: MarkupReading.trimmed(name.isEmpty ? key : name))
    if let address = element.attribute("href"), !address.isEmpty {
      person.identifiers = [Speaker.Identifier(scheme: "akoma-ntoso", value: address)]
    }
    people[text: key] = person
  }

  private static func key(_ element: MarkupElement) -> String? {
    element.attribute("eId") ?? element.attribute("id")
  }

  /// A reference without its `#`, which some files leave out.
  static func key(_ reference: String?) -> String {
    reference.map { String($0.hasPrefix("#") ? $0.dropFirst() : $0[...]) } ?? ""
  }

  /// The shortest tag of a language (BCP 47 wants two letters where there are two).
  private static func tag(_ code: String) -> String {
    shortTags[code.lowercased()] ?? code
  }

  private static let shortTags = [
    "bul": "bg", "cat": "ca", "ces": "cs", "cze": "cs", "cym": "cy", "wel": "cy", "dan": "da",
    "deu": "de", "ger": "de", "ell": "el", "gre": "el", "eng": "en", "est": "et", "eus": "eu",
    "fin": "fi", "fra": "fr", "fre": "fr", "gle": "ga", "hrv": "hr", "hun": "hu", "isl": "is",
    "ita": "it", "lav": "lv", "lit": "lt", "mlt": "mt", "nld": "nl", "dut": "nl", "nor": "no",
    "pol": "pl", "por": "pt", "ron": "ro", "rum": "ro", "rus": "ru", "slk": "sk", "slv": "sl",
    "spa": "es", "srp": "sr", "swa": "sw", "swe": "sv", "tur": "tr", "ukr": "uk", "ara": "ar",
    "zho": "zh", "jpn": "ja",
  ]
}
