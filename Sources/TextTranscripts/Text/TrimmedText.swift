extension String {
  /// Without quotation marks at its end.
  func trimmingQuotes() -> String {
    var text = self[...]
    while let last = text.last, "'\"”".contains(last) { text.removeLast() }
    return String(text)
  }

  /// Without white space at its ends.
  func trimmingSpace() -> String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
