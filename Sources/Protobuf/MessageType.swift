package import CProtobufC

/// A type of message that protoc-c generated: what is needed to unpack one.
package struct MessageType<Message>: @unchecked Sendable {
  // Sendable is sound: a descriptor is constant data that the generated code links in.
  package let descriptor: UnsafePointer<ProtobufCMessageDescriptor>

  /// The type whose generated `…__init` function is `initialize`, which is the one place where C
  /// binds the struct to its descriptor: `MessageType(verbatim__v1__statement__init)`.
  package init(_ initialize: (UnsafeMutablePointer<Message>?) -> Void) {
    descriptor = withUnsafeTemporaryAllocation(of: Message.self, capacity: 1) { storage in
      initialize(storage.baseAddress)
      // Every generated struct begins with its ProtobufCMessage.
      return UnsafeRawPointer(storage.baseAddress!).load(as: ProtobufCMessage.self).descriptor
    }
    precondition(descriptor.pointee.sizeof_message == MemoryLayout<Message>.size)
  }

  /// Sets every field of `message` to its default.
  package func initialize(_ message: UnsafeMutablePointer<Message>) {
    protobuf_c_message_init(descriptor, message)
  }

  /// Full name of the type, `verbatim.v1.Statement`.
  package var name: String { String(cString: descriptor.pointee.name) }
}
