internal import CNghttp2

/// A list of header fields in nghttp2's own form, ready to be submitted any number of times.
///
/// Names and values live in one allocation that the block owns; nghttp2 borrows them, so a block
/// lives as long as frames made from it may be unsent: blocks that are not `static` are held by
/// their stream.
package final class HeaderBlock: Sendable {
  private nonisolated(unsafe) let bytes: UnsafeMutableRawBufferPointer
  nonisolated(unsafe) let fields: UnsafeMutableBufferPointer<nghttp2_nv>

  // Both pointers are written by `init` alone and freed by `deinit` alone, which is what makes the
  // unchecked access above sound.

  /// A block of these fields; names must be lower case (RFC 9113, section 8.2).
  package convenience init(_ fields: [(name: String, value: String)]) {
    self.init(fields.map { (Array($0.name.utf8), Array($0.value.utf8)) })
  }

  package init(_ list: [(name: [UInt8], value: [UInt8])]) {
    bytes = .allocate(
      byteCount: list.reduce(0) { $0 + $1.name.count + $1.value.count }, alignment: 1)
    fields = .allocate(capacity: list.count)
    var offset = 0
    func store(_ text: [UInt8]) -> UnsafeMutablePointer<UInt8>? {
      let target = UnsafeMutableRawBufferPointer(rebasing: bytes[offset...])
      target.copyBytes(from: text)
      offset += text.count
      return target.baseAddress?.assumingMemoryBound(to: UInt8.self)
    }
    let borrowed = UInt8(
      NGHTTP2_NV_FLAG_NO_COPY_NAME.rawValue | NGHTTP2_NV_FLAG_NO_COPY_VALUE.rawValue)
    for (index, field) in list.enumerated() {
      fields.initializeElement(
        at: index,
        to: nghttp2_nv(
          name: store(field.name), value: store(field.value), namelen: field.name.count,
          valuelen: field.value.count, flags: borrowed))
    }
  }

  /// A block of another's fields and, after them, some more.
  package init(_ base: HeaderBlock, adding list: [(name: String, value: String)]) {
    let more = HeaderBlock(list)
    bytes = .allocate(byteCount: base.bytes.count + more.bytes.count, alignment: 1)
    fields = .allocate(capacity: base.fields.count + more.fields.count)
    var offset = 0
    var index = 0
    for block in [base, more] {
      guard let source = block.bytes.baseAddress, let start = bytes.baseAddress else { continue }
      let target = start + offset
      target.copyMemory(from: source, byteCount: block.bytes.count)
      offset += block.bytes.count
      for var field in block.fields {
        field.name = Self.moved(field.name, from: source, to: target)
        field.value = Self.moved(field.value, from: source, to: target)
        fields.initializeElement(at: index, to: field)
        index += 1
      }
    }
  }

  private static func moved(
    _ text: UnsafeMutablePointer<UInt8>?, from source: UnsafeRawPointer,
    to target: UnsafeMutableRawPointer
  ) -> UnsafeMutablePointer<UInt8>? {
    guard let text else { return nil }
    return (target + (UnsafeRawPointer(text) - source)).assumingMemoryBound(to: UInt8.self)
  }

  deinit {
    fields.deallocate()
    bytes.deallocate()
  }
}
