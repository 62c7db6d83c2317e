package import NIOCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Stops a listening socket from accepting for a moment when the system has no room for another
/// connection. It would be readable all the time, and its event loop do nothing but fail to accept; the
/// connections that wait, wait in the kernel's backlog.
package final class AcceptPause: ChannelInboundHandler {
  package typealias InboundIn = any Channel

  /// How long nothing is accepted.
  private let pause: TimeAmount
  private let onPause: (_ reason: String) -> Void
  private var timer: Scheduled<Void>?

  /// `onPause` is told, on the loop, why nothing can be accepted, each time that this is found anew.
  package init(
    _ pause: TimeAmount = .milliseconds(250), onPause: @escaping (_ reason: String) -> Void
  ) {
    self.pause = pause
    self.onPause = onPause
  }

  package func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let reason = Self.shortage(error) else {
      context.fireErrorCaught(error)
      return
    }
    guard timer == nil else { return }
    onPause(reason)
    setAccepting(false, context)
    let me = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: pause) {
      let (handler, context) = me.value
      handler.timer = nil
      handler.setAccepting(true, context)
    }
  }

  package func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    timer = nil
    context.fireChannelInactive()
  }

  package func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
    timer = nil
  }

  private func setAccepting(_ isOn: Bool, _ context: ChannelHandlerContext) {
    // It fails for a channel that is closed, which accepts nothing in any case.
    try? context.channel.syncOptions?.setOption(.autoRead, value: isOn)
  }

  /// What there is too little of, if an error says so: accept(2).
  static func shortage(_ error: any Error) -> String? {
    switch (error as? IOError)?.errnoCode {
    case EMFILE: "this process has as many descriptors open as it may"
    case ENFILE: "the system has as many files open as it can"
    case ENOBUFS, ENOMEM: "the system has no memory for another socket"
    default: nil
    }
  }
}
