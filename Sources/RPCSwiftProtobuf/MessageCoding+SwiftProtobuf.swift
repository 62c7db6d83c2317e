#if SwiftProtobuf
  public import RPC
  public import SwiftProtobuf

  extension MessageCoding where Message: SwiftProtobuf.Message {
    /// Messages of swift-protobuf. What cannot be parsed ends the call with INTERNAL, as with every gRPC.
    public static var protobuf: MessageCoding<Message> {
      MessageCoding(
        encode: { try $0.serializedBytes() },
        decode: { try Message(serializedBytes: Array($0)) })
    }
  }
#endif
