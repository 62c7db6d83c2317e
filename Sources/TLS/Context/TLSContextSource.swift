internal import Synchronization

/// The context new sessions are made with, and its renewal when certificate files change. Sessions
/// that run keep the context they began with.
package final class TLSContextSource: Sendable {
  private let state: Mutex<TLSContext>
  /// Held over a whole reload, so that of two the later one stands; never by `current`.
  private let reloading = Mutex(())
  private let load: @Sendable () throws(TLSError) -> TLSContext

  /// Reads a server's files for the first time.
  package init(_ configuration: TLSServerConfiguration) throws(TLSError) {
    load = { () throws(TLSError) in try TLSContext(configuration) }
    state = Mutex(try load())
  }

  /// Reads a client's files for the first time.
  package init(_ configuration: TLSClientConfiguration) throws(TLSError) {
    load = { () throws(TLSError) in try TLSContext(configuration) }
    state = Mutex(try load())
  }

  /// The context for a session that begins now.
  package var current: TLSContext { state.withLock { $0 } }

  /// Reads all files anew and puts the new context in place. If anything is wrong with them, throws
  /// and keeps the old one. Blocks while files are read. Session tickets of before are then no longer
  /// taken: who held one makes a full handshake.
  package func reload() throws(TLSError) {
    try reloading.withLock { _ throws(TLSError) in
      let context = try load()
      state.withLock { $0 = context }
    }
  }
}
