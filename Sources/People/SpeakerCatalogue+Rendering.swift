internal import Transcripts

extension SpeakerCatalogue {
  /// The dated table of names for people to read, then the pairs that may be one person.
  ///
  /// It is a merge file that settles nothing: who takes the first `#` from a line of the second part
  /// has settled that pair. Names are as documents print them, control characters included.
  package var text: String {
    let present = speakers
    var lines = ["# \(present.count) \(present.count == 1 ? "person" : "people")"]
    for speaker in present {
      lines.append("#")
      lines.append("# \(speaker.id)  \(speaker.name.oneLine)")
      lines += Self.lines("name", speaker.names)
      lines += Self.lines("role", speaker.roles)
      for identifier in speaker.identifiers {
        lines.append("#   \(identifier.scheme) \(identifier.value.oneLine)")
      }
    }
    let offers = offers()
    if offers.passedOver > 0 {
      lines += ["#", "# Names with too many like them to compare them all: \(offers.passedOver)."]
    }
    guard !offers.proposals.isEmpty else { return lines.joined(separator: "\n") + "\n" }
    lines += ["#", "# May be one person each; take the # away, or write “apart ID ID”:", "#"]
    for proposal in offers.proposals {
      let names = proposal.names.map(\.oneLine).joined(separator: ", ")
      lines.append(
        "# merge \(proposal.pair.first) -> \(proposal.pair.second)  "
          + "# \(proposal.reason.rawValue): \(names)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ kind: String, _ list: [Speaker.Dated]) -> [String] {
    list.map { dated in
      let days = [dated.from, dated.to].compactMap { $0.map { "\($0)" } }
      let range = Set(days).count == 1 ? days[0] : days.joined(separator: " to ")
      return "#   \(kind) \(dated.wording.oneLine)" + (range.isEmpty ? "" : ", \(range)")
    }
  }
}

extension String {
  /// Without line breaks, which would end a comment.
  fileprivate var oneLine: String {
    String(map { $0.isNewline ? " " : $0 })
  }
}
