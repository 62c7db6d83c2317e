internal import AccessPolicy
internal import Logging
internal import RPCServer

/// What SIGHUP reads anew: certificates and the policy, each by itself.
struct Renewal: Sendable {
  let certificates: Certificates
  /// Nil without a policy.
  let access: AccessControl?
  let settings: Settings
  let state: DaemonState
  let logger: Logger

  init(
    server: Server, access: AccessControl?, settings: Settings, state: DaemonState, logger: Logger
  ) {
    certificates = Certificates(server: server, state: state, logger: logger)
    self.access = access
    self.settings = settings
    self.state = state
    self.logger = logger
  }

  /// Reads all of it; keeps what it was where the new cannot be used.
  func run() {
    guard certificates.server.certificate != nil || access != nil else {
      return logger.info(
        "SIGHUP has nothing to read anew: this server has no certificates and no policy")
    }
    if certificates.server.certificate != nil { certificates.reload() }
    if let access, let path = settings.policyFile { reload(access, path) }
  }

  private func reload(_ access: AccessControl, _ path: String) {
    do throws(PolicyFailure) {
      let policy = try AccessPolicy.read(path: path)
      policy.reportDoubts(settings, logger)
      access.replace(policy)
      state.update { values in
        values.policyReloads += 1
        values.policyReloadFailure = nil
      }
      logger.info(
        "policy read anew", metadata: ["principals": .stringConvertible(policy.principalCount)])
    } catch {
      state.update { values in
        values.failedPolicyReloads += 1
        values.policyReloadFailure = "\(error)"
      }
      logger.error("policy not renewed; the old one stays", metadata: ["reason": "\(error)"])
    }
  }
}
