internal import CVerbatimProto
internal import Protobuf

/// Schemas of services and messages: what `protoc --include_imports --descriptor_set_out=FILE` writes,
/// a `google.protobuf.FileDescriptorSet`.
public struct DescriptorSet: Sendable {
  let files: [FileDescriptor]

  /// Reads an encoded set. Throws `DescriptorSetError` when it is none.
  public init(_ bytes: [UInt8]) throws {
    do {
      files = try bytes.withUnsafeBytes { try Self.files($0) }
    } catch let error as ProtobufError {
      throw DescriptorSetError(description: "this is no FileDescriptorSet: \(error)")
    }
  }

  private init(files: [FileDescriptor]) { self.files = files }

  private static func files(_ bytes: UnsafeRawBufferPointer) throws -> [FileDescriptor] {
    var files: [FileDescriptor] = []
    var reader = WireReader(bytes)
    while let (field, value) = try reader.next() {
      if field == 1, case .bytes(let file) = value { files.append(try FileDescriptor(file)) }
    }
    return files
  }

  /// The schemas this package brings: health, reflection, rich errors, and those of Verbatim itself.
  public static let standard: DescriptorSet = {
    let bytes = UnsafeRawBufferPointer(
      start: verbatim_descriptor_set(), count: verbatim_descriptor_set_size())
    // Made by scripts/generate-proto; a test reads it.
    return DescriptorSet(files: (try? files(bytes)) ?? [])
  }()
}

/// Why bytes are no set of descriptors.
public struct DescriptorSetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public var description: String
}
