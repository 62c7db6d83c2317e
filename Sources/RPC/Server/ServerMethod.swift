/// What answers a method.
package enum ServerHandler: Sendable {
  /// What a task runs. It stays where it was started: each change of executor, even to the same one,
  /// costs a look at all that the task inherited.
  package typealias Body = nonisolated(nonsending) @Sendable () async throws -> Void
  package typealias Handler =
    nonisolated(nonsending) @Sendable (ServerExchange) async throws -> Void

  /// Answers at once from memory, on the connection's thread, or says what other threads are to do for
  /// the answer. For methods that take one request.
  case immediate(@Sendable (ServerCall, UnsafeRawBufferPointer) throws -> ServerResponse)
  /// Runs as a task on the connection's own event loop, once the one request that the method takes is
  /// here. It is given without its prefix, valid during the call only; what is returned is run.
  case single(@Sendable (ServerExchange, UnsafeRawBufferPointer) throws -> Body)
  /// Runs as a task on the connection's own event loop from the call's headers on, for all four kinds.
  case asynchronous(Handler)
}

/// What an immediate handler answers with.
package enum ServerResponse {
  /// Messages that are ready.
  case messages(EncodedMessages)
  /// Messages that are pulled as they can be sent.
  case source(any MessageSource)
  /// What another thread is to answer; not with work once more.
  case work(ServerWork.Body)
}

/// A method with its handler.
package final class ServerMethod: Sendable {
  package let descriptor: MethodDescriptor
  package let handler: ServerHandler
  /// How its messages are known as JSON; nil where they are not.
  package let json: MessageForm?
  /// It changes nothing, so that it may be called by GET.
  package let hasNoSideEffects: Bool
  /// The bytes of `:path`.
  let path: [UInt8]
  /// Its place among the methods of its table.
  let number: Int

  package convenience init(
    _ descriptor: MethodDescriptor, _ handler: ServerHandler, json: MessageForm? = nil,
    hasNoSideEffects: Bool = false
  ) {
    self.init(
      descriptor, handler, json: json, hasNoSideEffects: hasNoSideEffects, number: 0)
  }

  private init(
    _ descriptor: MethodDescriptor, _ handler: ServerHandler, json: MessageForm?,
    hasNoSideEffects: Bool, number: Int
  ) {
    self.descriptor = descriptor
    self.handler = handler
    self.json = json
    self.hasNoSideEffects = hasNoSideEffects
    self.number = number
    path = Array(descriptor.path.utf8)
  }

  /// The same at a place in a table.
  func numbered(_ number: Int) -> ServerMethod {
    ServerMethod(
      descriptor, handler, json: json, hasNoSideEffects: hasNoSideEffects, number: number)
  }
}

/// Every method of a server, found by the bytes of `:path` without making a String.
package final class MethodTable: Sendable {
  private let slots: [ServerMethod?]
  /// The methods, each at its number.
  package let descriptors: [MethodDescriptor]
  private let services: Set<String>

  /// A path that several methods have; nil where there is none.
  package static func doublet(of methods: [ServerMethod]) -> String? {
    var paths: Set<String> = []
    return methods.lazy.map(\.descriptor.path).first { !paths.insert($0).inserted }
  }

  /// A table of methods with different paths.
  package init(_ methods: [ServerMethod]) {
    var slots = [ServerMethod?](repeating: nil, count: max(16, methods.count * 4).nextPowerOfTwo)
    for (number, method) in methods.enumerated() {
      let path = method.path
      var index = path.withUnsafeBytes { Self.hash($0) } & (slots.count - 1)
      while let taken = slots[index] {
        precondition(taken.path != path, "\(method.descriptor.path) is registered twice")
        index = (index + 1) & (slots.count - 1)
      }
      slots[index] = method.numbered(number)
    }
    self.slots = slots
    descriptors = methods.map(\.descriptor)
    services = Set(methods.map(\.descriptor.service))
  }

  /// The method of a path. Most calls of a connection are to the same method, `last`.
  func find(_ path: UnsafeRawBufferPointer, last: ServerMethod?) -> ServerMethod? {
    if let last, path.equals(last.path) { return last }
    var index = Self.hash(path) & (slots.count - 1)
    while let slot = slots[index] {
      if path.equals(slot.path) { return slot }
      index = (index + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Whether a path lies within one of the services.
  func hasService(of path: String) -> Bool {
    services.contains(String(path.dropFirst().prefix { $0 != "/" }))
  }

  /// Why a path has no method.
  func unimplemented(_ path: String) -> RPCError {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].isEmpty else {
      return RPCError(.unimplemented, "\"\(path)\" is not a method's path, /Service/Method")
    }
    return services.contains(String(parts[1]))
      ? RPCError(.unimplemented, "the service \(parts[1]) has no method \(parts[2])")
      : RPCError(.unimplemented, "this server has no service \(parts[1])")
  }

  /// FNV-1a; the table is fixed before anything is received, so nobody can make it degenerate
  /// beyond its few entries.
  private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return Int(truncatingIfNeeded: hash ^ (hash >> 32))
  }
}

extension Int {
  fileprivate var nextPowerOfTwo: Int { 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
