internal import COpenSSL

/// OpenSSL's error queue, which belongs to the thread.
enum OpenSSLErrors {
  /// One entry of the queue.
  struct Entry {
    let library: Int32
    let reason: Int32
    let text: String
  }

  /// Empties the queue. Called before each OpenSSL call whose outcome is looked at: an old entry
  /// would be taken for its failure.
  @inline(__always)
  static func clear() {
    // Looking is cheaper than clearing, which goes over all 16 entries.
    if ERR_peek_error() != 0 { ERR_clear_error() }
  }

  /// Takes all entries, oldest first.
  static func drain() -> [Entry] {
    var entries: [Entry] = []
    while true {
      let code = ERR_get_error()
      guard code != 0 else { return entries }
      let library = ERR_GET_LIB(code)
      let reason = ERR_GET_REASON(code)
      let text: String
      if let words = ERR_reason_error_string(code) {
        text = String(cString: words)
      } else {
        text = "library \(library), reason \(reason)"
      }
      entries.append(Entry(library: library, reason: reason, text: text))
    }
  }
}

extension [OpenSSLErrors.Entry] {
  /// What each entry says.
  var texts: [String] { map(\.text) }

  func contains(library: Int32, reason: Int32) -> Bool {
    contains { $0.library == library && $0.reason == reason }
  }
}
