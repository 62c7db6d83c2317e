internal import Logging
internal import RPCServer

/// Renews a server's certificates on SIGHUP, and says what came of it.
struct Certificates: Sendable {
  let server: Server
  let state: DaemonState
  let logger: Logger

  /// Reads the files anew; keeps the old certificates where they cannot be used.
  func reload() {
    do {
      try server.reloadCertificates()
      state.update { values in
        values.reloads += 1
        values.reloadFailure = nil
      }
      logger.info("certificates read anew", metadata: metadata)
    } catch {
      state.update { values in
        values.failedReloads += 1
        values.reloadFailure = "\(error)"
      }
      logger.error(
        "certificates not renewed; the old ones stay",
        metadata: metadata.merging(["reason": "\(error)"]) { $1 })
    }
  }

  /// Whose certificate is shown now, and until when it is valid.
  private var metadata: Logger.Metadata {
    guard let certificate = server.certificate else { return [:] }
    return [
      "subject": "\(certificate.subject)",
      "valid_until": "\(Timestamp(milliseconds: Int(certificate.notAfter) * 1000))",
    ]
  }
}
