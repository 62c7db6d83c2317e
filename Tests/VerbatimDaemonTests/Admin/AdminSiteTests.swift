import AdminServer
import Archive
import Foundation
import Logging
import RPC
import RPCServer
import Testing
import TranscriptReading
import VerbatimServer

@testable import VerbatimDaemon

@Suite("The admin pages")
struct AdminSiteTests {
  let folder: TemporaryFolder
  let archive = Archive()
  let state = DaemonState()
  let site: AdminSite
  let server: Server

  init() throws {
    folder = try TemporaryFolder()
    server = try Server(
      ServerConfiguration(
        addresses: [.init(host: "127.0.0.1", port: 0)], security: .insecurePlaintext),
      services: [ArchiveService(archive: archive)], logger: Logger(label: "test"))
    site = AdminSite(
      archive: archive, server: server, state: state, log: LineOutput(descriptor: -1))
  }

  private func load() throws {
    try folder.write("a.jsonl", meetingLines("one", statements: 3))
    try folder.write("b", "")
    let progress = LoadProgress(
      documentCount: 2, output: LineOutput(descriptor: -1),
      logger: Logger(label: "test") { _ in
        SwiftLogNoOpLogHandler()
      }, state: state)
    _ = try DocumentLoader(options: .init(), observe: progress.note).load(
      DocumentFinder(paths: [folder.path]).documents, into: archive)
  }

  private func get(_ path: String) -> AdminResponse { site.respond(AdminRequest(path: path)) }

  @Test("health is 503 while documents load and while calls drain, and 200 between")
  func health() async throws {
    state.update { $0.documents = 7 }
    #expect(get("/healthz").status == 503)
    #expect(get("/healthz").body == "loading: 0 of 7 documents, 0 statements\n")
    #expect(get("/livez").status == 200)
    state.update { $0.phase = .serving }
    #expect(get("/readyz") == AdminResponse("serving\n"))
    state.update { $0.wanted = "the archive holds no meeting" }
    #expect(get("/readyz").status == 503)
    #expect(get("/readyz").body.contains("holds no meeting"))
    #expect(get("/metrics").body.contains("\nverbatim_ready 0\n"))
    state.update { $0.phase = .draining }
    #expect(get("/healthz").status == 503)
    #expect(get("/other").status == 404)
    await server.shutdown(grace: .zero)
  }

  @Test("metrics tell of the archive, the documents and the process, in the form asked for")
  func metrics() async throws {
    try load()
    state.update { values in
      values.phase = .serving
      values.loadTime = .milliseconds(1500)
    }
    let page = site.respond(
      AdminRequest(path: "/metrics", accept: "application/openmetrics-text; version=1.0.0"))
    #expect(page.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
    for line in [
      "verbatim_archive_meetings 1", "verbatim_archive_statements 3", "verbatim_archive_speakers 1",
      "verbatim_documents 2", "verbatim_documents_read 2", "verbatim_documents_left_out 1",
      "verbatim_ready 1", "verbatim_load_seconds 1.5", "verbatim_connections_open 0",
      "verbatim_documents_replaced_total 0", "verbatim_documents_repeated_total 0",
      "verbatim_log_lines_dropped_total 0", "verbatim_memory_given_back_bytes_total 0",
      "verbatim_certificate_reload_failing 0",
      "verbatim_workers_busy 0", "verbatim_workers_long 0", "verbatim_workers_queued 0",
      "verbatim_workers_calls_total{outcome=\"finished\"} 0",
      "verbatim_workers_calls_total{outcome=\"cancelled\"} 0",
      "verbatim_workers_calls_total{outcome=\"rejected\"} 0",
      "# TYPE process_cpu_seconds counter",
      "verbatim_search_limits_reached_total{limit=\"maximum-query-words\"} 0",
      "verbatim_stem_tables_size_bytes 0", "# UNIT verbatim_archive_size_bytes bytes",
    ] { #expect(page.body.contains("\n\(line)\n"), "\(line)") }
    #expect(page.body.contains("verbatim_build_info{version=\"\(Version.program)\",openssl=\"3."))
    #expect(page.body.hasSuffix("\n# EOF\n"))
    #expect(get("/metrics").contentType == "text/plain; version=0.0.4; charset=utf-8")
    await server.shutdown(grace: .zero)
  }

  @Test("certificates that could not be read anew are seen in the metrics until they are")
  func failedReload() async throws {
    state.update { values in
      values.failedReloads = 2
      values.reloadFailure = "the key does not fit"
    }
    var body = get("/metrics").body
    #expect(body.contains("\nverbatim_certificate_reload_failing 1\n"))
    #expect(body.contains("\nverbatim_certificate_reloads_total{result=\"failure\"} 2\n"))
    #expect(get("/").body.contains("the key does not fit"))
    state.update { values in
      values.reloads = 1
      values.reloadFailure = nil
    }
    body = get("/metrics").body
    #expect(body.contains("\nverbatim_certificate_reload_failing 0\n"))
    #expect(body.contains("\nverbatim_certificate_reloads_total{result=\"success\"} 1\n"))
    await server.shutdown(grace: .zero)
  }

  @Test("the page shows progress while loading, and what is served afterwards, without any script")
  func page() async throws {
    state.update { $0.documents = 12 }
    #expect(get("/").body.contains("<progress max=\"12\" value=\"0\">"))
    try load()
    state.update { values in
      values.phase = .serving
      values.addresses = ["127.0.0.1:7443", "unix:/a<b>&\"c\""]
    }
    let page = get("/")
    #expect(page.contentType == "text/html; charset=utf-8")
    #expect(page.body.contains("<dt>statements</dt><dd>3</dd>"))
    #expect(page.body.contains("<dt>first day</dt><dd>2031-03-01</dd>"))
    #expect(page.body.contains("unix:/a&lt;b&gt;&amp;&quot;c&quot;"))
    #expect(!page.body.contains("<script") && !page.body.contains("style="))
    let policy = try #require(page.headers["Content-Security-Policy"])
    #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
    await server.shutdown(grace: .zero)
  }

  @Test(
    "figures are written as people read them",
    arguments: [
      (Figures.count(1_234_567), "1,234,567"), (Figures.count(12), "12"),
      (Figures.count(123), "123"), (Figures.bytes(999), "999 B"), (Figures.bytes(7_210), "7.2 kB"),
      (Figures.bytes(721_000_000), "721 MB"), (Figures.seconds(0.000037), "37 µs"),
      (Figures.seconds(0.0042), "4.2 ms"), (Figures.seconds(nil), "–"),
      (Figures.time(.milliseconds(420)), "0.4 s"), (Figures.time(.seconds(3725)), "1 h 2 min"),
      (Figures.time(.seconds(65)), "1 min 5 s"), (Figures.time(.seconds(273_600)), "3 d 4 h"),
    ])
  func figures(_ text: String, _ expected: String) { #expect(text == expected) }
}
