import People
import ReadingSupport
import Testing

@testable import TranscriptReading
@testable import Transcripts

@Suite struct SpeakerCatalogueTests {
  @Test(
    "Spellings that may be one person's are proposed, with the reason",
    arguments: [
      ("Sergei Brilyov", "Sergey Brilev", NameVariants.Reason.transliteration),
      ("Tatyana Golik", "Tatiana Golik", .transliteration),
      ("Sauli Niinisto", "Sauli Niinistö", .accents),
      ("VladimirVelt", "Vladimir Velt", .accents),
      ("A. Repin", "Alexander Repin", .initials),
      ("Vladimir Velt", "Vladimir Ivanovich Velt", .middleName),
      ("Andrei Sokolov", "Andrei Sokolova", .oneLetter),
    ])
  func reasons(left: String, right: String, reason: NameVariants.Reason) {
    #expect(NameVariants.reason(left, right) == reason)
    #expect(NameVariants.reason(right, left) == reason)
  }

  @Test(
    "Names that have little in common are not",
    arguments: [("Ada Holt", "Bo Holt"), ("Ada Holt", "Ada Berg"), ("Li", "Bo")])
  func unlike(left: String, right: String) { #expect(NameVariants.reason(left, right) == nil) }

  private func speaker(_ name: String, day: String, role: String = "", kremlin: String = "")
    -> Speaker
  {
    let date = CalendarDate(day)
    return Speaker(
      id: NameFolding.slug(name), name: name, names: [Speaker.Dated(name, from: date, to: date)],
      roles: role.isEmpty ? [] : [Speaker.Dated(role, from: date, to: date)],
      identifiers: kremlin.isEmpty ? [] : [Speaker.Identifier(scheme: "kremlin", value: kremlin)])
  }

  @Test("Names and roles keep the days they were seen on")
  func dated() {
    var catalogue = SpeakerCatalogue()
    _ = catalogue.add(speaker("Ada Holt", day: "2020-05-01", role: "Mayor"))
    _ = catalogue.add(speaker("Ada Holt", day: "2019-05-01", role: "Mayor"))
    _ = catalogue.add(speaker("Ada Holt", day: "2021-05-01", role: "Minister"))
    let holt = catalogue.speakers[0]
    #expect(holt.names.map(\.from) == [CalendarDate("2019-05-01")])
    #expect(holt.roles.map(\.wording) == ["Mayor", "Minister"])
    #expect(holt.roles[0].to == CalendarDate("2020-05-01"))
  }

  @Test("Spelling alone never merges; a merge file does, and taking its line out undoes it")
  func merges() throws {
    func catalogue(_ file: String) throws -> SpeakerCatalogue {
      var catalogue = SpeakerCatalogue(merges: try SpeakerMerges(file))
      _ = catalogue.add(speaker("Sergei Brilyov", day: "2018-09-12"))
      _ = catalogue.add(speaker("Sergei Brilev", day: "2018-09-12"))
      return catalogue
    }
    let open = try catalogue("")
    #expect(open.proposals().map(\.reason) == [.transliteration])
    #expect(open.speakers.allSatisfy { $0.mergedInto.isEmpty })
    let merged = try catalogue("merge sergei-brilev -> sergei-brilyov # one man\n")
    #expect(merged.speakers.map(\.mergedInto) == ["sergei-brilyov", ""])
    #expect(merged.speakers[1].names.count == 2)
    #expect(merged.proposals().isEmpty)
    #expect(try catalogue("apart sergei-brilyov sergei-brilev").proposals().isEmpty)
  }

  @Test("Who is settled says so to the archive, under the kept id and its own name")
  func settledIdentifier() throws {
    var catalogue = SpeakerCatalogue(
      merges: try SpeakerMerges("merge sergei-brilev -> sergei-brilyov"))
    _ = catalogue.add(speaker("Sergei Brilev", day: "2018-09-12", kremlin: "7"))
    _ = catalogue.add(speaker("Ada Holt", day: "2018-09-12"))
    _ = catalogue.add(speaker("Sergei Brilyov", day: "2019-09-12"))
    let kept = try #require(catalogue.speakers.first { $0.id == "sergei-brilyov" })
    #expect(kept.name == "Sergei Brilyov")
    #expect(
      kept.identifiers == [
        Speaker.Identifier(scheme: "verbatim", value: "sergei-brilyov"),
        Speaker.Identifier(scheme: "kremlin", value: "7"),
      ])
    #expect(catalogue.speakers[0].identifiers.isEmpty)
  }

  @Test("The table of people is a merge file that settles nothing until a line is uncommented")
  func table() throws {
    var catalogue = SpeakerCatalogue()
    for (name, day) in [("Sergei Brilyov", "2018-09-12"), ("Sergey Brilev", "2019-06-20")] {
      _ = catalogue.add(speaker(name, day: day, role: "Anchor\nof news"))
    }
    #expect(
      catalogue.text == """
        # 2 people
        #
        # sergei-brilyov  Sergei Brilyov
        #   name Sergei Brilyov, 2018-09-12
        #   role Anchor of news, 2018-09-12
        #
        # sergey-brilev  Sergey Brilev
        #   name Sergey Brilev, 2019-06-20
        #   role Anchor of news, 2019-06-20
        #
        # May be one person each; take the # away, or write “apart ID ID”:
        #
        # merge sergei-brilyov -> sergey-brilev  # transliteration: Sergei Brilyov, Sergey Brilev

        """)
    #expect(try SpeakerMerges(catalogue.text) == SpeakerMerges())
    let decided = catalogue.text.replacing("# merge", with: "merge")
    #expect(try SpeakerMerges(decided).canonical("sergei-brilyov") == "sergey-brilev")
  }

  @Test("People of one name are parted by a source's identifiers or by the merge file")
  func namesakes() throws {
    var catalogue = SpeakerCatalogue(
      merges: try SpeakerMerges("split ada-holt \"Mayor of Tarn\" -> ada-holt~tarn"))
    #expect(catalogue.add(speaker("Bo Li", day: "2020-01-01", kremlin: "1")) == "bo-li")
    #expect(catalogue.add(speaker("Bo Li", day: "2020-01-01", kremlin: "2")) == "bo-li~kremlin-2")
    let transcript = try read(page(["Mayor of Tarn Ada Holt: Hello."])).transcripts[0]
    #expect(catalogue.add(transcript).statements[0].attribution.speakerID == "ada-holt~tarn")
  }

  @Test(
    "A bad merge file is refused with its line",
    arguments: [
      "merge a", "# fine\nfoo a b", "merge a -> b\nmerge b -> a", "merge a -> a",
      "merge a -> B/c",
    ])
  func badFile(text: String) throws {
    let error = try #require(throws: DocumentError.self) { try SpeakerMerges(text, name: "m.txt") }
    #expect(error.line == text.split(separator: "\n").count)
  }
}
