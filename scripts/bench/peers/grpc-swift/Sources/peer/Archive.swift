import GRPCCore
import GRPCProtobuf

/// The two methods of verbatim.v1.Archive that are measured.
enum ArchiveMethods {
  private static let service = ServiceDescriptor(fullyQualifiedService: "verbatim.v1.Archive")
  static let getStatement = MethodDescriptor(service: service, method: "GetStatement")
  static let streamStatements = MethodDescriptor(service: service, method: "StreamStatements")
}

/// Serves statements that are there as messages, as generated code would register the methods.
struct ArchiveService: RegistrableRPCService {
  private let statements: [Verbatim_V1_Statement]
  private let positions: [String: Int]
  /// Messages handed over at once: one at a time costs a suspension each.
  private static let batch = 64

  init(_ statements: [Verbatim_V1_Statement]) {
    self.statements = statements
    positions = Dictionary(
      statements.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { $1 })
  }

  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    let (statements, positions) = (statements, positions)
    router.registerHandler(
      forMethod: ArchiveMethods.getStatement,
      deserializer: ProtobufDeserializer<Verbatim_V1_GetStatementRequest>(),
      serializer: ProtobufSerializer<Verbatim_V1_Statement>()
    ) { request, _ in
      let single = try await ServerRequest(stream: request)
      guard let position = positions[single.message.id] else {
        throw RPCError(code: .notFound, message: "no statement of this id")
      }
      return StreamingServerResponse(single: ServerResponse(message: statements[position]))
    }
    router.registerHandler(
      forMethod: ArchiveMethods.streamStatements,
      deserializer: ProtobufDeserializer<Verbatim_V1_StreamStatementsRequest>(),
      serializer: ProtobufSerializer<Verbatim_V1_Statement>()
    ) { request, _ in
      let single = try await ServerRequest(stream: request)
      let limit = single.message.limit
      let end = limit == 0 ? statements.count : min(statements.count, Int(limit))
      return StreamingServerResponse { writer in
        for start in stride(from: 0, to: end, by: Self.batch) {
          try await writer.write(contentsOf: statements[start..<min(end, start + Self.batch)])
        }
        return [:]
      }
    }
  }
}
