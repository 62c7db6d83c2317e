package import ArchiveProtocol
internal import Protobuf
package import RPC

extension MessageForm {
  /// Requests and answers of a method as JSON, by their descriptors.
  package init<Request, Response>(
    _ request: JSONMessage<Request>, _ response: JSONMessage<Response>
  ) {
    self.init { json in
      do throws(QueryError) {
        return try RequestJSON.message(json, request)
      } catch {
        throw RPCError(.invalidArgument, error.message)
      }
    } makeWriter: {
      let writer = MessageJSONWriter(response)
      return { message, json in
        do throws(ProtobufError) {
          try writer.append(message, to: &json)
        } catch {
          throw RPCError(.internalError, "an answer cannot be written as JSON")
        }
      }
    }
  }
}
