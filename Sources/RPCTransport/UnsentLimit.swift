package import NIOCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// How much the kernel takes of a connection ahead of what it can send.
package enum UnsentLimit {
  /// The option of TCP sockets.
  package static let option = ChannelOptions.Types.SocketOption(
    level: .tcp, name: NIOBSDSocket.Option(rawValue: CInt(TCP_NOTSENT_LOWAT)))

  /// Bytes that are written and have not left. What the session puts first, a small answer beside large
  /// ones, waits behind these; without a limit that is megabytes. Enough for a write of its own to be
  /// under way while the next is encrypted.
  package static let bytes: ChannelOptions.Types.SocketOption.Value = 128 * 1024
}
