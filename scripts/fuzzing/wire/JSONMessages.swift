import ArchiveProtocol
import Fuzzing
import Protobuf
import Transcripts

/// Messages of the schema as JSON: what is read must be written as what is read again.
enum JSONMessages {
  static func check(_ bytes: [UInt8]) throws {
    guard let first = bytes.first else { return }
    let json = Array(bytes.dropFirst())
    switch first % 3 {
    case 0: check(json, Messages.statement, JSONPlans.statement)
    case 1: check(json, Messages.meeting, JSONPlans.meeting)
    default: check(json, Messages.speaker, JSONPlans.speaker)
    }
  }

  private static func check<Message>(
    _ json: [UInt8], _ type: MessageType<Message>, _ plan: JSONPlan
  ) {
    guard let once = rewritten(json, type, plan) else { return }
    guard let twice = rewritten(once, type, plan) else {
      fatalError("what was written is not read: \(String(decoding: once, as: UTF8.self))")
    }
    Fuzzing.require(once == twice, "what was read again is not what was written")
  }

  /// The message as this program writes it; nil where it cannot be read, which has to be said.
  private static func rewritten<Message>(
    _ json: [UInt8], _ type: MessageType<Message>, _ plan: JSONPlan
  ) -> [UInt8]? {
    let arena = MessageArena()
    return withExtendedLifetime(arena) {
      json.withUnsafeBytes { bytes -> [UInt8]? in
        var reader = JSONReader(bytes, arena: arena, maximumDepth: 32)
        do throws(JSONFault) {
          let message = try reader.only(type, plan)
          var printer = JSONPrinter()
          printer.message(message, plan)
          return printer.bytes
        } catch {
          Fuzzing.require(!"\(error)".isEmpty, "a fault without words")
          return nil
        }
      }
    }
  }
}
