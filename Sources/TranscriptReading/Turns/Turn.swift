import People
package import Transcripts

/// A statement as a reader finds it, before speakers are settled and ids are made.
package struct Turn: Hashable, Sendable {
  /// What the document prints or says about who speaks.
  package var voice: Voice
  /// The words, a string a paragraph, as printed and without the label.
  package var paragraphs: [String]
  /// What is printed within or between the words and is not speech, in document order.
  package var marks: [Mark]
  /// What kind of statement it is.
  package var kind: Statement.Kind
  /// The day, where it is not the meeting's.
  package var date: CalendarDate?
  /// When it was made, if the document says.
  package var timing: Statement.Timing?
  /// The lines it was read from, from 1.
  package var lines: ClosedRange<UInt32>?
  /// Index into `Meeting.sections`.
  package var section: Int?
  /// Who spoke, where the document says that it is no one person: a group, a voice without name.
  /// `voice` is then not looked at.
  package var settled: Attribution?

  /// Creates a turn.
  package init(
    voice: Voice, paragraphs: [String] = [], marks: [Mark] = [], kind: Statement.Kind = .speech,
    date: CalendarDate? = nil, timing: Statement.Timing? = nil, lines: ClosedRange<UInt32>? = nil,
    section: Int? = nil, settled: Attribution? = nil
  ) {
    self.voice = voice
    self.paragraphs = paragraphs
    self.marks = marks
    self.kind = kind
    self.date = date
    self.timing = timing
    self.lines = lines
    self.section = section
    self.settled = settled
  }

  /// What a document prints or says about who speaks; everything may be empty.
  package struct Voice: Hashable, Sendable {
    /// The printed label word for word, without its colon.
    package var label: String
    /// Key of the person in ``TranscriptBuilder/addPerson(_:)``, when the document refers to one.
    package var personKey: String
    /// The name, when the document gives it apart from the label.
    package var name: String
    /// The role, when the document gives it apart from the label.
    package var role: String
    /// Whether the document says of each statement in which role it was made, so that a role does not
    /// hold until another is printed.
    package var isRoleOfStatement = false
    /// How the words reached the audience, when the document says so outside the label.
    package var delivery: Attribution.Delivery?

    /// What is printed is compared by its bytes, for it is kept word for word.
    package static func == (left: Self, right: Self) -> Bool {
      left.label.isExactly(right.label) && left.personKey.isExactly(right.personKey)
        && left.name.isExactly(right.name) && left.role.isExactly(right.role)
        && left.isRoleOfStatement == right.isRoleOfStatement && left.delivery == right.delivery
    }

    package func hash(into hasher: inout Hasher) {
      for text in [label, personKey, name, role] { hasher.combine(ExactText(text)) }
      hasher.combine(isRoleOfStatement)
      hasher.combine(delivery)
    }

    /// Creates a voice.
    package init(
      label: String, personKey: String = "", name: String = "", role: String = "",
      delivery: Attribution.Delivery? = nil
    ) {
      self.label = label
      self.personKey = personKey
      self.name = name
      self.role = role
      self.delivery = delivery
    }
  }
}

extension Turn.Voice {
  /// The voice of what a field of its own gives for the speaker: a name is one however it is written,
  /// "bell hooks", unless the words name a role, a crowd or nobody.
  package init(field: String) {
    self.init(label: field)
    let parts = LabelParts(field)
    let anatomy = LabelAnatomy(parts) { _ in false }
    switch anatomy.voice {
    case .unnamed, .group, .code: return
    case .person:
      guard anatomy.role.isEmpty, anatomy.address.isEmpty, parts.core == field else { return }
      name = anatomy.isPartialName && anatomy.name.isExactly(field) ? "" : field
      if !anatomy.name.isExactly(field) { name = anatomy.isTurned ? anatomy.name : field }
    case .role:
      let tokens = LabelToken.tokens(of: field)
      guard let first = tokens.first, first.isCapitalised, tokens.contains(where: \.isRole) else {
        if field.contains(where: \.isLetter) { name = field }
        return
      }
    }
  }
}

/// A person whom a document lists or tags, apart from the labels.
package struct ListedPerson: Hashable, Sendable {
  /// What the document refers to the person by: `xml:id`, `href`, a tag's number.
  package var key: String
  /// The name to show.
  package var name: String
  /// Other names and spellings, dated where the document dates them.
  package var names: [Speaker.Dated]
  /// Roles, dated where the document dates them.
  package var roles: [Speaker.Dated]
  /// Identifiers that hold beyond the document.
  package var identifiers: [Speaker.Identifier]

  /// Creates a listed person.
  package init(
    key: String, name: String, names: [Speaker.Dated] = [], roles: [Speaker.Dated] = [],
    identifiers: [Speaker.Identifier] = []
  ) {
    self.key = key
    self.name = name
    self.names = names
    self.roles = roles
    self.identifiers = identifiers
  }
}
