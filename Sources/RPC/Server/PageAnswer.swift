internal import HTTP1
internal import Synchronization

/// The answer to a request that is no call: a page of the site that the server has beside its methods.
///
/// States: making (the answer, or its next piece, is made by another thread), sending (what is made leaves),
/// complete (nothing follows what is made).
final class PageAnswer {
  /// What another thread makes.
  enum Part: Sendable {
    case beginning(HTTPResponse)
    /// Nil at the end.
    case piece([UInt8]?)
  }

  /// A part on its way to the connection's thread.
  final class Made: Sendable {
    private let part = Mutex<Part?>(nil)

    func put(_ part: Part) { self.part.withLock { $0 = part } }
    func take() -> Part? { part.withLock { $0.take() } }
  }

  let isHead: Bool
  let made = Made()
  /// What is being made; nil while nothing is.
  var work: ServerWork?
  /// Makes the next piece; nil where there is none.
  var next: (@Sendable (_ isCancelled: () -> Bool) throws -> [UInt8]?)?
  /// The stream was reset: what is made is not all.
  var isAborted = false
  private(set) var bytes: [UInt8] = []
  private(set) var offset = 0

  init(isHead: Bool) { self.isHead = isHead }

  var left: Int { bytes.count - offset }

  func begin(_ piece: [UInt8]) {
    bytes = piece
    offset = 0
  }

  func copy(_ count: Int, to destination: UnsafeMutableRawPointer) {
    bytes.withUnsafeBytes {
      guard count > 0, let base = $0.baseAddress else { return }
      destination.copyMemory(from: base + offset, byteCount: count)
    }
    offset += count
  }
}
