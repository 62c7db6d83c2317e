internal import AdminServer
internal import Archive
internal import ArchiveWriting
internal import HTTP1
internal import OpenMetrics
internal import RPCServer
internal import VerbatimServer

/// What the admin listener answers: a page for people, metrics for scrapers, health for whoever restarts
/// or routes.
struct AdminSite: Sendable {
  private let archive: Archive
  private let following: Following?
  /// Nil where nothing is remembered.
  private let writing: Writing?
  private let server: Server
  private let observers: Observers?
  private let state: DaemonState
  private let log: LineOutput
  /// Nil where no pages are served.
  private let web: HTTPTally?

  /// How long an event loop has to say that it lives. Calls that take longer on a loop delay all others
  /// of it, so that a loop that is late by this is as good as stuck.
  private static let patience = Duration.seconds(2)

  init(
    archive: Archive, following: Following? = nil, writing: Writing? = nil, server: Server,
    observers: Observers? = nil, state: DaemonState, log: LineOutput,
    web: HTTPTally? = nil
  ) {
    self.web = web
    self.observers = observers
    self.log = log
    self.following = following
    self.writing = writing
    self.archive = archive
    self.server = server
    self.state = state
  }

  func respond(_ request: AdminRequest) -> AdminResponse {
    switch request.path {
    case "/": page()
    case "/metrics": metrics(request.accept)
    case "/healthz", "/readyz": health()
    case "/livez": life()
    default: AdminResponse("there are /, /metrics, /healthz, /readyz and /livez\n", status: 404)
    }
  }

  private func metrics(_ accept: String?) -> AdminResponse {
    let form = Exposition(accepting: accept)
    let families =
      ServerFamilies.all(server.statistics) + (observers?.families ?? [])
      + WebFamilies.all(web?.value)
      + ProgramFamilies.archive(archive.snapshot, state.values)
      + ProgramFamilies.lasting(following)
      + IndexFamilies.all(following?.lasting)
      + WritingFamilies.all(writing)
      + ProgramFamilies.searches(archive.snapshot.allowance)
      + ProgramFamilies.operation(
        state.values, droppedLines: log.droppedCount, certificateEnd: server.certificate?.notAfter)
      + ProgramFamilies.process(startTime: state.startTime)
    return AdminResponse(form.render(families), contentType: form.contentType)
  }

  /// Whether every event loop is at work.
  private func life() -> AdminResponse {
    // Loops that were told to end answer no more.
    guard state.values.phase != .draining else { return AdminResponse("alive\n") }
    let silent = server.silentLoops(within: Self.patience)
    guard !silent.isEmpty else { return AdminResponse("alive\n") }
    let names = silent.map { "\($0)" }.joined(separator: ", ")
    return AdminResponse(
      "stuck: no answer within \(TimeSpan.text(Self.patience)) of the event loops \(names)\n",
      status: 503)
  }

  /// Whether calls are served; who must not restart a server that loads for minutes asks /livez.
  private func health() -> AdminResponse {
    let values = state.values
    switch values.phase {
    case .serving:
      guard let wanted = values.wanted else { return AdminResponse("serving\n") }
      return AdminResponse("not ready: \(wanted)\n", status: 503)
    case .loading:
      return AdminResponse(
        "loading: \(values.documentsRead) of \(values.documents) documents, "
          + "\(values.statements) statements\n", status: 503, headers: ["Retry-After": "5"])
    case .draining: return AdminResponse("draining\n", status: 503)
    }
  }

  private func page() -> AdminResponse {
    let page = StatusPage(
      values: state.values, uptime: state.uptime, snapshot: archive.snapshot,
      statistics: server.statistics, certificate: server.certificate,
      droppedLines: log.droppedCount)
    return AdminResponse(
      page.html, contentType: "text/html; charset=utf-8",
      headers: [
        "Content-Security-Policy": StatusPage.contentSecurityPolicy,
        "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
      ])
  }
}
