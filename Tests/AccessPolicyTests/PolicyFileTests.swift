import Testing
import Transcripts

@testable import AccessPolicy

/// Policies as people write them, and what is said of those that cannot be used.
@Suite struct PolicyFileTests {
  private static let digest = AccessToken(text: "vbt_one").digest

  private func problem(_ text: String) -> PolicyFile.SyntaxError? {
    do {
      _ = try PolicyFile(text)
      return nil
    } catch { return error }
  }

  @Test("every kind of line is taken, with comments, empty lines and Windows' line ends")
  func everything() throws {
    let policy = try PolicyFile(
      """
      \u{feff}# Who may do what.\r
      anonymous may nothing\r
      \r
      desk may read import   # the editors
      desk token \(Self.digest) until 2027-03-31
      desk certificate uri spiffe://city.example/desk
      desk certificate dns Desk.City.Example
      desk certificate subject "CN=desk,O=City of Example"
      desk calls-per-second 50
      desk calls-at-once 8
      desk work-at-once 2
      desk import-memory 64MiB
      keeper@city may delete people admin
      """
    ).policy
    #expect(policy.everybody.isEmpty)
    #expect(policy.principalCount == 2)
    #expect(policy.hasTokens && policy.hasCertificates)
    #expect(policy.unknowable == ["keeper@city"])
    let today: CalendarDate = "2026-11-29"
    guard
      case .granted(let desk?) = policy.decide(
        .import, .init(dnsNames: ["desk.city.example"], subject: "CN=x"), today: today)
    else { return #expect(Bool(false), "desk is not known by its DNS name") }
    #expect(desk.name == "desk")
    #expect(desk.rights == [.read, .import])
    #expect(desk.callsPerSecond == 50)
    #expect(desk.callsAtOnce == 8)
    #expect(desk.workAtOnce == 2)
    #expect(desk.importMemory == 64 << 20)
  }

  @Test(
    "a policy that says nothing is refused, for it was cut short or is another file",
    arguments: ["", "\n\n", "# anonymous may nothing\n"])
  func nothing(text: String) {
    #expect(problem(text)?.problem.contains("nothing is said") == true)
  }

  @Test("only line ends of files end a comment")
  func comments() throws {
    let policy = try PolicyFile("anonymous may read # \u{2028}desk may admin\n").policy
    #expect(policy.principalCount == 0)
  }

  @Test(
    "a token is shown nowhere, wherever it stands",
    arguments: [
      "desk vbt_secret", "vbt_secret", "desk may vbt_secret", "vbt_secret may read",
      "desk may read\ndesk certificate vbt_secret", "desk may read\ndesk token vbt_secret",
      "desk may read\nvbt_secret may read",
      "desk may read\ndesk calls-per-second vbt_secret", "vbt_secret token x",
    ])
  func tokens(text: String) throws {
    let problem = try #require(self.problem(text) as PolicyFile.SyntaxError?)
    #expect(!"\(problem)".contains("secret"))
  }

  @Test("everybody may read where the policy does not say otherwise, and nobody anything else")
  func empty() throws {
    #expect(try PolicyFile("desk may import").policy.everybody == [.read])
    #expect(try PolicyFile("anonymous may read").policy.everybody == [.read])
  }

  @Test(
    "what cannot be used is told with its line and column, and what to do",
    arguments: [
      ("desk may writ", 1, 10, "“writ” is no right: there are read, import, delete, people, admin"),
      ("desk may", 1, 6, "followed by rights"),
      ("desk may read read", 1, 15, "stands twice"),
      ("desk", 1, 1, "stands alone"),
      ("desk can read", 1, 6, "“can” says nothing"),
      ("desk may read\ndesk may import", 2, 1, "“desk may” stands in line 1 already"),
      ("anonymous may read\nanonymous may nothing", 2, 11, "stands in line 1 already"),
      ("anonymous may import", 1, 15, "all else takes a principal"),
      ("anonymous token x", 1, 11, "of anonymous there is only"),
      ("start may read", 1, 1, "means somebody else"),
      ("-desk may read", 1, 1, "begins with a letter or digit"),
      ("Büro may read", 1, 1, "a name is of letters"),
      ("dsek certificate dns a", 1, 1, "“dsek” is not known yet"),
      ("desk may read\ndesk token abc", 2, 12, "no digest of a token"),
      ("desk may read\ndesk token sha256:00", 2, 12, "64 hexadecimal digits"),
      ("desk may read\ndesk token", 2, 6, "followed by its digest"),
      ("desk may read\ndesk token \(digest) until soon", 2, 90, "the last day"),
      ("desk may read\ndesk token \(digest) for ever", 2, 84, "or “until” and the last day"),
      (
        "desk may read\ndesk token \(digest)\nother may read\nother token \(digest)", 4, 13,
        "stands in line 2 already"
      ),
      ("desk may read\ndesk certificate dns *.example", 2, 22, "without a star"),
      ("desk may read\ndesk certificate uri desk", 2, 22, "no URI"),
      ("desk may read\ndesk certificate subject desk", 2, 26, "no subject"),
      ("desk may read\ndesk certificate mail a@b", 2, 18, "write uri, dns or subject"),
      ("desk may read\ndesk certificate dns", 2, 6, "one value"),
      ("desk may read\ndesk certificate subject CN=a b", 2, 31, "quotation marks"),
      ("desk may read\ndesk certificate subject \"CN=a", 2, 26, "no second one"),
      (
        "desk may read\ndesk certificate dns a.example\nother may read\nother certificate dns A.EXAMPLE",
        4, 23, "stands in line 2 already"
      ),
      ("desk may read\ndesk calls-per-second many", 2, 23, "from 1 to 1000000"),
      ("desk may read\ndesk calls-at-once 0", 2, 20, "from 1 to 1000000"),
      ("desk may read\ndesk work-at-once x", 2, 19, "from 1 to 1000000"),
      ("desk may read\ndesk import-memory 63KiB", 2, 20, "a size from 64KiB to 1024GiB"),
      ("desk may read\ndesk import-memory 64", 2, 20, "a size from 64KiB to 1024GiB"),
      ("desk may read\ndesk import-memory 99999999999GiB", 2, 20, "a size from 64KiB to 1024GiB"),
      ("desk may read\ndesk import-memory", 2, 6, "a size from 64KiB to 1024GiB"),
      (
        "desk may read\ndesk import-memory 1GiB\ndesk import-memory 2GiB", 3, 6, "in line 2 already"
      ),
      ("desk may read\ndesk calls-at-once 1\ndesk calls-at-once 2", 3, 6, "in line 2 already"),
    ])
  func refusals(text: String, line: Int, column: Int, problem: String) throws {
    let error = try #require(self.problem(text))
    #expect((error.line, error.column) == (line, column), "\(error)")
    #expect(error.problem.contains(problem), "\(error)")
  }

  @Test("a token that stands where its digest should is not shown")
  func secret() throws {
    let token = AccessToken.random().text
    let error = try #require(problem("desk may read\ndesk token \(token)"))
    #expect(error.problem.contains("make another"))
    #expect(!"\(error)".contains(token))
  }
}
