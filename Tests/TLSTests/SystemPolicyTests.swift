import COpenSSL
import Foundation
import TestSupport
import Testing

@testable import TLS

/// The system's openssl.cnf is read once a process; so each test has its own.
@Suite struct SystemPolicyTests {
  @Test("a minimum version of openssl.cnf that is stricter than the setting stands")
  func stricterMinimum() async {
    await #expect(processExitsWith: .success) {
      try useSystemPolicy("MinProtocol = TLSv1.3")
      let context = try TLSContext(TLSClientConfiguration(minimumVersion: .tls12))
      #expect(verbatim_SSL_CTX_get_min_proto_version(context.pointer) == TLS1_3_VERSION)
      #expect(context.minimumVersion == TLS1_3_VERSION)
    }
  }

  @Test("a maximum version of openssl.cnf below the setting is an error that names both")
  func lowerMaximum() async {
    await #expect(processExitsWith: .success) {
      try useSystemPolicy("MaxProtocol = TLSv1.2")
      let error = try failure { try TLSContext(TLSClientConfiguration()) }
      #expect(error.code == .refusedByPolicy)
      #expect(error.message.contains("TLS 1.3") && error.message.contains("TLS 1.2"))
    }
  }

  @Test("a certificate that openssl.cnf's security level forbids is refused, and its file named")
  func securityLevel() async {
    await #expect(processExitsWith: .success) {
      try useSystemPolicy("CipherString = DEFAULT@SECLEVEL=4")  // 192 bits; P-256 has 128.
      let fixture = try Fixture()
      let error = try failure { try fixture.server() }
      #expect(error.code == .refusedByPolicy)
      #expect(error.message.contains(fixture.serverFiles.certificateFile))
    }
  }
}

/// Makes `line` this process's system policy. Called before anything of OpenSSL is.
private func useSystemPolicy(_ line: String) throws {
  let file = FileManager.default.temporaryDirectory
    .appendingPathComponent("verbatim-openssl-\(UUID().uuidString).cnf")
  let text =
    "openssl_conf = init\n[init]\nssl_conf = ssl\n[ssl]\nsystem_default = policy\n[policy]\n\(line)\n"
  try Data(text.utf8).write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  setenv("OPENSSL_CONF", file.path, 1)
  try #require(OPENSSL_init_ssl(UInt64(OPENSSL_INIT_LOAD_CONFIG), nil) == 1)
}
