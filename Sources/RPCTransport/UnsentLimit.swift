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
  /// ones, waits behind these; the kernel's own limit is 4 MiB. With less, a fast stream is written in
  /// more and smaller pieces: 128 KiB cost a fifth to a third more CPU time over loopback, 1 MiB a tenth,
  /// this nothing that could be measured.
  package static let bytes: ChannelOptions.Types.SocketOption.Value = 2 * 1024 * 1024
}
