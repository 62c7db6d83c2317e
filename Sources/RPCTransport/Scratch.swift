internal import HTTP2
internal import NIOCore

/// Memory that the connections of one event loop share while they are at work: an idle connection
/// holds none of it.
package final class Scratch {
  /// Plaintext a connection decrypts into: a few records of 16 KiB.
  let received = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
  /// Frames a connection is about to encrypt: whole frames that are whole records (see
  /// `HTTP2Session.largestPayload`), few enough to stay in the processor's second cache.
  let outgoing = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
  /// Ciphertext on its way to the socket, at most `largestWrite` and a bit. When the socket took
  /// everything its memory is used again; otherwise NIO keeps it and a new one is made.
  var ciphertext = ByteBuffer()

  /// Bytes of frames asked for at once that take long to make: one frame.
  static let smallRoom = HTTP2Session.minimumRoom

  /// Bytes given to the socket at once.
  package static let largestWrite = 256 * 1024

  /// Whose turn it is to send.
  let sendTurns = SendTurns()

  /// What its connections' sockets took and gave.
  package let traffic = LoopTraffic()

  package init() {}

  deinit {
    received.deallocate()
    outgoing.deallocate()
  }
}
