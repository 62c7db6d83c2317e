import RPC
import RPCClient
import Testing

@testable import RPCServer

/// Answers of the reflection service, field by field. Python's client checks the whole of it.
@Suite struct ReflectionTests {
  private static func field(_ number: UInt8, _ text: String) -> [UInt8] {
    [number << 3 | 2, UInt8(text.utf8.count)] + Array(text.utf8)
  }

  private static let service = ReflectionService(
    name: Reflection.serviceNames[0],
    reflection: Reflection([.standard], services: ["b.Second", "a.First"]))

  private static func answer(_ request: [UInt8]) throws -> [UInt8] {
    try request.withUnsafeBytes { try service.answer($0) }
  }

  /// The part of an answer after the request that it repeats.
  private static func rest(of request: [UInt8]) throws -> [UInt8] {
    let answer = try answer(request)
    let head = [0x12, UInt8(request.count)] + request
    #expect(answer.starts(with: head))
    return Array(answer.dropFirst(head.count))
  }

  @Test("the embedded descriptors are read, all files of Proto/ with what they import")
  func standard() {
    let names = Set(DescriptorSet.standard.files.map(\.name))
    for name in [
      "grpc/health/v1/health.proto", "grpc/reflection/v1/reflection.proto",
      "grpc/reflection/v1alpha/reflection.proto", "verbatim/v1/archive.proto",
      "verbatim/v1/transcript.proto", "google/rpc/status.proto", "google/protobuf/any.proto",
    ] {
      #expect(names.contains(name))
    }
    for file in DescriptorSet.standard.files {
      #expect(names.isSuperset(of: file.dependencies))
    }
  }

  @Test(
    "symbols of every kind are found",
    arguments: [
      "verbatim.v1.Archive", "verbatim.v1.Archive.GetMeeting", "verbatim.v1.Statement",
      "grpc.health.v1.HealthCheckResponse.ServingStatus",
      "grpc.health.v1.HealthCheckResponse.SERVING", "verbatim.v1.Statement.id",
      "grpc.reflection.v1.ServerReflectionRequest.message_request",
    ])
  func symbols(_ symbol: String) {
    let reflection = Self.service.reflection
    #expect(reflection.file(containing: symbol)?.isEmpty == false)
    #expect(reflection.file(containing: symbol + ".no") == nil)
    #expect(reflection.file(containing: "." + symbol) == nil)
  }

  @Test("a file comes with transitive files, itself first and each once")
  func transitive() throws {
    let files = try #require(Self.service.reflection.file(named: "google/rpc/status.proto"))
    let names = try files.map { try $0.withUnsafeBytes { try FileDescriptor($0).name } }
    #expect(names == ["google/rpc/status.proto", "google/protobuf/any.proto"])
  }

  @Test("services are listed in order, whatever the text")
  func list() throws {
    let answer = try Self.rest(of: Self.field(7, "*"))
    let list = Self.field(1, "a.First").withLength(1) + Self.field(1, "b.Second").withLength(1)
    #expect(answer == list.withLength(6))
  }

  @Test("not found is error 5 inside the response", arguments: [3, 4, 6] as [UInt8])
  func notFound(_ kind: UInt8) throws {
    let answer = try Self.rest(of: Self.field(kind, "no.Such"))
    #expect(answer[0] == 7 << 3 | 2)
    #expect(answer[2...3] == [0x08, 5])
    let empty = try Self.rest(of: [])
    #expect(empty[2...3] == [0x08, 3])
  }

  @Test("extensions are found by type and number")
  func extensions() throws {
    // FileDescriptorProto: name, package, message_type { name }, extension { name, extendee, number }.
    let file =
      Self.field(1, "x.proto") + Self.field(2, "x") + Self.field(1, "Base").withLength(4)
      + (Self.field(1, "more") + Self.field(2, ".x.Base") + [0x18, 100]).withLength(7)
    let set = try DescriptorSet(file.withLength(1))
    let reflection = Reflection([set], services: [])
    #expect(reflection.file(extending: "x.Base", by: 100) == [file])
    #expect(reflection.file(extending: "x.Base", by: 101) == nil)
    #expect(reflection.file(containing: "x.more") == [file])
    #expect(reflection.extensionNumbers(of: "x.Base") == [100])
    #expect(reflection.extensionNumbers(of: "x.Other") == nil)
  }

  @Test("what is no descriptor set is refused, messages nested without end too")
  func hostile() {
    #expect(throws: DescriptorSetError.self) { try DescriptorSet([0x0a, 200, 1]) }
    var message = Self.field(1, "M")
    for _ in 0..<200 { message = Self.field(1, "M") + message.withLength(3) }
    #expect(throws: DescriptorSetError.self) {
      try DescriptorSet(message.withLength(4).withLength(1))
    }
  }

  @Test("a server answers both versions where reflection is on, and neither where it is not")
  func served() async throws {
    for isOn in [true, false] {
      try await TestServer.with(TestService()) {
        $0.reflection = isOn ? [] : nil
      } _: { server in
        for name in Reflection.serviceNames {
          let method = MethodDescriptor(
            service: name, method: "ServerReflectionInfo", kind: .bidirectionalStreaming)
          let responses = try server.channel().bidirectionalStreaming(
            method, encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes
          ) { requests in try await requests.write(Self.field(7, "")) }
          do {
            for try await response in responses {
              #expect(String(decoding: response, as: UTF8.self).contains("test.Service"))
              #expect(String(decoding: response, as: UTF8.self).contains(name))
            }
            #expect(isOn)
          } catch let error as RPCError {
            #expect(error.code == .unimplemented && !isOn)
          }
        }
      }
    }
  }
}

extension [UInt8] {
  /// The bytes as a field of this number.
  fileprivate func withLength(_ field: UInt8) -> [UInt8] {
    let length =
      count < 128 ? [UInt8(count)] : [UInt8(count & 0x7f) | 0x80, UInt8(count >> 7)]
    return [field << 3 | 2] + length + self
  }
}
