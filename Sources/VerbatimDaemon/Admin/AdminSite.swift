internal import AdminServer
internal import Archive
internal import OpenMetrics
internal import RPCServer

/// What the admin listener answers: a page for people, metrics for scrapers, health for whoever restarts
/// or routes.
struct AdminSite: Sendable {
  private let archive: Archive
  private let server: Server
  private let state: DaemonState

  init(archive: Archive, server: Server, state: DaemonState) {
    self.archive = archive
    self.server = server
    self.state = state
  }

  func respond(_ request: AdminRequest) -> AdminResponse {
    switch request.path {
    case "/": page()
    case "/metrics": metrics(request.accept)
    case "/healthz", "/readyz": health()
    case "/livez": AdminResponse("alive\n")
    default: AdminResponse("there are /, /metrics, /healthz, /readyz and /livez\n", status: 404)
    }
  }

  private func metrics(_ accept: String?) -> AdminResponse {
    let form = Exposition(accepting: accept)
    let families =
      ServerFamilies.all(server.statistics)
      + ProgramFamilies.archive(archive.snapshot, state.values)
      + ProgramFamilies.process(startTime: state.startTime)
    return AdminResponse(form.render(families), contentType: form.contentType)
  }

  /// Whether calls are served; who must not restart a server that loads for minutes asks /livez.
  private func health() -> AdminResponse {
    let values = state.values
    switch values.phase {
    case .serving: return AdminResponse("serving\n")
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
      statistics: server.statistics)
    return AdminResponse(
      page.html, contentType: "text/html; charset=utf-8",
      headers: [
        "Content-Security-Policy": StatusPage.contentSecurityPolicy,
        "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
      ])
  }
}
