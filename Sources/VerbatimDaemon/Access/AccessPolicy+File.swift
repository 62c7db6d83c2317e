internal import AccessPolicy
internal import Logging
internal import RPCServer
internal import TLS
internal import TranscriptReading

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Why a policy cannot be used.
struct PolicyFailure: Error, CustomStringConvertible {
  let description: String
  let exitStatus: ExitStatus
}

extension AccessPolicy {
  /// Far more than anybody writes: a larger file is another one.
  private static let maximumFileSize = 1 << 20

  /// Reads a file.
  static func read(path: String) throws(PolicyFailure) -> AccessPolicy {
    guard path != "-" else {
      throw PolicyFailure(
        description: "the policy is a file, so that it can be read anew",
        exitStatus: .configuration)
    }
    var status = stat()
    // A pipe or a device holds something else at each look; a file that is missing is told of below.
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw PolicyFailure(
        description: "the policy \(path) is no file: it is read anew at each SIGHUP",
        exitStatus: .configuration)
    }
    do {
      let bytes = try Document(path: path).contents(limit: maximumFileSize)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw PolicyFailure(
          description: "the policy \(path) is not UTF-8: convert it", exitStatus: .configuration)
      }
      return try PolicyFile(text).policy
    } catch let error as PolicyFailure {
      throw error
    } catch let error as PolicyFile.SyntaxError {
      throw PolicyFailure(
        description: "the policy \(path) cannot be used: \(error)", exitStatus: .configuration)
    } catch {
      let status: ExitStatus =
        switch (error as? DocumentError)?.code {
        case .notFound: .noInput
        case .noPermission: .noPermission
        case .notATranscript, .malformed, .invalidEncoding, .tooLarge: .configuration
        default: .inputOutput
        }
      throw PolicyFailure(description: "the policy cannot be read: \(error)", exitStatus: status)
    }
  }

  /// What whoever wrote it may have meant otherwise.
  func reportDoubts(_ settings: Settings, _ logger: Logger) {
    if !unknowable.isEmpty {
      logger.warning(
        "principals of the policy have neither token nor certificate, so that nobody is them",
        metadata: ["principals": .array(unknowable.map { .string($0) })])
    }
    switch settings.server.security {
    case .insecurePlaintext:
      if hasTokens {
        logger.warning(
          "without TLS tokens are taken from this machine only, where nobody reads them on the way")
      }
      if hasCertificates {
        logger.warning("the policy names certificates, which nobody can show without TLS")
      }
    case .tls(let configuration):
      if hasCertificates, configuration.clientCertificates == .none {
        logger.warning(
          "the policy names certificates and the server asks for none: --client-ca is missing")
      }
    }
  }
}

extension AccessControl {
  /// What the settings' policy asks for; nil without one. Throws, and logs why, where it cannot be used.
  static func open(
    _ settings: Settings, _ tally: DenialTally, _ logger: Logger
  ) throws(ExitStatus) -> AccessControl? {
    guard let path = settings.policyFile else { return nil }
    do throws(PolicyFailure) {
      let policy = try AccessPolicy.read(path: path)
      policy.reportDoubts(settings, logger)
      var isPlaintext = false
      if case .insecurePlaintext = settings.server.security { isPlaintext = true }
      return AccessControl(policy, isPlaintext: isPlaintext, tally: tally)
    } catch {
      logger.critical("cannot start", metadata: ["reason": "\(error)"])
      throw error.exitStatus
    }
  }
}
