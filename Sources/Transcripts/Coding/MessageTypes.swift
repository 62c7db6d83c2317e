package import CVerbatimProto
package import Protobuf

/// The types of the messages that hold the archive's values.
package enum Messages {
  package static let meeting = MessageType(verbatim__v1__meeting__init)
  package static let source = MessageType(verbatim__v1__source__init)
  package static let section = MessageType(verbatim__v1__section__init)
  package static let statement = MessageType(verbatim__v1__statement__init)
  package static let attribution = MessageType(verbatim__v1__attribution__init)
  package static let delivery = MessageType(verbatim__v1__delivery__init)
  package static let mark = MessageType(verbatim__v1__mark__init)
  package static let timing = MessageType(verbatim__v1__timing__init)
  package static let lineSpan = MessageType(verbatim__v1__line_span__init)
  package static let speaker = MessageType(verbatim__v1__speaker__init)
  package static let speakerName = MessageType(verbatim__v1__speaker__name__init)
  package static let speakerRole = MessageType(verbatim__v1__speaker__role__init)
  package static let speakerIdentifier = MessageType(verbatim__v1__speaker__identifier__init)
}
