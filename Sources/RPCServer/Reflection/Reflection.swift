/// Schemas by the names they are asked for.
struct Reflection: Sendable {
  static let serviceNames = ["v1", "v1alpha"].map { "grpc.reflection.\($0).ServerReflection" }

  let services: [String]
  private var files: [String: FileDescriptor] = [:]
  /// The file's name, by symbol.
  private var symbols: [String: String] = [:]
  private var extensions: [FileDescriptor.Extension: String] = [:]

  /// Where several sets have a file of one name, the first counts.
  init(_ sets: [DescriptorSet], services: [String]) {
    self.services = services.sorted()
    for file in sets.flatMap(\.files) where files[file.name] == nil {
      files[file.name] = file
      for symbol in file.symbols where symbols[symbol] == nil { symbols[symbol] = file.name }
      for value in file.extensions where extensions[value] == nil {
        extensions[value] = file.name
      }
    }
  }

  /// A file and all that it imports, itself first; nil where there is none of the name.
  func file(named name: String) -> [[UInt8]]? {
    guard files[name] != nil else { return nil }
    var result: [[UInt8]] = []
    var seen: Set<String> = [name]
    var waiting = [name]
    while !waiting.isEmpty {
      // An import that no set holds is left for the client to miss.
      guard let file = files[waiting.removeFirst()] else { continue }
      result.append(file.bytes)
      waiting += file.dependencies.filter { seen.insert($0).inserted }
    }
    return result
  }

  func file(containing symbol: String) -> [[UInt8]]? {
    symbols[symbol].flatMap { file(named: $0) }
  }

  func file(extending type: String, by number: Int32) -> [[UInt8]]? {
    extensions[.init(type: type, number: number)].flatMap { file(named: $0) }
  }

  /// The numbers of a type's extensions; nil where there is no such type.
  func extensionNumbers(of type: String) -> [Int32]? {
    guard symbols[type] != nil else { return nil }
    return extensions.keys.filter { $0.type == type }.map(\.number).sorted()
  }
}
