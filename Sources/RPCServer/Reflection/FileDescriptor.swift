internal import Protobuf

/// What reflection needs to know of a file, read from its `google.protobuf.FileDescriptorProto`: the
/// field numbers below are those of descriptor.proto.
struct FileDescriptor: Sendable {
  /// An extension and what it extends.
  struct Extension: Hashable, Sendable {
    var type: String
    var number: Int32
  }

  /// Messages within messages that are looked at; protobuf's own libraries take no more.
  private static let deepest = 100

  let bytes: [UInt8]
  private(set) var name = ""
  private(set) var dependencies: [String] = []
  /// Full names of what the file defines.
  private(set) var symbols: [String] = []
  private(set) var extensions: [Extension] = []

  init(_ bytes: UnsafeRawBufferPointer) throws {
    self.bytes = Array(bytes)
    var package = ""
    try Self.forEach(bytes) { field, value in
      switch field {
      case 1: name = try Self.text(value)
      case 2: package = try Self.text(value)
      case 3: dependencies.append(try Self.text(value))
      default: break
      }
    }
    try Self.forEach(bytes) { field, value in
      switch field {
      case 4: try addMessage(value, in: package, depth: 0)
      case 5: try addEnumeration(value, in: package)
      case 6: try addService(value, in: package)
      case 7: try addExtension(value, in: package)
      default: break
      }
    }
  }

  private mutating func addMessage(
    _ bytes: UnsafeRawBufferPointer, in scope: String, depth: Int
  ) throws {
    guard depth < Self.deepest else {
      throw ProtobufError(
        code: .nestedTooDeeply, message: "\(scope) holds messages nested too deeply")
    }
    let full = Self.join(scope, try Self.name(of: bytes))
    symbols.append(full)
    try Self.forEach(bytes) { field, value in
      switch field {
      // Fields and oneofs.
      case 2, 8: symbols.append(Self.join(full, try Self.name(of: value)))
      case 3: try addMessage(value, in: full, depth: depth + 1)
      case 4: try addEnumeration(value, in: full)
      case 6: try addExtension(value, in: full)
      default: break
      }
    }
  }

  private mutating func addEnumeration(_ bytes: UnsafeRawBufferPointer, in scope: String) throws {
    symbols.append(Self.join(scope, try Self.name(of: bytes)))
    try Self.forEach(bytes) { field, value in
      // Values stand beside their enumeration, as in C++.
      if field == 2 { symbols.append(Self.join(scope, try Self.name(of: value))) }
    }
  }

  private mutating func addService(_ bytes: UnsafeRawBufferPointer, in scope: String) throws {
    let full = Self.join(scope, try Self.name(of: bytes))
    symbols.append(full)
    try Self.forEach(bytes) { field, value in
      if field == 2 { symbols.append(Self.join(full, try Self.name(of: value))) }
    }
  }

  private mutating func addExtension(_ bytes: UnsafeRawBufferPointer, in scope: String) throws {
    symbols.append(Self.join(scope, try Self.name(of: bytes)))
    var type = ""
    var number: UInt64 = 0
    var reader = WireReader(bytes)
    while let (field, value) = try reader.next() {
      if field == 2, case .bytes(let bytes) = value { type = try Self.text(bytes) }
      if field == 3, case .varint(let value) = value { number = value }
    }
    // Names of types begin with a dot where they are complete.
    if type.hasPrefix(".") { type.removeFirst() }
    extensions.append(Extension(type: type, number: Int32(truncatingIfNeeded: number)))
  }

  // MARK: Fields

  /// Each field that holds text, bytes or a message.
  private static func forEach(
    _ bytes: UnsafeRawBufferPointer, _ body: (Int, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var reader = WireReader(bytes)
    while let (field, value) = try reader.next() {
      if case .bytes(let bytes) = value { try body(field, bytes) }
    }
  }

  /// The name of anything that descriptors describe is its field 1.
  private static func name(of bytes: UnsafeRawBufferPointer) throws -> String {
    var name = ""
    try forEach(bytes) { if $0 == 1 { name = try text($1) } }
    return name
  }

  private static func text(_ bytes: UnsafeRawBufferPointer) throws -> String {
    try String(checking: bytes, field: "a name")
  }

  private static func join(_ scope: String, _ name: String) -> String {
    scope.isEmpty ? name : "\(scope).\(name)"
  }
}
