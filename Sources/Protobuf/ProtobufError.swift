/// Why bytes are not the message they should be.
package struct ProtobufError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of fault it is.
  package var code: Code
  /// What was wrong and where, in a sentence for the sender.
  package var message: String

  package init(code: Code, message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }

  /// Kinds of fault.
  package enum Code: Hashable, Sendable {
    /// The bytes break the wire format or a field has another wire type than its definition.
    case malformed
    /// The message is longer than protobuf allows.
    case tooLong
    /// The message would take far more memory than its length warrants.
    case expandsTooFar
    /// The message has more fields than are taken.
    case tooManyFields
    /// Messages are nested too deeply.
    case nestedTooDeeply
    /// A text field is not valid UTF-8.
    case invalidUTF8
    /// A text field holds a NUL.
    case textHoldsNUL
    /// A field's value is none that the field may have.
    case invalidValue
  }
}
