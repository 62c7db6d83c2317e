internal import Transcripts

/// The words by which labels are told from sentences, by language.
///
/// They are data: a language is a file `Words/TAG.words` and a line of ``files``. Those of all
/// languages count together, since labels of several stand in one document; a word that means
/// something else in another language ("M." before French names, an initial elsewhere) is therefore
/// in no list.
///
/// Names are not listed here: a person is known by the shape of a label and by the document.
package enum LabelWords {
  /// The languages' files by BCP 47 tag.
  package static let files: [(language: String, bytes: [UInt8])] = [
    ("en", PackageResources.en_words), ("de", PackageResources.de_words),
    ("fr", PackageResources.fr_words), ("es", PackageResources.es_words),
    ("it", PackageResources.it_words), ("pt", PackageResources.pt_words),
    ("ru", PackageResources.ru_words), ("uk", PackageResources.uk_words),
  ]

  /// Labels of a voice whose name is not known; two of them are two people.
  package static let unnamed = folded("unnamed")
  /// Labels of several voices at once.
  package static let groups = folded("groups")
  /// Words that name a person's part, office or trade; a role holds at least one of them.
  package static let roles = folded("roles").union(address)
  /// The longer of them without their last letter, which misprints lose: "Presiden".
  package static let cutRoles = Set(
    roles.filter { $0.utf8.count >= 8 }.map { String($0.dropLast()) })
  /// Parts of a meeting that are printed alone, without a name, and speak.
  package static let parts = folded("parts")
  /// Words that stand before a name and are not part of it.
  package static let honorifics = folded("honorifics")
  /// Small words that stand within names: "Van der Bellen", "al Assad", "bin Salman".
  package static let particles = folded("particles")
  /// Words that a role or a name hardly holds and a sentence hardly does without.
  package static let sentence = Set(words("sentences"))
  /// Words of English sentences by which other languages join what a role is of to the role:
  /// "presidente do conselho", "delegada no Porto".
  package static let joints: Set<String> = ["do", "no"]
  /// Words that sentences begin with and labels do not, but for names of two or three words: "To Lam".
  package static let beginnings = folded("beginnings")
  /// Words that end the name of a place or a body and never that of a person.
  package static let notNames = folded("not-names")
  /// Forms of address, which are no roles.
  package static let address = folded("address")
  /// Words between the one who speaks and the one spoken to: "replying to", "to".
  package static let replying = folded("replying")
  /// Words that stand as labels do and say to whom the one who speaks turns: "turning to".
  package static let turning = folded("turning")
  /// The first words of these.
  static let replyingFirst = Set(
    replying.compactMap { $0.split(separator: " ").first.map(String.init) })
  /// Words between a voice without a name and the one spoken to, in any case: "QUESTION FOR".
  package static let asking = folded("asking")
  /// Words between such a voice and the name of the one who speaks: "Question from".
  static let askedBy = folded("asked-by")
  /// How words end, behind a name and a comma, that say what the speaker does: "laughing".
  package static let directionEndings = words("direction-endings")
  /// Words behind a name and a comma that say how or from where somebody speaks: "from his seat".
  static let directionBeginnings = folded("direction-beginnings")
  /// What people are told to do in small letters before a colon: "says", "asked".
  package static let saying = folded("saying")
  /// What tells people of one name and family apart.
  static let generations: Set<String> = ["jr", "sr", "jnr", "snr"]
  /// Words behind "His" and "Her" that stand before a name: "Excellency".
  static let styles = folded("styles")
  /// The words of ``roles`` in small letters, with the marks of their letters.
  static let rolesAsPrinted = Set(
    (words("roles") + words("address")).map { $0.lowercased() }
      .filter { !$0.utf8.allSatisfy { $0 < 0x80 } })
  /// Words between a name and the place that tells it from others: "of", "in".
  package static let placing = folded("placing")
  /// Ordinary words and months that are surnames too.
  package static let surnames = folded("surnames")
  /// Words of sentences and months that are first names, too, or stand alone for somebody: "Will".
  package static let firstNames = folded("first-names")
  /// Words that sentences begin with and, seldom, names of two or three words: "He Wei".
  package static let rareNames = folded("rare-names")
  /// Letters behind a name that tell of rank and are not part of it: "MP", "QC".
  package static let behindNames = folded("behind-names")
  /// Parties as labels shorten them, which tell nobody from a namesake: "Lab", "CDU".
  package static let parties = folded("parties")
  /// Forms of address that are names or initials in another language, by the language: "M.".
  package static let addressOfLanguage: [String: Set<String>] = Dictionary(
    uniqueKeysWithValues: byLanguage("address-here").map {
      ($0.language, Set($0.words.map(FoldedText.fold)))
    })
  /// Voices that ask or answer once, so that a number behind them tells nobody: "Question 2".
  package static let exchanges = folded("exchanges")
  /// Those of unnamed voices that ask: "Question", "Q".
  static let questions = folded("questions")
  /// Those of all languages together.
  package static let addressHere = addressOfLanguage.values.reduce(into: Set()) { $0.formUnion($1) }
  /// Words that stand within forms of address and are none: "The Right Honourable".
  static let small: Set<String> = ["the", "right"]
  /// Words for many people, of which a label of a group holds one: "members".
  package static let manyHeads = folded("group-heads")
  /// Words that stand beside them: "several", "opposition".
  package static let crowdWords = folded("group-words")
  /// Small words that an apostrophe joins to a name: "d’Arvert".
  static let elided = folded("elided")
  /// Words for who or what belongs to another, whose name stands behind: "wife of", "letter from".
  static let relations = folded("relations")
  /// Words for what is heard of somebody out of many, before where from: "voice from".
  static let voices = folded("voices")
  /// Words between the one who speaks and another whose words or part are taken: "on behalf of".
  static let speakingFor = folded("speaking-for")
  /// Words that a label begins with which means one of many: "an", "unidentified".
  package static let anyOpenings = folded("any-openings")
  /// Words for one of many: "member", "voice".
  package static let anyHeads = folded("any-heads")
  /// Words between the names of two people: "and".
  package static let joining = folded("joining")
  /// Words before the number of a code: "speaker", "participant".
  package static let codeWords = folded("code-words")
  /// Single words that head a notice and name nobody: "Warning".
  package static let headings = folded("headings")
  /// What heads parts of minutes and speaks for nobody: "Motion", "Beschluss", "Ordre du jour".
  package static let minutes = folded("minutes")
  /// Words before the number of a part of minutes: "item", "TOP".
  package static let items = folded("items")
  /// How lines begin that tell of a meeting's end, behind its last words.
  package static let closings = folded("closings")
  /// How lines begin below which somebody signs.
  package static let signatures = folded("signatures")
  /// Words of notes that say that something written is inserted: "follows", and what it is: "statement".
  package static let following = folded("following")
  package static let written = folded("written")
  /// How the headings of what is handed in in writing begin: "prepared statement".
  package static let handedIn = folded("handed-in")
  /// Forms of address so shortened as nobody is spoken to: "Mme", "M.".
  package static let shortAddress = folded("short-address")
  /// Articles before a role or a form of address: "la", "El".
  package static let articles = folded("articles")
  /// Words of devices, by which conferencing programs call those who did not give a name.
  package static let devices = folded("devices")
  /// Forms of address of a man, and those of a woman.
  package static let he = folded("he")
  package static let she = folded("she")
  /// Words behind a group that is heard and not quoted: "interjecting".
  package static let interjecting = folded("interjecting")
  /// The words that texts of each language hold most, in small letters.
  package static let frequent: [(language: String, words: [String])] = lists.map {
    ($0.language, $0.list.sections["frequent"] ?? [])
  }

  /// A file that is none is a mistake of the build; the tests read each.
  private static let lists: [(language: String, list: WordList)] = files.compactMap { file in
    (try? WordList(file.bytes)).map { (file.language, $0) }
  }

  /// The words of a section of every language, as they stand, with the language's tag.
  package static func byLanguage(_ section: String) -> [(language: String, words: [String])] {
    lists.map { ($0.language, $0.list.sections[section] ?? []) }
  }

  private static func words(_ section: String) -> [String] {
    lists.flatMap { $0.list.sections[section] ?? [] }
  }

  private static func folded(_ section: String) -> Set<String> {
    Set(words(section).map(FoldedText.fold))
  }
}
