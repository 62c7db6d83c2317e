internal import ArgumentParser

/// Who may do what.
struct AccessArguments: ParsableArguments {
  @Option(
    help: .setting(
      """
      Who may do what, by token or client certificate. Without it everybody who can connect may read, and \
      nobody write.
      """, "file"),
    completion: .file())
  var policy: String?

  var texts: [String: [String]] { ["policy": policy.asTexts] }
}
