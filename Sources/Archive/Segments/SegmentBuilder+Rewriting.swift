import CVerbatimProto
import Protobuf

extension SegmentBuilder {
  /// Replaces the messages of some statements.
  ///
  /// All others are copied as they are, so while this runs the bytes are held twice.
  /// - Parameters:
  ///   - rows: Which statements, ascending.
  ///   - message: The new message, given the position in `rows` and the old frame.
  mutating func rewrite(
    _ rows: [Int],
    message: (Int, UnsafeRawBufferPointer) -> UnsafeMutablePointer<Verbatim__V1__Statement>
  ) {
    guard !rows.isEmpty else { return }
    var written = GrowingColumn<UInt8>(capacity: frames(0..<rowCount).count + rows.count * 32)
    var newOffsets = GrowingColumn<Int>(capacity: rowCount + 1)
    var next = 0
    for (position, row) in rows.enumerated() {
      copy(next..<row, &written, &newOffsets)
      let message = message(position, frame(row))
      let byteCount = Packing.byteCount(of: message)
      newOffsets.append(written.count)
      let frame = UnsafeMutableRawPointer(written.extend(by: Frame.prefixByteCount + byteCount))
      Frame.writePrefix(messageByteCount: byteCount, to: frame)
      Packing.pack(message, to: frame + Frame.prefixByteCount)
      next = row + 1
    }
    copy(next..<rowCount, &written, &newOffsets)
    replaceFrames(written, offsets: newOffsets)
  }

  private func copy(
    _ rows: Range<Int>, _ bytes: inout GrowingColumn<UInt8>, _ offsets: inout GrowingColumn<Int>
  ) {
    guard !rows.isEmpty else { return }
    var end = bytes.count
    for row in rows {
      offsets.append(end)
      end += frame(row).count
    }
    let frames = frames(rows)
    bytes.append(frames.baseAddress!.assumingMemoryBound(to: UInt8.self), count: frames.count)
  }
}
