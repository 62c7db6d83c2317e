import ArgumentParser
import Foundation
import RPC
import RPCServer
import TLS
import Testing
import TextAnalysis
import TranscriptReading
import Transcripts

@testable import VerbatimDaemon

@Suite("Settings")
struct SettingsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func settings(
    _ flags: [String: [String]] = [:], environment: [String: String] = [:], file: String? = nil
  ) throws -> Settings {
    var flags = flags
    if flags["certificate"] == nil, flags["insecure-plaintext"] == nil {
      flags["insecure-plaintext"] = ["true"]
    }
    if let file { flags["settings"] = [try folder.write("settings.json", file)] }
    return try Settings(flags: flags, environment: environment)
  }

  private func problems(
    _ flags: [String: [String]] = [:], environment: [String: String] = [:], file: String? = nil
  ) -> SettingsErrors? {
    do {
      _ = try settings(flags, environment: environment, file: file)
      return nil
    } catch {
      return error as? SettingsErrors
    }
  }

  @Test("a flag goes before the environment, that before the file, that before the default")
  func precedence() throws {
    let file = #"{"backlog": 3, "event-loops": 3, "maximum-calls": 3}"#
    let environment = ["VERBATIM_BACKLOG": "2", "VERBATIM_EVENT_LOOPS": "2"]
    let settings = try settings(["backlog": ["1"]], environment: environment, file: file)
    #expect(settings.server.backlog == 1)
    #expect(settings.server.eventLoops == 2)
    #expect(settings.server.limits.maximumConcurrentCalls == 3)
    #expect(settings.server.maximumConnections == 10_000)

    let origins = Dictionary(uniqueKeysWithValues: settings.entries.map { ($0.name, $0.origin) })
    #expect(origins["backlog"] == .flag)
    #expect(origins["event-loops"] == .environment("VERBATIM_EVENT_LOOPS"))
    #expect(origins["maximum-calls"] == .file(folder.path + "/settings.json"))
    #expect(origins["maximum-connections"] == .byDefault)
  }

  @Test("every setting is a flag, a row of the README and a line of --print-settings")
  func everywhere() throws {
    let entries = try settings().entries
    let listed = Set(entries.map(\.name))
    let flags = try ServerArguments.parse([]).texts.keys.filter { $0 != Settings.fileSetting }
    #expect(Set(flags) == listed)
    for (name, value) in entries.map({ ($0.name, $0.value) }) where name != "documents" {
      let isOnOff = ["true", "false"].contains(value)
      let arguments = isOnOff ? ["--\(name)"] : ["--\(name)", "x"]
      #expect(try ServerArguments.parse(arguments).texts[name] == [isOnOff ? "true" : "x"])
    }
    let readme = try String(
      contentsOf: URL(filePath: #filePath).appending(path: "../../../../README.md").standardized,
      encoding: .utf8)
    let table = try #require(readme.split(separator: "| setting | default |", maxSplits: 1).last)
    let rows = table.prefix(while: { $0 != "#" }).split(separator: "\n")
      .filter { $0.hasPrefix("| `") }.flatMap { row in
        row.split(separator: "|")[0].matches(of: /`([a-z0-9-]+)`/).map { String($0.1) }
      }
    #expect(rows.count == Set(rows).count)
    #expect(Set(rows) == listed.union([Settings.fileSetting]))
  }

  @Test("every limit of a connection has a setting that changes it")
  func everyLimit() throws {
    let flags = [
      "maximum-message-size": "1MiB", "maximum-header-size": "16KiB", "maximum-calls": "9",
      "request-timeout": "9s", "response-timeout": "9s", "connection-request-memory": "9MiB",
      "connection-response-memory": "9MiB", "stream-window": "128KiB",
      "connection-window": "2MiB", "connection-in-flight": "2MiB", "settings-timeout": "9s",
      "accept-compressed-requests": "false",
      "maximum-inflation-ratio": "9", "inflation-burst": "9MiB", "inflation-per-second": "9KiB",
      "reset-burst": "9", "resets-per-second": "9", "reset-share-after": "9",
      "over-limit-burst": "9", "over-limit-per-second": "9",
      "maximum-reset-share": "0.25", "maximum-stream-errors": "9", "stream-errors-per-second": "9",
      "minimum-ping-interval": "9s", "permit-pings-without-calls": "true",
      "maximum-ping-strikes": "9", "empty-frame-burst": "9", "empty-frames-per-second": "9",
    ]
    let limits = Mirror(reflecting: try settings(flags.mapValues { [$0] }).server.limits).children
    let defaults = Mirror(reflecting: ServerLimits()).children
    #expect(limits.count == flags.count)
    for (limit, byDefault) in zip(limits, defaults) {
      #expect("\(limit.value)" != "\(byDefault.value)", "\(limit.label ?? "")")
    }
  }

  @Test("every limit of searches has a setting that changes it, within its bounds")
  func everySearchLimit() throws {
    for limit in SearchLimit.allCases {
      let value = limit.usual == limit.bounds.lowerBound ? limit.usual + 1 : limit.bounds.lowerBound
      #expect(try settings([limit.rawValue: ["\(value)"]]).searches[limit] == value)
      #expect(try settings([:]).searches[limit] == limit.usual)
      #expect(throws: SettingsErrors.self) {
        try settings([limit.rawValue: ["\(limit.bounds.upperBound + 1)"]])
      }
    }
  }

  @Test("what documents do not say can be told for all of them, and what is none is refused")
  func told() throws {
    let settings = try settings([
      "document-format": ["plain-text"], "document-date": ["2031-03-01"],
      "document-language": ["de"], "maximum-meeting-size": ["1MiB"],
    ])
    #expect(settings.reading.format == "plain-text")
    #expect(settings.reading.date == "2031-03-01")
    #expect(settings.reading.language == "de")
    #expect(settings.reading.maximumMeetingSize == 1 << 20)
    #expect(problems(["document-format": ["word"]]) != nil)
    #expect(problems(["document-date": ["2031-3-1"]]) != nil)
  }

  @Test("an empty variable counts as not set")
  func emptyVariable() throws {
    #expect(try settings(environment: ["VERBATIM_BACKLOG": ""]).server.backlog == 1024)
  }

  @Test("lists come from repeated flags, separated variables and arrays")
  func lists() throws {
    let variables = ["VERBATIM_LISTEN": "127.0.0.1:1,[::1]:2", "VERBATIM_DOCUMENTS": "/a:/b c"]
    let fromVariables = try settings(environment: variables)
    #expect(fromVariables.server.addresses.map(\.description) == ["127.0.0.1:1", "[::1]:2"])
    #expect(fromVariables.documents == ["/a", "/b c"])
    let file = #"{"listen": ["a.example:1", "b.example:2"], "documents": "/only:one"}"#
    let fromFile = try settings(file: file)
    #expect(fromFile.server.addresses.map(\.description) == ["a.example:1", "b.example:2"])
    #expect(fromFile.documents == ["/only:one"])
    let flags = try settings(["listen": ["127.0.0.1:7"]], environment: variables)
    #expect(flags.server.addresses.map(\.description) == ["127.0.0.1:7"])
  }

  @Test(
    "a value that cannot be used is named with its place",
    arguments: [
      ("backlog", "0"), ("backlog", "many"), ("backlog", "1e3"), ("event-loops", "-1"),
      ("maximum-message-size", "4MB"), ("maximum-message-size", "4"),
      ("maximum-message-size", "99999999999999999999GiB"), ("idle-timeout", "10"),
      ("idle-timeout", "0s"), ("idle-timeout", "nan s"), ("maximum-reset-share", "1.5"),
      ("maximum-reset-share", "nan"), ("listen", "7443"), ("listen", "::1:7443"),
      ("listen", "localhost:"), ("listen", ":7443"), ("listen", "localhost:65536"),
      ("admin-listen", "7444"), ("log-level", "loud"), ("minimum-tls", "1.1"), ("strict", "maybe"),
    ])
  func unusable(name: String, text: String) throws {
    let flag = try #require(problems([name: [text]]))
    #expect(flag.description.contains("--\(name): “\(text)”"))
    #expect(flag.exitStatus == .usage)

    let variable = SettingsResolver.environmentName(of: name)
    let environment = try #require(problems(environment: [variable: text]))
    #expect(environment.description.contains("\(variable): “\(text)”"))
    #expect(environment.exitStatus == .configuration)

    let file = try #require(problems(file: #"{"\#(name)": "\#(text)"}"#))
    #expect(file.description.contains("settings.json: \(name): “\(text)”"))
    #expect(file.exitStatus == .configuration)
  }

  @Test("the admin listener is on this machine by default, elsewhere or off if so chosen")
  func adminListener() throws {
    let byDefault = try settings()
    #expect(byDefault.adminAddress?.description == "127.0.0.1:7444")
    #expect(!byDefault.isAdminAddressChosen)
    let off = try settings(environment: ["VERBATIM_ADMIN_LISTEN": "none"])
    #expect(off.adminAddress == nil)
    let socket = try settings(["admin-listen": ["unix:/run/admin.sock"]])
    #expect(socket.adminAddress == .unixSocket(path: "/run/admin.sock"))
    #expect(socket.isAdminAddressChosen)
  }

  @Test("all problems are told at once")
  func allProblems() throws {
    let errors = try #require(
      problems(["backlog": ["x"], "listen": ["y", "z:1"]], file: #"{"strict": 7}"#))
    #expect(errors.errors.count == 3)
  }

  @Test("an unknown member of the file is an error that names it and what may be meant")
  func unknownMember() throws {
    let near = try #require(problems(file: #"{"back-log": 5}"#))
    #expect(near.description.contains("“back-log”"))
    #expect(near.description.contains("did you mean “backlog”?"))
    let far = try #require(problems(file: #"{"colour": "blue"}"#))
    #expect(far.description.contains("“colour”"))
    #expect(far.exitStatus == .configuration)
  }

  @Test(
    "a file that holds no settings is refused",
    arguments: ["", "[]", "{", "7", #"{"backlog": null}"#, #"{"backlog": {"a": 1}}"#])
  func noSettings(text: String) throws {
    let errors = try #require(problems(file: text))
    #expect(errors.exitStatus == .configuration)
    #expect(errors.description.contains("settings.json"))
  }

  @Test("a settings file that does not exist is named")
  func missingFile() throws {
    let errors = try #require(problems(["settings": ["/nowhere/settings.json"]]))
    #expect(errors.description.contains("/nowhere/settings.json"))
    #expect(errors.exitStatus == .configuration)
  }

  @Test("numbers and truth values of the file are taken as they are")
  func kindsOfMembers() throws {
    let settings = try settings(
      file: #"{"strict": true, "maximum-reset-share": 0.25, "session-tickets": 2}"#)
    #expect(settings.isStrict)
    #expect(settings.server.limits.maximumResetShare == 0.25)
  }

  @Test("TLS takes both files, and neither with plaintext")
  func certificateFiles() throws {
    let neither = #expect(throws: SettingsErrors.self) {
      try Settings(flags: [:], environment: [:])
    }
    #expect(neither?.description.contains("--insecure-plaintext") == true)
    #expect(neither?.exitStatus == .usage)
    #expect(problems(["certificate": ["c.pem"]])?.description.contains("--private-key") == true)
    #expect(
      problems(["insecure-plaintext": ["true"], "certificate": ["c.pem"]])?.description
        .contains("insecure-plaintext goes with no") == true)
    let settings = try settings(["certificate": ["c.pem"], "private-key": ["k.pem"]])
    guard case .tls(let tls) = settings.server.security else {
      Issue.record("not TLS")
      return
    }
    #expect(tls == TLSServerConfiguration(certificateFile: "c.pem", privateKeyFile: "k.pem"))
  }

  @Test(
    "client certificates take authorities, and authorities ask for certificates",
    arguments: [
      (nil, "ca.pem", .required(.file("ca.pem"))), ("optional", "system", .optional(.system)),
      ("required", "ca.pem", .required(.file("ca.pem"))),
      (nil, nil, TLSServerConfiguration.ClientCertificates.none),
      ("none", nil, TLSServerConfiguration.ClientCertificates.none),
      ("none", "ca.pem", nil), ("required", nil, nil),
    ] as [(String?, String?, TLSServerConfiguration.ClientCertificates?)])
  func clientCertificates(
    mode: String?, authority: String?, expected: TLSServerConfiguration.ClientCertificates?
  ) throws {
    var flags = ["certificate": ["c.pem"], "private-key": ["k.pem"]]
    if let mode { flags["client-certificates"] = [mode] }
    if let authority { flags["client-ca"] = [authority] }
    guard let expected else {
      #expect(problems(flags) != nil)
      return
    }
    guard case .tls(let tls) = try settings(flags).server.security else {
      Issue.record("not TLS")
      return
    }
    #expect(tls.clientCertificates == expected)
  }

  @Test("each further certificate goes with a key of its own, in their order")
  func namedCertificates() throws {
    var flags = [
      "certificate": ["c.pem"], "private-key": ["k.pem"], "sni-certificate": ["a.pem", "b.pem"],
      "sni-private-key": ["a.key"],
    ]
    #expect(problems(flags)?.errors.first?.problem.contains("a key for each certificate") == true)
    flags["sni-private-key"] = ["a.key", "b.key"]
    guard case .tls(let tls) = try settings(flags).server.security else {
      Issue.record("not TLS")
      return
    }
    #expect(tls.namedCertificates.map(\.certificateFile) == ["a.pem", "b.pem"])
    #expect(tls.namedCertificates.map(\.privateKeyFile) == ["a.key", "b.key"])
  }

  @Test("revocation lists go with authorities of clients")
  func revocationLists() throws {
    var flags = [
      "certificate": ["c.pem"], "private-key": ["k.pem"], "client-crl": ["revoked.pem"],
    ]
    #expect(problems(flags)?.errors.first?.problem.contains("--client-ca is missing") == true)
    flags["client-ca"] = ["ca.pem"]
    guard case .tls(let tls) = try settings(flags).server.security else {
      Issue.record("not TLS")
      return
    }
    #expect(tls.revocationListFile == "revoked.pem")
  }

  @Test(
    "sizes and times are shown as they can be given again",
    arguments: [
      ("maximum-message-size", "4MiB", "4MiB"), ("maximum-message-size", "1536 KiB", "1536KiB"),
      ("maximum-message-size", "5000", "5000B"), ("idle-timeout", "never", "never"),
      ("idle-timeout", "90s", "90s"), ("idle-timeout", "1.5m", "90s"),
      ("idle-timeout", "120s", "2m"), ("handshake-timeout", "250ms", "250ms"),
      ("event-loops", "auto", "auto"), ("listen", "[::]:0", "[::]:0"),
    ])
  func shown(name: String, given: String, shown: String) throws {
    let entry = try settings([name: [given]]).entries.first { $0.name == name }
    #expect(entry?.value == shown)
    #expect(try settings([name: [shown]]).entries.first { $0.name == name }?.value == shown)
  }

  @Test("every setting has a flag, and every flag is a setting")
  func everyFlag() throws {
    let arguments = try ServerArguments.parse(["--insecure-plaintext"])
    let names = Set(try settings().entries.map(\.name))
    #expect(Set(arguments.texts.keys).subtracting([Settings.fileSetting]) == names)
    let help = ServerArguments.helpMessage()
    for name in names where name != "documents" { #expect(help.contains("--\(name)"), "\(name)") }
  }

  @Test("flags become the settings of their names")
  func parsedFlags() throws {
    let arguments = try ServerArguments.parse([
      "--listen", "127.0.0.1:1", "--listen", "127.0.0.1:2", "--no-strict", "--idle-timeout",
      "never", "a.txt", "folder", "--insecure-plaintext",
    ])
    let settings = try Settings(flags: arguments.texts, environment: ["VERBATIM_STRICT": "true"])
    #expect(settings.server.addresses.map(\.port) == [1, 2])
    #expect(settings.documents == ["a.txt", "folder"])
    #expect(settings.isStrict == false)
    #expect(settings.server.idleTimeout == nil)
  }

  @Test("the listing has every setting, its value and where that came from")
  func listing() throws {
    let lines = try settings(environment: ["VERBATIM_BACKLOG": "7"]).listing
    #expect(lines.contains { $0.hasPrefix("backlog ") && $0.hasSuffix("VERBATIM_BACKLOG") })
    #expect(lines.contains { $0.hasPrefix("listen ") && $0.contains("127.0.0.1:7443") })
  }

  @Test("variables that only look like settings are noticed")
  func unknownVariables() throws {
    let settings = try settings(environment: ["VERBATIM_BACKLOGS": "7", "HOME": "/"])
    #expect(settings.unknownVariables.map(\.name) == ["VERBATIM_BACKLOGS"])
    #expect(settings.unknownVariables.map(\.near) == ["VERBATIM_BACKLOG"])
  }
}
