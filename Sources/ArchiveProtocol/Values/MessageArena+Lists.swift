import Protobuf

// As `repeated` and `repeatedMessages` of MessageArena, for arrays and in this module: where they are generic
// code of another one, each field of each statement looks up the metadata of its types, a seventh of the time
// that an archive takes to load.
extension MessageArena {
  func repeated<Value, Element>(
    _ values: [Value], _ make: (Value) -> Element
  ) -> UnsafeMutablePointer<Element>? {
    guard !values.isEmpty else { return nil }
    let elements = allocate(byteCount: MemoryLayout<Element>.stride * values.count)
      .bindMemory(to: Element.self, capacity: values.count)
    for index in values.indices { (elements + index).initialize(to: make(values[index])) }
    return elements
  }

  func repeatedMessages<Value, Message>(
    _ values: [Value], _ make: (Value) -> UnsafeMutablePointer<Message>
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<Message>?>? {
    repeated(values) { Optional(make($0)) }
  }
}
