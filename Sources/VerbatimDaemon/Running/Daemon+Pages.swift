internal import Archive
internal import HTTP1
internal import VerbatimWeb

extension Daemon {
  /// The pages, wherever they are asked for.
  func site(_ archive: Archive, _ access: AccessControl?, _ state: DaemonState) -> HTTPSite {
    let site = Site(archive, version: Version.program) {
      if state.values.phase == .loading { return .loading }
      return access?.isReadByEverybody ?? true ? .everybody : .nobody
    }
    return HTTPSite(limits: settings.webLimits) { try site.respond($0, isCancelled: $1) }
  }
}
