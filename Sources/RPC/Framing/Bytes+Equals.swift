extension UnsafeRawBufferPointer {
  /// Whether the bytes are those of `text`. Each header field of each call is looked at by this.
  func equals(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    let other = text.utf8Start
    for index in 0..<count where self[index] != other[index] { return false }
    return true
  }
}
