import People
import ReadingSupport
import Testing

@testable import TranscriptReading
@testable import Transcripts

@Suite struct SpeakerResolutionTests {
  private func attributions(
    _ labels: [String], title: String = ""
  ) -> (list: [Attribution], speakers: [Speaker], report: ReadingReport) {
    var report = ReadingReport(detail: .everything)
    let (list, speakers) = resolved(
      labels.map { Turn.Voice(label: $0) }, title: title, report: &report)
    return (list, speakers, report)
  }

  private func resolved(
    _ voices: [Turn.Voice], people: [ListedPerson] = [], title: String = "",
    report: inout ReadingReport
  ) -> (list: [Attribution], speakers: [Speaker]) {
    var table = VoiceTable()
    for voice in voices { table.append(voice, line: nil) }
    var resolution = SpeakerResolution.resolve(
      table, people: people, title: title, lead: [], date: .first, report: &report)
    return (table.turns.map { resolution.nextAttribution($0) }, resolution.speakers)
  }

  @Test(
    "Role and name are told apart",
    arguments: [
      ("President of Ostervald Aron Velt", "President of Ostervald", "Aron Velt"),
      ("President of South Africa Thandi Mbeki", "President of South Africa", "Thandi Mbeki"),
      (
        "Acting Head of the Marsh Republic Leo Past", "Acting Head of the Marsh Republic",
        "Leo Past"
      ),
      ("Nordfisk Director General Jan Holt", "Nordfisk Director General", "Jan Holt"),
      ("Jan Holt, Director of Nordfisk", "Director of Nordfisk", "Jan Holt"),
      ("PRIME MINISTER HOLT", "PRIME MINISTER", "HOLT"),
      (
        "Patriarch Kiril of Lindmark and All Ostervald", "Patriarch of Lindmark and All Ostervald",
        "Kiril"
      ),
      ("Federal President Alexander Van der Holt", "Federal President", "Alexander Van der Holt"),
    ])
  func anatomy(label: String, role: String, name: String) {
    let attribution = attributions([label]).list[0]
    #expect(attribution.role == role)
    #expect(attribution.name == name)
  }

  @Test("Later short labels join the first long one, with its role")
  func joined() {
    let result = attributions([
      "CEO of the Energy Company Total Patrice Pouyan (retranslated)", "Patrice Pouyan", "Pouyan",
      "P. Pouyan", "MR. POUYAN",
    ])
    #expect(Set(result.list.map(\.speakerID)) == ["patrice-pouyan"])
    #expect(Set(result.list.map(\.role)) == ["CEO of the Energy Company Total"])
    #expect(result.list[0].delivery?.mode == .retranslated)
    #expect(result.list[1].delivery == nil)
    #expect(result.speakers.count == 1)
  }

  @Test("Two people who share a surname stay two, and a bare surname fits both")
  func ambiguous() throws {
    let transcript = try Samples.read("2022-02-10-meeting-on-winter-roads.txt")
    let surname = transcript.statements.first { $0.attribution.label == "Rask" }
    #expect(surname?.attribution.certainty == .ambiguous)
    #expect(surname?.attribution.candidateIDs.sorted() == ["nadia-rask", "tobias-rask"])
    #expect(surname?.attribution.speakerID == "")
    #expect(transcript.speakers.count == 3)
  }

  @Test("Two people of one name are told apart by their roles")
  func namesakes() {
    let result = attributions([
      "Governor of Hallin Region Sergei Moroz", "Governor of Tarn Region Sergei Moroz",
      "Sergei Moroz",
    ])
    #expect(
      result.list.map(\.speakerID) == [
        "sergei-moroz~governor-of-hallin-region", "sergei-moroz~governor-of-tarn-region", "",
      ])
    #expect(result.list[2].certainty == .ambiguous)
    #expect(result.report.entries.contains { $0.rule == .ambiguousSpeaker })
  }

  @Test("Any number of people of one name are told apart by their roles")
  func manyNamesakes() {
    let regions = ["Hallin", "Tarn", "Velden", "Ennis"]
    let labels = regions.map { "Governor of \($0) Region Sergei Moroz" }
    let result = attributions(labels + ["Sergei Moroz"] + labels.reversed())
    let ids = regions.map { "sergei-moroz~governor-of-\($0.lowercased())-region" }
    #expect(result.list.map(\.speakerID) == ids + [""] + ids.reversed())
    #expect(result.list[4].certainty == .ambiguous)
    #expect(result.list[4].candidateIDs == ids)
    #expect(result.speakers.count == 4)
    #expect(result.report.warningCount == 1)
  }

  @Test(
    "Unnamed voices are nobody, groups are groups",
    arguments: [
      ("Question", Attribution.Certainty.unnamed), ("Remark", .unnamed), ("Reply", .unnamed),
      ("Response", .unnamed), ("Q", .unnamed), ("Question (retranslated)", .unnamed),
      ("AUDIENCE MEMBER", .unnamed), ("AUDIENCE", .group), ("Participants", .group),
      ("MODERATOR", .roleOnly), ("SENIOR ADMINISTRATION OFFICIAL", .roleOnly),
    ])
  func unnamed(label: String, certainty: Attribution.Certainty) {
    let result = attributions([label, label])
    #expect(result.list.map(\.certainty) == [certainty, certainty])
    #expect(result.list.allSatisfy { $0.speakerID.isEmpty })
    #expect(result.speakers.isEmpty)
  }

  @Test("A title completes short names and settles a role that one person has there")
  func title() {
    let result = attributions(
      ["MS. PELL", "THE PRESIDENT"],
      title: "Briefing by Press Secretary Joan Pell and Remarks by President Marten")
    #expect(result.list[0].speakerID == "joan-pell")
    #expect(result.list[1].speakerID == "marten")
    #expect(result.list[1].certainty == .identified)
  }

  @Test("A role that two people have stays open")
  func twoPresidents() {
    let result = attributions(["PRESIDENT MARTEN", "PRESIDENT LÓPEZ", "THE PRESIDENT"])
    #expect(result.list[2].certainty == .ambiguous)
    #expect(result.list[2].candidateIDs == ["marten", "lopez"])
  }

  @Test(
    "Delivery is read from what stands in brackets",
    arguments: [
      ("(retranslated)", Attribution.Delivery.Mode.retranslated, ""),
      ("(re-translated from Russian)", .retranslated, ""),
      ("(speaking German)", .direct, "de"), ("(speaking Evenki)", .direct, "Evenki"),
      ("(As interpreted.)", .interpreted, ""), ("(in Russian)", .direct, "ru"),
    ])
  func delivery(wording: String, mode: Attribution.Delivery.Mode, language: String) {
    #expect(
      DeliveryWording.delivery(wording)
        == Attribution.Delivery(mode: mode, language: language, wording: wording))
  }

  @Test("A listed person keeps key, identifiers and roles")
  func listed() {
    var report = ReadingReport(detail: .none)
    let (list, speakers) = resolved(
      [Turn.Voice(label: "Velt", personKey: "#v1"), Turn.Voice(label: "Aron Velt")],
      people: [
        ListedPerson(
          key: "#v1", name: "Aron Velt", roles: [Speaker.Dated("MP")],
          identifiers: [Speaker.Identifier(scheme: "parlamint", value: "v1")])
      ], report: &report)
    #expect(list.map(\.speakerID) == ["aron-velt", "aron-velt"])
    #expect(speakers.first?.identifiers.count == 1)
  }
}
