/// A line that cannot be read, searched for the meeting that it belongs to.
///
/// A key is looked for as it stands, by its bytes: within a text its quotation marks would be escaped, so
/// that words are not taken for it, wherever the line is broken.
struct BrokenLine {
  private let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// What tells the meeting from others: `meetingId`, `meeting` as a string or the `id` of it as an
  /// object, or what stands before the last slash of a statement's `id`; empty when it is not there.
  var meetingKey: String {
    if let key = value(of: "meetingId", from: 0).flatMap(text) { return key }
    if let place = value(of: "meeting", from: 0) {
      if let key = text(at: place) { return key }
      if bytes[place] == 0x7B, let key = value(of: "id", from: place + 1).flatMap(text) {
        return key
      }
    }
    // Those of exports begin with the meeting's.
    guard let id = value(of: "id", from: 0).flatMap(text), let slash = id.lastIndex(of: "/") else {
      return ""
    }
    return String(id[..<slash])
  }

  /// Where the value of the first such key begins.
  private func value(of key: StaticString, from start: Int) -> Int? {
    let length = key.utf8CodeUnitCount
    var place = start
    while place + length + 2 <= bytes.count {
      defer { place += 1 }
      guard bytes[place] == 0x22, bytes[place + length + 1] == 0x22,
        place == 0 || bytes[place - 1] != 0x5C,
        (0..<length).allSatisfy({ bytes[place + 1 + $0] == key.utf8Start[$0] }),
        let colon = next(place + length + 2), bytes[colon] == 0x3A
      else { continue }
      return next(colon + 1)
    }
    return nil
  }

  /// The next byte that is no space.
  private func next(_ start: Int) -> Int? {
    var place = start
    while place < bytes.count, bytes[place] == 0x20 || bytes[place] == 0x09 { place += 1 }
    return place < bytes.count ? place : nil
  }

  /// The string that begins at a place, where it is whole, and plain as ids are.
  private func text(at place: Int) -> String? {
    guard bytes[place] == 0x22, let end = bytes[(place + 1)...].firstIndex(of: 0x22),
      end > place + 1, !bytes[place..<end].contains(0x5C)
    else { return nil }
    return String(validating: bytes[(place + 1)..<end], as: UTF8.self)
  }
}
